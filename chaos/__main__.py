"""`make chaos`: load, random faults for some minutes, and the account; exits with 1 when it is not right."""

import argparse
import json
import platform
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from chaos.account import Account, draw_up, unfinished, with_answers
from chaos.answering import Answering
from chaos.council import PROCESSES, CouncilInstallation, a_council
from chaos.faults import FAULTS
from chaos.installation import until
from chaos.load import Load
from foundation.records import RecordsRefused
from foundation.records.models import Case, Submission
from worker.surveys.keys import KeyFolder

RESULTS = Path("var") / "chaos.json"
LAG = 1.0
CLIENTS = 4
PAUSE = 0.05  # what two cores handle beside three nodes of RabbitMQ


def main() -> None:
    """One council on servers of its own, in temporary folders; nothing else is touched."""
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--seconds", type=int, default=300, help="how long faults go on")
    parser.add_argument("--seed", type=int, default=None, help="the same faults in the same order")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10_000)
    print(f"seed {seed}; starting PostgreSQL, three nodes of RabbitMQ, a mail server and {len(PROCESSES)} processes")
    with a_council() as council:
        account, recoveries = run(council, options.seconds, random.Random(seed))
    report(account, recoveries, options.seconds, seed)
    sys.exit(0 if account.is_right else 1)


def run(council: CouncilInstallation, seconds: float, chance: random.Random) -> tuple[Account, dict[str, list[float]]]:
    """Start everything, disturb it for so many seconds, let it come to rest, and draw up the account."""
    for name in PROCESSES:
        council.run(name)
    council.everything_ready()
    council.keep_running()
    load = Load(council.port("intake"), a_partner(council), CLIENTS, PAUSE)
    room = Answering(council.port("survey-public"))
    recoveries: dict[str, list[float]] = defaultdict(list)
    council.chance, wrong, end = chance, [], time.monotonic() + seconds
    with load.going_on(), room.going_on():
        for name in in_turn(chance):
            if time.monotonic() > end:
                break
            print(f"{max(0, end - time.monotonic()):4.0f} s left  {len(load.acknowledged):7,} acknowledged  {name}")
            try:
                FAULTS[name](council)
                recoveries[name].append(recovery(council, load))
            except Exception as error:  # noqa: BLE001 -- whatever it is, the account is still to be drawn up
                wrong.append(f"{name}: {error}")
            time.sleep(chance.uniform(0.5, 2))
    with council.records() as records:
        with suppress(AssertionError):
            until(lambda: not unfinished(records), "everything to be done", 180)
        wrong += [f"not done: {number} {what}" for what, number in unfinished(records).items()]
        account = draw_up(records, load.acknowledged, letters_of(council))
        account = with_answers(account, records, room.acknowledged, KeyFolder(council.profile.key_folder))
    wrong += [f"{name} says: {said}" for name in PROCESSES for said in complaints_of(council, name)]
    return replace(account, wrong=[*account.wrong, *wrong]), recoveries


def in_turn(chance: random.Random) -> Sequence[str]:
    """Every fault once in an order by chance, then all again in another."""
    return [name for _ in range(100) for name in chance.sample(list(FAULTS), len(FAULTS))]


def a_partner(council: CouncilInstallation) -> str:
    """The key of a partner system that may send as much as it likes."""
    added = council.heard("partner", "add", "Chaos")
    if added.returncode:
        raise SystemExit(added.stderr)
    return added.stdout.split()[-1]


def complaints_of(council: CouncilInstallation, name: str) -> list[str]:
    """What a process says is wrong in the end; that it says nothing is wrong too."""
    said = council.readiness(name)
    return ["nothing"] if said is None else said


def letters_of(council: CouncilInstallation) -> Counter[str]:
    """How often the mail server took each letter, by its Message-ID."""
    return Counter(str(letter["Message-ID"]) for letter in council.mail.taken)


def recovery(council: CouncilInstallation, load: Load) -> float:
    """Seconds until families are answered again and nobody waits longer than LAG to be routed."""
    begun = time.monotonic()
    until(lambda: load.last_at > begun and lag(council) < LAG, "recovery", 120)
    return time.monotonic() - begun


def lag(council: CouncilInstallation) -> float:
    """How long the oldest that is not routed has waited, in seconds."""
    with suppress(RecordsRefused), council.records() as records, records.unit_of_work() as uow:
        waiting = select(func.extract("epoch", func.clock_timestamp() - func.min(Submission.received_at)))
        return float(uow.session.scalar(waiting.outerjoin(Case).where(Case.id.is_(None))) or 0)
    return float("inf")


def report(account: Account, recoveries: dict[str, list[float]], seconds: float, seed: int) -> None:
    """Print the account, and write it as JSON."""
    print(f"\n{'fault':42} {'times':>5} {'recovery: median':>17} {'longest':>8}")
    for name, took in sorted(recoveries.items()):
        print(f"{name:42} {len(took):5} {statistics.median(took):15.1f} s {max(took):6.1f} s")
    print(
        f"\nacknowledged {account.acknowledged:,}\nrouted       {account.routed:,}\nparked       {account.parked}\n"
        f"lost         {len(account.lost)}\ndoubled      {len(account.doubled)}\n"
        f"letters      {account.letters:,}, {account.letters_handed_over_twice} of them handed over twice\n"
        f"answers      {account.answers:,} to a survey, {account.answers_opened:,} opened and "
        f"{account.answers_waiting} waiting"
    )
    for line in (account.lost + account.doubled + account.wrong)[:20]:
        print(f"  {line}")
    RESULTS.parent.mkdir(exist_ok=True)
    told = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": platform.machine(),
        "seconds": seconds, "seed": seed, "account": asdict(account), "recoveries": recoveries,
    }  # fmt: skip
    RESULTS.write_text(json.dumps(told, indent=2) + "\n")
    print(f"\nwritten to {RESULTS}")


if __name__ == "__main__":
    main()
