"""A council's installation under load, and each thing that can go wrong with it: nothing is lost, nothing done twice.

`make chaos` does the same for minutes, in an order by chance.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chaos.account import draw_up, unfinished
from chaos.council import PROCESSES, CouncilInstallation, a_council
from chaos.faults import FAULTS, delete_the_queue
from chaos.installation import until
from chaos.load import Load
from foundation.council import load_council
from foundation.procedure.working_days import england
from foundation.runtime.clock import now
from worker.circumstances import Circumstances
from worker.clock import announce_again

pytestmark = pytest.mark.xdist_group("faults")

MEANWHILE = 40


@pytest.fixture(scope="module")
def council() -> Iterator[CouncilInstallation]:
    with a_council() as found:
        for name in PROCESSES:
            found.run(name)
        found.everything_ready()
        found.keep_running()
        yield found


@pytest.fixture(scope="module")
def load(council: CouncilInstallation) -> Load:
    added = council.heard("partner", "add", "A partner that tries again")
    assert added.returncode == 0, added.stderr
    return Load(council.port("intake"), added.stdout.split()[-1], pause=0.05)


def the_account_is_right(council: CouncilInstallation, load: Load) -> None:
    with council.records() as records:
        until(lambda: not unfinished(records), "everything to be done")
        letters = Counter(str(letter["Message-ID"]) for letter in council.mail.taken)
        account = draw_up(records, load.acknowledged, letters)
    assert account.is_right, account
    assert account.routed == account.acknowledged == len(load.acknowledged)
    assert account.parked == 0


@pytest.mark.parametrize("what", FAULTS)
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(
    what: str, council: CouncilInstallation, load: Load
) -> None:
    with load.going_on():
        load.wait_for_more(MEANWHILE)
        FAULTS[what](council)
        load.wait_for_more(MEANWHILE)
    the_account_is_right(council, load)


def test_what_was_in_a_queue_that_somebody_deleted_is_found_by_the_sweep(
    council: CouncilInstallation, load: Load
) -> None:
    with load.going_on():
        load.wait_for_more(MEANWHILE)
        delete_the_queue(council)
        load.wait_for_more(MEANWHILE)
    rules, in_two_hours = load_council(council.council_folder), now() + timedelta(hours=2)
    with council.records() as everything, council.records("heard_clock") as records:
        until(lambda: "in the outbox" not in unfinished(everything), "the relay to be through")
        announce_again(Circumstances(records, rules, england(), lambda: in_two_hours))
    the_account_is_right(council, load)
