"""Measure, print a table, write JSON. Nothing here is asserted: the floors and aims stand beside the figures."""

import argparse
import json
import platform
import shutil
import socket
import statistics
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bench.accepting import accepted_per_second
from bench.routing import handled_per_second
from bench.yardsticks import durable_inserts
from foundation.council import load_council
from foundation.procedure.working_days import england
from foundation.records import Records
from foundation.runtime.clock import now
from foundation.runtime.settings import Profile, read_profile
from heard.database import bring_up_to_date
from heard.partners import add_partner
from heard.setting_up import write_secrets
from worker.circumstances import Circumstances

RESULTS = Path("var") / "bench.json"


@dataclass(frozen=True)
class Figure:
    """One thing measured, beside its yardstick."""

    what: str
    per_second: float
    yardstick: str
    yardstick_per_second: float
    ratio: float
    floor: float
    aim: float


def main() -> None:
    """Everything runs on a private database in a temporary folder, durable as in use."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="how long each load lasts")
    parser.add_argument("--messages", type=int, default=20_000, help="how many messages the worker handles")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="heard-bench-"))
    profile = replace(read_profile(), var=folder, base_port=_free_ports())
    profile.database.start()
    try:
        figures = _measure(profile, options.seconds, options.messages)
    finally:
        profile.database.stop()
        shutil.rmtree(folder)
        shutil.rmtree(profile.database.socket_folder)
    _report(figures)


def _measure(profile: Profile, seconds: int, messages: int) -> list[Figure]:
    bring_up_to_date(profile)
    write_secrets(profile.secrets_file)
    everything = Records(profile.database.url("postgres"), process="bench", connections=2)
    with everything.unit_of_work() as uow:
        api_key = add_partner(uow, "bench", now())
    inserts = [durable_inserts(profile.database.dsn("postgres"), seconds / 2)]
    accepted = accepted_per_second(profile, everything, api_key, seconds)
    inserts.append(durable_inserts(profile.database.dsn("postgres"), seconds / 2))
    desk = Records(profile.database.url("heard_consume"), process="bench", connections=1)
    given = Circumstances(desk, load_council(profile.council_folder), england(), now)
    handled = handled_per_second(given, everything, messages)
    inserts.append(durable_inserts(profile.database.dsn("postgres"), seconds / 2))
    desk.close()
    everything.close()
    yardstick = statistics.median(inserts)
    return [
        _figure("submissions accepted by the JSON API, 32 clients", accepted, yardstick, 0.10, 0.25),
        _figure("messages fully handled by one worker", handled, yardstick, 0.15, 0.60),
    ]


def _figure(what: str, per_second: float, yardstick: float, floor: float, aim: float) -> Figure:
    ratio = per_second / yardstick
    return Figure(what, round(per_second, 1), "I: durable inserts", round(yardstick, 1), round(ratio, 3), floor, aim)


def _report(figures: list[Figure]) -> None:
    print(f"{'figure':52} {'per second':>11} {'yardstick I':>12} {'ratio':>7} {'floor':>6} {'aim':>5}")
    for f in figures:
        speeds = f"{f.per_second:11,.0f} {f.yardstick_per_second:12,.0f} {f.ratio:7.3f}"
        print(f"{f.what:52} {speeds} {f.floor:6.2f} {f.aim:5.2f}")
    RESULTS.parent.mkdir(exist_ok=True)
    machine = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": platform.machine()}
    RESULTS.write_text(json.dumps(machine | {"figures": [asdict(figure) for figure in figures]}, indent=2) + "\n")
    print(f"\nwritten to {RESULTS}")


def _free_ports() -> int:
    """A base port whose ports are free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1]) // 10 * 10


if __name__ == "__main__":
    main()
