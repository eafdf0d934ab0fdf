"""Who holds everything but the private keys cannot say who answered what about themselves, better than by chance.

People tell us something, are shown the link and answer or say no thanks, through the family's site; their boxes travel
over RabbitMQ, are tallied while others still answer, and the period closes. Who of them answers what is chosen by a
fixed seed; all that Heard draws by chance stays chance. So the limit is one at which a test that is right fails once in
a hundred thousand runs, over all ways that are tried.
"""

import json
import logging
import random
from contextlib import closing
from datetime import timedelta
from random import SystemRandom
from uuid import uuid4

import pytest
from carriages import Rabbit
from guessing import DECLINED, guesses, traces
from joining import dump
from sqlalchemy import create_engine, text
from uuid_utils.compat import uuid7

from foundation.contracts import envelope
from foundation.contracts.equality import ADDRESSES
from foundation.courier.topology import EXCHANGE
from foundation.equality.sealing import seal
from foundation.equality.tally import ANSWERS, Cell, Tally
from foundation.records.models import EqualityBox, EqualityCount, EqualityOffer, EqualityPeriod
from foundation.runtime.measures import exposition
from foundation.surveys.voluntary import voluntary
from intake_service.equality import keeping
from worker.equality import tally
from worker.equality.closing import close_periods
from worker.equality.periods import keep_periods
from worker.equality.tally import tally_boxes
from worker.handlers import keep_equality_box
from worker.surveys.keys import KeyFolder

SEED = 6
LIMIT = 1e-5
POOL = "complainants"
QUESTIONS = ("religion", "relationship_to_child", "unpaid_care", "marital_status", "sex")
CANARIES = ("special_guardian", "prospective_adopter", "separated_married", "surviving_cp", "buddhist")
COMPLAINT = {
    "words": "Nobody rang me back.", "topic": "worker", "service_area": "child_in_need", "relationship": "parent",
    "still_going_on": "y",
}  # fmt: skip


def crowd(number):
    """Grown-ups with any answers, and every ninth says no thanks."""
    chance = random.Random(SEED)
    options = {it.code: [option.code for option in it.options] for it in voluntary().questions if it.code in QUESTIONS}
    return [
        None if person % 9 == 4 else {question: chance.choice(options[question]) for question in QUESTIONS}
        for person in range(number)
    ]


def one_after_the_other(*religions):
    """So many of each, and nothing else of them is known."""
    return [{"religion": religion} for religion, number in religions for _ in range(number)]


def truth_of(people):
    """What everybody said to each question."""
    return {
        question: [DECLINED if it is None else it.get(question, ":unanswered") for it in people]
        for question in QUESTIONS
    }


@pytest.fixture
def keys(tmp_path, given):
    folder = KeyFolder(tmp_path / "keys")
    keep_periods(given, folder)
    return folder


@pytest.fixture
def collect(intake_app, given, records_as, broker, everything, keys, database, rows):
    """All of them answer and the period closes; traces, and the counts before and after VACUUM FREEZE."""

    def run(people, tell):
        chance, dumps, messages, waiting = random.Random(SEED), [], [], list(people)
        period = next(it.id for it in rows(EqualityPeriod) if it.pool == POOL)
        with (
            closing(Rabbit(circumstances(given, records_as("heard_relay")), given, broker)) as rabbit,
            closing(broker.connect("tests")) as connection,
        ):
            listener = connection.channel()
            rabbit.announce()
            listener.queue_declare("listener")
            listener.queue_bind("listener", EXCHANGE, "equality.#")
            while waiting:
                for _ in range(min(len(waiting), chance.randint(5, 30))):
                    answer(intake_app.test_client(), waiting.pop(0), tell)
                    if not tell:
                        with everything.unit_of_work() as uow:
                            uow.keep(EqualityOffer, {"id": uuid4(), "period_id": period})
                dumps.append(dump(everything))
                rabbit.carry()
                dumps.append(dump(everything))
                if tally_boxes(rabbit.given, keys):
                    dumps.append(dump(everything))
            while (got := listener.basic_get("listener", auto_ack=True))[0] is not None:
                messages.append(got[2])
        later = circumstances(given, given.records, after=timedelta(days=60))
        assert [it.became for it in close_periods(later, keys, pools=[POOL])] == ["closed"]
        dumps.append(dump(everything))
        engine = create_engine(database.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("vacuum freeze"))
        engine.dispose()
        frozen = dump(everything)
        return traces(dumps, messages), dumps, frozen

    return run


def circumstances(given, records, after=timedelta(0)):
    moment = given.now() + after
    return type(given)(records, given.council, given.shipped, lambda: moment)


def answer(browser, said, tell):
    """Tell us something, look at the thanks page, and answer there or say no thanks."""
    browser.environ_base["REMOTE_ADDR"] = f"fd00:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1"
    if tell:
        told = browser.post("/tell/problem", data=COMPLAINT | hidden(browser.get("/tell/problem").text))
        assert ADDRESSES[POOL] in browser.get(told.location).text
    fields = {"go": "no"} if said is None else {"go": "send", "age": "a35_44"}
    fields |= {f"q-{question}": code for question, code in (said or {}).items()}
    assert browser.post(ADDRESSES[POOL], data=fields).status_code == 303


def hidden(page):
    """The hidden fields of a form."""
    inputs = [it.split(">")[0] for it in page.split("<input")[1:]]
    hidden = [it for it in inputs if 'type="hidden"' in it]
    return {it.split('name="')[1].split('"')[0]: it.split('value="')[1].split('"')[0] for it in hidden}


def better_than_chance(people, dumped, truth):
    """The ways that found more than chance does."""
    made = list(guesses(people, dumped["equality.count"], truth))
    assert len(made) > 50 * len(truth)
    return [attempt for attempt in made if attempt.p < LIMIT / len(made) / 2]  # before VACUUM FREEZE, and after


def test_who_answered_what_is_found_no_better_than_by_chance(collect, rows, caplog):
    caplog.set_level(logging.DEBUG, "heard")
    people = crowd(63)
    found, dumps, frozen = collect(people, tell=True)
    assert len(found) == len(people)
    assert sum(row.n for row in rows(EqualityCount) if row.question == ANSWERS) == sum(it is not None for it in people)
    for dumped in (dumps[-1], frozen):
        assert better_than_chance(found, dumped, truth_of(people)) == []
    assert len({len(it.body) for it in found}) == len({len(it.sealed) for it in found}) == 1
    tallies = [row["sealed"] for each in dumps for row in each["equality.sealed_tally"]]
    assert len(set(tallies)) > 1
    assert len(set(map(len, tallies))) == 1
    assert not any(each["equality.count"] for each in dumps[:-1])
    in_the_clear = [str(rows) for each in dumps for name, rows in each.items() if name != "equality.count"]
    told = "\n".join([*in_the_clear, *(line.getMessage() for line in caplog.records), exposition().decode()])
    assert [canary for canary in CANARIES if canary in told] == []
    assert rows(EqualityBox) == []


class Unshuffled(SystemRandom):
    def shuffle(self, rows):
        pass


def cells_as_they_came(self, offers):
    yield Cell(0, DECLINED, ":all", self.declined)
    yield Cell(2, ANSWERS, ":all", self.answered)
    yield from (Cell(*cell, n) for cell, n in self.counts.items())


def packed_as_it_came(self):
    said = [[*cell, n] for cell, n in self.counts.items()]
    return json.dumps([self.declined, self.unreadable, [*self.answers.items()], said]).encode()


LEAKS = {
    "boxes as long as what is in them": (
        (keeping, "seal", lambda payload, public, size: seal(payload, public, len(payload) + 4)),
    ),
    "everything in the order of answering": (
        (envelope, "uuid4", uuid7),
        (keep_equality_box, "uuid4", uuid7),
        (tally, "SystemRandom", Unshuffled),
        (Tally, "pack", packed_as_it_came),
        (Tally, "cells", cells_as_they_came),
    ),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_the_attacker_finds_the_answers_where_there_is_a_leak(leak, collect, monkeypatch):
    for what in LEAKS[leak]:
        monkeypatch.setattr(*what)
    people = one_after_the_other(("muslim", 13), ("christian", 18), ("none", 16), ("hindu", 13))
    found, dumps, frozen = collect(people, tell=False)
    for dumped in (dumps[-1], frozen):
        attempts = better_than_chance(found, dumped, {"religion": truth_of(people)["religion"]})
        assert max(attempt.right for attempt in attempts) > len(people) / 2
