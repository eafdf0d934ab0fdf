"""A council's installation under load, and each thing that can go wrong with it: nothing is lost, nothing done twice.

`make chaos` does the same for minutes, in an order by chance.
"""

import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener
from uuid import uuid4

import pytest

from chaos.account import draw_up, unfinished, with_answers
from chaos.answering import Answering
from chaos.council import PROCESSES, CouncilInstallation, a_council
from chaos.faults import FAULTS, delete_the_queue
from chaos.installation import until
from chaos.load import BODY, Load
from foundation.council import load_council
from foundation.procedure.working_days import england
from foundation.runtime.clock import now
from worker.circumstances import Circumstances
from worker.clock import announce_again
from worker.surveys.keys import KeyFolder

pytestmark = pytest.mark.xdist_group("faults")

MEANWHILE = 25
LONGER_THAN_ANY_TIMEOUT = 15.0  # connecting has 5 seconds, and a publish 10 to be confirmed


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
    return Load(council.port("intake"), added.stdout.split()[-1], pause=0.1)


@pytest.fixture(scope="module")
def room(council: CouncilInstallation) -> Answering:
    return Answering(council.port("survey-public"))


def the_account_is_right(council: CouncilInstallation, load: Load, room: Answering) -> None:
    with council.records() as records:
        try:
            until(lambda: not unfinished(records), "everything to be done", 120)
        except AssertionError:
            pytest.fail(f"not done: {unfinished(records)}; {[(name, council.readiness(name)) for name in PROCESSES]}")
        letters = Counter(str(letter["Message-ID"]) for letter in council.mail.taken)
        account = draw_up(records, load.acknowledged, letters)
        account = with_answers(account, records, room.acknowledged, KeyFolder(council.profile.key_folder))
    assert account.is_right, account
    assert account.routed == account.acknowledged == len(load.acknowledged)
    assert account.answers == account.answers_opened + account.answers_waiting
    assert account.parked == 0


@pytest.mark.parametrize("what", FAULTS)
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(
    what: str, council: CouncilInstallation, load: Load, room: Answering
) -> None:
    with load.going_on(), room.going_on():
        load.wait_for_more(MEANWHILE)
        FAULTS[what](council)
        load.wait_for_more(MEANWHILE)
    the_account_is_right(council, load, room)


def test_what_was_in_a_queue_that_somebody_deleted_is_found_by_the_sweep(
    council: CouncilInstallation, load: Load, room: Answering
) -> None:
    with load.going_on():
        load.wait_for_more(MEANWHILE)
        delete_the_queue(council)
        load.wait_for_more(MEANWHILE)
    rules, in_two_hours = load_council(council.council_folder), now() + timedelta(hours=2)
    with council.records() as everything, council.records("heard_clock") as records:
        until(lambda: "in the outbox" not in unfinished(everything), "the relay to be through")
        announce_again(Circumstances(records, rules, england(), lambda: in_two_hours))
    the_account_is_right(council, load, room)


def tell_on_the_page(council: CouncilInstallation, load: Load) -> None:
    """A family fills in the form and reads its reference."""
    browser, key = build_opener(HTTPCookieProcessor()), f"on-the-page-{uuid4()}"
    address = f"http://127.0.0.1:{council.port('intake')}/tell/problem"
    form = browser.open(address, timeout=30).read().decode()
    hidden = dict(re.findall(r'name="(csrf_token|form_id)"[^>]*value="([^"]+)"', form))
    told = BODY | {"words": f"Nobody rang back. {key}", "email": f"{key}@example.com"}
    answer = browser.open(address, urlencode(hidden | told).encode(), timeout=30).read().decode()
    assert "Thank you. We have it" in answer
    [load.acknowledged[key]] = set(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", answer))


def test_while_the_broker_is_away_longer_than_any_timeout_families_are_told_we_have_it_and_the_operator_what_is_wrong(
    council: CouncilInstallation, load: Load, room: Answering
) -> None:
    on_the_broker = ("relay", "relay-2", "consume", "consume-2")
    for node in council.cluster.nodes:
        node.signal(signal.SIGTERM)
    for node in council.cluster.nodes:
        node.stop()
    away_since = time.monotonic()
    before, broken = len(load.acknowledged), load.broken
    for _ in range(200):
        load.send(f"while-away-{uuid4()}")
    time.sleep(max(0, away_since + LONGER_THAN_ANY_TIMEOUT - time.monotonic()))
    assert len(load.acknowledged) == before + 200
    assert load.broken == broken, "no family was sent away"
    tell_on_the_page(council, load)
    for name in on_the_broker:
        assert council.readiness(name) == ["the broker does not answer"], name
    assert council.readiness("intake") == council.readiness("clock") == []
    for node in council.cluster.nodes:
        node.begin()
    council.cluster.wait()
    the_account_is_right(council, load, room)
    council.everything_ready()
