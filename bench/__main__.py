"""Measure, print a table, write JSON. Nothing here is asserted: the floors and aims stand beside the figures."""

import argparse
import json
import platform
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bench.accepting import accepted_per_second
from bench.answering import PER_SECOND as ANSWERS_PER_SECOND
from bench.answering import answered
from bench.deciding import decided_per_second
from bench.opening import opened_per_second
from bench.redating import redated_per_second
from bench.relaying import relayed_per_second
from bench.routing import handled_per_second
from bench.sending import mails_taken, sent_per_second
from bench.tallying import closed_within, tallied_per_second, twenty_at_a_time
from bench.whole_way import PER_SECOND
from bench.whole_way import waits as whole_way
from bench.yardsticks import confirmed_publishes, durable_inserts
from chaos.council import CouncilInstallation, a_council
from chaos.ports import free_ports
from foundation.council import load_council
from foundation.courier.connection import Broker
from foundation.procedure.working_days import england
from foundation.records import Records
from foundation.runtime.clock import now
from foundation.runtime.settings import Profile, read_profile
from heard.database import bring_up_to_date
from heard.partners import add_partner
from heard.setting_up import write_secrets
from worker.circumstances import Circumstances
from worker.surveys.key_life import keep_keys
from worker.surveys.keys import KeyFolder

RESULTS = Path("var") / "bench.json"
OPEN_CASES, DECISIONS, SEALED, INVITED, IN_A_PERIOD = 20_000, 20_000, 5_000, 5_000, 2_000
INSERTS, PUBLISHES, MAILS = "I: durable inserts", "P: confirmed publishes", "M: mails taken"
PARTS = ("accepted", "handled", "opened", "invited", "tallied", "redated")


@dataclass(frozen=True)
class Wait:
    """How long something takes, in seconds: half of them, ninety-nine of a hundred, and the longest."""

    what: str
    median: float
    p99: float
    longest: float
    floor: float
    aim: float


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
    parser.add_argument("--only", choices=PARTS, help="this part and no other, and nothing is written")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="heard-bench-"))
    profile = replace(read_profile(), var=folder, base_port=free_ports())
    profile.database.start()
    try:
        with closing(Records(profile.database.url("postgres"), process="bench", connections=2)) as everything:
            figures = list(_measure(profile, everything, options.seconds, options.messages, options.only))
            if options.only:
                _print(figures)
                return
            tallies, closing_took = _measure_tallies(profile, everything)
        answers = _measure_answering(profile, 3 * options.seconds)
    finally:
        profile.database.stop()
        shutil.rmtree(folder)
        shutil.rmtree(profile.database.socket_folder)
    with a_council(nodes=1, track_commit_timestamp="on") as council:
        figures.append(_measure_relay(council, options.seconds, options.messages))
        waits = [_measure_whole_way(council, 3 * options.seconds), *answers, tallies]
    decided = decided_per_second(load_council(profile.council_folder), england(), DECISIONS)
    _report(figures, waits, round(decided), closing_took)


def _measure(profile: Profile, everything: Records, seconds: int, messages: int, only: str | None) -> Iterator[Figure]:
    """Each part between two runs of its yardstick, since a machine is not equally fast all the time."""
    bring_up_to_date(profile)
    write_secrets(profile.secrets_file)
    with everything.unit_of_work() as uow:
        api_key = add_partner(uow, "bench", now())
    dsn = profile.database.dsn("postgres")

    def inserts() -> float:
        return durable_inserts(dsn, seconds / 4)

    def mails() -> float:
        return mails_taken(seconds / 4)

    with _as_role(profile, "heard_consume") as given, _as_role(profile, "heard_clock") as clock:
        keys = KeyFolder(profile.key_folder)
        keep_keys(given, keys)
        parts: dict[str, tuple[str, Callable[[], float], str, Callable[[], float], float, float]] = {
            "accepted": (
                "submissions accepted by the JSON API, 32 clients",
                lambda: accepted_per_second(profile, everything, api_key, seconds), INSERTS, inserts, 0.10, 0.25,
            ),
            "handled": (
                "messages fully handled by one worker",
                lambda: handled_per_second(given, everything, messages), INSERTS, inserts, 0.15, 0.60,
            ),
            "opened": (
                "sealed answers opened and counted by one worker",
                lambda: opened_per_second(given, keys, everything, SEALED), INSERTS, inserts, 0.10, 0.30,
            ),
            "invited": (
                "invitations to surveys sent by one worker",
                lambda: sent_per_second(given, keys, everything, INVITED), MAILS, mails, 0.10, 0.50,
            ),
            "redated": (
                "open cases re-dated, two clocks each, one clock",
                lambda: redated_per_second(clock, everything, OPEN_CASES), INSERTS, inserts, 1.5, 5,
            ),
            "tallied": (
                "sealed boxes tallied by one worker",
                lambda: tallied_per_second(given, keys, everything, SEALED), INSERTS, inserts, 0.5, 2,
            ),
        }  # fmt: skip
        for name in PARTS if only is None else [only]:
            what, measure, yardstick, at_best, floor, aim = parts[name]
            before, found, after = at_best(), measure(), at_best()
            yield _figure(what, found, yardstick, statistics.mean([before, after]), floor, aim)


def _measure_tallies(profile: Profile, everything: Records) -> tuple[Wait, float]:
    keys = KeyFolder(profile.key_folder)
    with _as_role(profile, "heard_consume") as given:
        tallies = twenty_at_a_time(given, keys, everything, IN_A_PERIOD)
        closing_took = closed_within(given, keys, everything)
    return _wait("tallies of twenty sealed boxes, as they come", tallies), closing_took


@contextmanager
def _as_role(profile: Profile, role: str) -> Iterator[Circumstances]:
    with closing(Records(profile.database.url(role), process="bench", connections=2)) as records:
        yield Circumstances(records, load_council(profile.council_folder), england(), now)


def _measure_answering(profile: Profile, seconds: int) -> list[Wait]:
    with closing(Records(profile.database.url("postgres"), process="bench", connections=2)) as everything:
        kept, well = answered(profile, everything, seconds)
    what = f"answers of 250 questions kept, {ANSWERS_PER_SECOND} a second for {seconds} s"
    return [_wait(what, kept), _wait("meanwhile the site says that it is well", well)]


def _measure_relay(council: CouncilInstallation, seconds: int, messages: int) -> Figure:
    [url] = council.cluster.urls
    publishes = [confirmed_publishes(url, seconds / 2)]
    with council.records() as everything, council.records("heard_relay") as records:
        given = Circumstances(records, load_council(council.council_folder), england(), now)
        relayed = relayed_per_second(given, everything, Broker([url]), messages)
    publishes.append(confirmed_publishes(url, seconds / 2))
    return _figure("messages relayed by one relay", relayed, PUBLISHES, statistics.mean(publishes), 0.8, 3)


def _measure_whole_way(council: CouncilInstallation, seconds: int) -> Wait:
    return _wait(f"accepted to routed, {PER_SECOND} a second for {seconds} s", whole_way(council, seconds))


def _wait(what: str, found: list[float]) -> Wait:
    p99 = found[int(len(found) * 0.99)]
    median = round(statistics.median(found), 4)
    return Wait(f"{what}, all {len(found)}", median, round(p99, 4), round(found[-1], 4), 1.0, 0.25)


def _figure(
    what: str, per_second: float, yardstick: str, yardstick_per_second: float, floor: float, aim: float
) -> Figure:
    ratio = per_second / yardstick_per_second
    return Figure(what, round(per_second, 1), yardstick, round(yardstick_per_second, 1), round(ratio, 3), floor, aim)


def _print(figures: list[Figure]) -> None:
    print(f"{'figure':52} {'per second':>11} {'yardstick':>9} {'per second':>11} {'ratio':>7} {'floor':>6} {'aim':>5}")
    for f in figures:
        speeds = f"{f.per_second:11,.0f} {f.yardstick[0]:>9} {f.yardstick_per_second:11,.0f} {f.ratio:7.3f}"
        print(f"{f.what:52} {speeds} {f.floor:6.2f} {f.aim:5.2f}")


def _report(figures: list[Figure], waits: list[Wait], decided: int, closing_took: float) -> None:
    _print(figures)
    for wait in waits:
        print(
            f"\n{wait.what}\n  half within {wait.median:.3f} s, 99 of 100 within {wait.p99:.3f} s, the longest "
            f"{wait.longest:.3f} s; floor {wait.floor:.2f} s, aim {wait.aim:.2f} s"
        )
    print(f"\n{decided:,} triage decisions a second by one process, each with its screen and its explanation")
    print(f"\n{closing_took:.3f} s to close a period of {IN_A_PERIOD:,} answers about oneself")
    RESULTS.parent.mkdir(exist_ok=True)
    machine = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": platform.machine()}
    measured = {
        "figures": [asdict(f) for f in figures],
        "waits": [asdict(wait) for wait in waits],
        "triage_decisions_per_second": decided,
        "seconds_to_close_a_period": round(closing_took, 4),
    }
    RESULTS.write_text(json.dumps(machine | measured, indent=2) + "\n")
    print(f"\nwritten to {RESULTS}")


if __name__ == "__main__":
    main()
