"""Who holds everything but the private keys cannot say who answered what, better than by chance.

A hundred and more people are asked, answer in any order through the public face, and their boxes travel over RabbitMQ
and are opened while others still answer. Who of them answered what is chosen by a fixed seed; all that Heard draws by
chance stays chance. So the limit is one at which a test that is right fails once in a hundred thousand runs, over all
ways that are tried, and one that is wrong fails each time: then every pair is found.
"""

import logging
import random
from contextlib import closing
from itertools import chain
from uuid import uuid4

import pytest
from boxed import a_send_out
from carriages import Rabbit
from joining import Attacker, attempts, dump
from sqlalchemy import LargeBinary, Uuid, create_engine, text
from sqlalchemy.exc import ProgrammingError
from staffing import SECRET
from uuid_utils.compat import uuid7

from foundation.courier.topology import EXCHANGE
from foundation.records.grants import GRANTS, ROLE_OF_SITE
from foundation.records.models import Box, Code, Invitation, Response, SendOut, Tally
from foundation.runtime.measures import exposition
from foundation.surveys.codes import code_of, hash_of
from survey_service.public import create_app
from worker.surveys import opening
from worker.surveys.key_life import keep_keys
from worker.surveys.keys import OF_CODES, KeyFolder

SEED = 26
QUESTIONS = ("went", "listened_to", "respected", "told_the_truth")
OPTIONS = ("1", "2", "3", "4", "5", "not_sure")
LIMIT = 1e-5
SIZES = (12, 12, 12, 12, 14, 27)  # so many are asked by each send-out, and answer
SMALL = (4, 5, 3)  # and by each of these, which never reach ten


def answers_of(person):
    """What a person answers, and nobody else does."""
    digits = (person // len(OPTIONS) ** place % len(OPTIONS) for place in range(len(QUESTIONS)))
    return dict(zip(QUESTIONS, (OPTIONS[digit] for digit in digits), strict=True))


def words_of(person):
    return f"It was word {person} to me"


@pytest.fixture
def keys(tmp_path, given_as):
    folder = KeyFolder(tmp_path / "keys")
    keep_keys(given_as("heard_consume"), folder)
    return folder


@pytest.fixture
def given_as(records_as, given):
    """What a job is told, under its own role."""
    return lambda role: type(given)(records_as(role), given.council, given.shipped, given.now)


@pytest.fixture
def invite(everything, keys):
    """Ask so many people by each send-out; by the code in the letter, person and ticket."""

    def ask(sizes):
        chance, people = random.Random(SEED), {}
        numbers = list(range(sum(sizes)))
        chance.shuffle(numbers)
        with everything.unit_of_work() as uow:
            for size in sizes:
                row = a_send_out(kind="invitations", team="court_team", name=f"A send-out of {size}")
                uow.keep(SendOut, row)
                for person in [numbers.pop() for _ in range(size)]:
                    ticket = _invite(uow, row["id"], person)
                    code = code_of(keys.secret(OF_CODES), ticket, 0)
                    uow.keep(Code, {"code_hash": hash_of(code), "ticket": ticket, "send_out_id": row["id"]})
                    people[code] = person, str(ticket)
        return people

    return ask


def _invite(uow, send_out_id, person):
    ticket = uuid4()
    uow.keep(Invitation, {
        "ticket": ticket, "send_out_id": send_out_id, "channel": "email", "contact": f"person{person}@example.com",
        "contact_key": None, "state": "sent", "attempts": 0, "not_before": None, "provider_id": None,
        "sent_on": None, "reminded_on": None,
    })  # fmt: skip
    return ticket


@pytest.fixture
def collect(records_as, council, moment, templates, given_as, broker, everything, keys, database, caplog):
    """All of them answer; what the attacker holds then, with the database before and after VACUUM FREEZE."""

    def run(people):
        caplog.set_level(logging.DEBUG, "heard")
        face = create_app(records=records_as("heard_survey_public"), council=council, secret=SECRET, now=lambda: moment)
        face.jinja_env.bytecode_cache = templates
        browser, attacker = face.test_client(), Attacker()
        with (
            closing(Rabbit(given_as("heard_relay"), given_as("heard_consume"), broker)) as rabbit,
            closing(broker.connect("tests")) as connection,
        ):
            listener = connection.channel()
            rabbit.announce()
            listener.queue_declare("listener")
            listener.queue_bind("listener", EXCHANGE, "#")
            _answer_all(browser, people, rabbit, attacker, everything, lambda: opening.open_boxes(rabbit.given, keys))
            while (got := listener.basic_get("listener", auto_ack=True))[0] is not None:
                attacker.messages.append(got[2])
        before = Attacker(attacker.dumps[:], attacker.messages)
        engine = create_engine(database.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("vacuum freeze"))
        engine.dispose()
        attacker.dumps.append(dump(everything))
        return before, attacker

    return run


def _answer_all(browser, people, rabbit, attacker, everything, open_boxes):
    """In any order, with pauses of any length in which the worker does its part."""
    chance = random.Random(SEED)
    codes = chance.sample(sorted(people, key=people.get), len(people))
    while codes:
        for code in [codes.pop() for _ in range(min(len(codes), chance.randint(5, 30)))]:
            person, _ = people[code]
            fields = {f"q-{question}": answer for question, answer in answers_of(person).items()}
            fields |= {"q-anything_else": words_of(person), "asked": [*QUESTIONS, "anything_else"], "go": "send"}
            assert browser.post(f"/s/{code}?for=adult", data=fields).status_code == 303
        attacker.dumps.append(dump(everything))
        rabbit.carry()
        attacker.dumps.append(dump(everything))
        open_boxes()
        attacker.dumps.append(dump(everything))


def truths(people):
    """Who is right: a ticket with a response or a comment, and those two with each other."""
    person_of = {ticket: person for person, ticket in people.values()}
    said_by = {str(sorted(answers_of(person).items())): person for person in person_of.values()}
    said_by |= {words_of(person): person for person in person_of.values()}

    def author_of(row):
        return said_by[row["words"] if "words" in row else str(sorted(row["answers"].items()))]

    return (
        lambda ticket, row: person_of[ticket["spent"]["ticket"]] == author_of(row),
        lambda one, other: author_of(one) == author_of(other),
    )


def better_than_chance(attacker, people):
    """The ways that found more pairs than chance does."""
    made = list(attempts(attacker.groups(), *truths(people)))
    return [attempt for attempt in made if attempt.p < LIMIT / len(made) / 2]  # before VACUUM FREEZE, and after


def test_who_answered_what_is_found_no_better_than_by_chance(collect, invite, rows, caplog):
    people = invite(SIZES + SMALL)
    before, after = collect(people)
    for attacker in (before, after):
        groups = attacker.groups()
        sizes = [len(group.tickets) for group in groups]
        assert sizes == [len(group.responses) for group in groups] == [len(group.comments) for group in groups]
        assert min(sizes) >= opening.TOGETHER
        assert {group.responses[0]["send_out_id"] is None for group in groups} == {True, False}
        assert sum(sizes) + len(rows(Box)) == len(people)
        assert sum(sizes) > len(people) * 0.7
        assert better_than_chance(attacker, people) == []
    boxes = [row for each in before.dumps for row in each["survey.box"]]
    assert len({row["id"] for row in boxes}) == len(people)
    assert len({len(row["sealed"]) for row in boxes}) == len(set(map(len, before.messages))) == 1
    secrets = [*people, *(words_of(person) for person, _ in people.values())]
    told = "\n".join([*all_but_comments(after), *(line.getMessage() for line in caplog.records), exposition().decode()])
    assert [secret for secret in secrets if secret in told] == []


def all_but_comments(attacker):
    """All that he holds in the clear, as text."""
    tables = chain(*(each.items() for each in attacker.dumps))
    rows = chain(*(rows for name, rows in tables if name != "survey.comment"))
    return [*map(str, rows), *(message.decode() for message in attacker.messages)]


class Unshuffled(random.SystemRandom):
    def shuffle(self, rows):
        pass


class ShuffledAlike(random.SystemRandom):
    def shuffle(self, rows):
        random.Random(len(rows)).shuffle(rows)


LEAKS = {
    "the order of the boxes": ("SystemRandom", Unshuffled),
    "one order for responses and comments": ("SystemRandom", ShuffledAlike),
    "ids that grow": ("uuid4", uuid7),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_the_attacker_finds_every_pair_where_there_is_a_leak(leak, collect, invite, monkeypatch):
    monkeypatch.setattr(opening, *LEAKS[leak])
    people = invite([12, 13])
    for attacker in collect(people):
        found = better_than_chance(attacker, people)
        assert max(attempt.right / attempt.of for attempt in found) == 1


# ------------------------------------------------------------------ what he holds


def test_a_waiting_box_has_a_random_id_its_send_out_and_bytes_and_nothing_that_orders_or_joins():
    columns = {column.name: type(column.type) for column in Box.__table__.columns}
    assert columns == {"id": Uuid, "send_out_id": Uuid, "sealed": LargeBinary}
    for table in (Box, Response, Tally):
        for column in table.__table__.columns:
            assert not column.foreign_keys
            assert column.server_default is None
            assert "TIME" not in str(column.type)
            assert column.name not in ("ticket", "contact", "contact_key", "code", "code_hash")


@pytest.mark.parametrize("role", sorted(ROLE_OF_SITE.values()))
def test_no_web_process_reads_boxes_responses_or_who_was_asked_when(role, database):
    engine = create_engine(database.url(role))
    for table in ("survey.box", "survey.response", "survey.asked"):
        assert table not in GRANTS[role]
        with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(f"select from {table}"))
    engine.dispose()
