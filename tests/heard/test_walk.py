"""The walk of the made-up year, on a slice of it: through the services' own doors, each submission and answer once."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from chaos.installation import Installation, an_installation
from foundation.contracts.references import new_reference
from foundation.council import Council, load_council
from foundation.equality.sealing import unseal
from foundation.equality.tally import Tally as Tallied
from foundation.records import Records
from foundation.records.models import (
    Account,
    Alert,
    AlertDecision,
    ApiKey,
    Box,
    Case,
    Deadline,
    EqualityBox,
    HistoryLine,
    Invitation,
    Outgoing,
    Parked,
    Response,
    SealedTally,
    SendOut,
    Spent,
    Submission,
    Tally,
)
from foundation.runtime.clock import london_day, now
from heard.partners import add_partner, renew_key
from heard.synthetic.colleagues import colleagues
from heard.synthetic.duty import LEFT_UNOPENED, act_on_alerts
from heard.synthetic.equality import Planned, PlannedSample, plan_equality
from heard.synthetic.surveys import Asked, plan_surveys
from heard.synthetic.walk import walk
from heard.synthetic.year import PlannedSubmission, plan
from worker.surveys.keys import KeyFolder

pytestmark = pytest.mark.xdist_group("walk")

PARTNER = "The synthetic year"
MOMENTS_AND_IDS = {"id", "submission_id", "partner_id", "case_id", "reference", "received_at", "opened_at", "at"}


@pytest.fixture(scope="module")
def planned(council: Council) -> list[PlannedSubmission]:
    """The first forty of the year."""
    return plan(council, date(2026, 11, 22))[:40]


@pytest.fixture(scope="module")
def asked(council: Council, planned: list[PlannedSubmission]) -> Asked:
    """Invitations to twelve people, of whom eleven answer, and twelve answers after one kind of meeting."""
    year, days = plan_surveys(council, date(2026, 11, 22)), [each.received_on for each in planned]
    invitations = year.invitations[0]
    answered = [reply for reply in year.by_invitation if reply.questionnaire == invitations.questionnaire][:11]
    addresses = tuple(reply.to for reply in answered)
    one_more = next(address for address in invitations.addresses if address not in addresses)
    of_one_meeting = [reply for reply in year.by_poster if reply.to == "child_in_need_meeting"][:12]
    return Asked(
        (replace(invitations, on=days[0], addresses=(*addresses, one_more)),),
        tuple(replace(reply, on=days[2 * n]) for n, reply in enumerate(answered)),
        tuple(replace(reply, on=days[3 * n]) for n, reply in enumerate(of_one_meeting)),
    )


@pytest.fixture(scope="module")
def voluntary(council: Council, planned: list[PlannedSubmission], asked: Asked) -> Planned:
    """What those forty do when they are shown the questions, and a sample of a hundred, of whom twelve answer."""
    year, day = plan_equality(council, planned, date(2026, 11, 22)), planned[5].received_on
    name, addresses = next(iter(year.sample.groups.items()))
    later = next(one.received_on for one in planned if one.received_on > day)
    replies = tuple(replace(reply, on=later) for reply in year.sample.replies if reply.to in addresses[:100])[:12]
    return replace(year, sample=PlannedSample(day, 100, {name: addresses[:100]}, replies))


def an_empty_one() -> Iterator[Installation]:
    with an_installation() as installation:
        installation.profile.database.start(fsync="off")
        assert installation.heard("init").returncode == 0
        assert installation.heard("migrate").returncode == 0
        yield installation


one = pytest.fixture(scope="module", name="one")(an_empty_one)
other = pytest.fixture(scope="module", name="other")(an_empty_one)


@pytest.fixture(scope="module")
def at_once(other: Installation, planned: list[PlannedSubmission], asked: Asked, voluntary: Planned) -> Installation:
    """Walked in one go."""
    whole = len(planned) + len(asked) + len(voluntary) + len(voluntary.sample.replies)
    assert list(walked_by(other, planned, asked, voluntary))[-1] == whole
    return other


def a_key(installation: Installation) -> str:
    """The walk's key: a new one each time it begins, as `heard run` does it."""
    with installation.records("heard_operator") as records, records.unit_of_work() as uow:
        begun = uow.session.scalar(select(ApiKey.id).where(ApiKey.partner == PARTNER))
        return renew_key(uow, PARTNER) if begun else add_partner(uow, PARTNER, now())


def walked_by(
    installation: Installation, planned: list[PlannedSubmission], asked: Asked, voluntary: Planned
) -> Iterator[int]:
    """The walk, as `heard run` begins it."""
    council = load_council(installation.profile.council_folder)
    with installation.records("heard_operator") as records, records.unit_of_work() as uow:
        by = colleagues(uow, council, now())
    return walk(installation.profile, planned, asked, voluntary, a_key(installation), by)


def counts(installation: Installation) -> list[str]:
    """What families answered, as it is counted."""
    cell = (Tally.questionnaire, Tally.area, Tally.team, Tally.month, Tally.band, Tally.question, Tally.answer, Tally.n)
    with installation.records() as records, records.unit_of_work() as uow:
        return sorted(map(str, uow.session.execute(select(*cell))))


def all_told(installation: Installation) -> list[Any]:
    """What was kept, without ids, references and moments; each moment's day stays."""

    def plain(row: Any) -> tuple[Any, ...]:
        return tuple(
            str(getattr(row, column.name)) for column in row.__table__.columns if column.name not in MOMENTS_AND_IDS
        )

    found = []
    with installation.records() as records, records.unit_of_work() as uow:
        for submission, case in uow.session.execute(
            select(Submission, Case).join(Case, Case.submission_id == Submission.id).order_by(Submission.id)
        ):
            days = [london_day(moment) for moment in (submission.received_at, case.opened_at)]
            clocks = uow.session.scalars(select(Deadline).where(Deadline.case_id == case.id))
            lines = uow.session.scalars(select(HistoryLine).where(HistoryLine.case_id == case.id))
            found.append((plain(submission), plain(case), days, sorted(map(plain, clocks)), sorted(map(plain, lines))))
    return found


def how_many(installation: Installation, table: type[Any]) -> int:
    with installation.records() as records, records.unit_of_work() as uow:
        return uow.session.scalar(select(func.count()).select_from(table)) or 0


def equality_answers(installation: Installation) -> int:
    """How many boxes have come: those that wait, and those that are counted already."""
    keys = KeyFolder(installation.profile.key_folder)
    with installation.records() as records, records.unit_of_work() as uow:
        waiting = uow.session.scalar(select(func.count()).select_from(EqualityBox)) or 0
        tallies = uow.session.scalars(select(SealedTally)).all()
    private = {tally.period_id: keys.private(tally.period_id) or b"" for tally in tallies}
    return waiting + sum(Tallied.unpack(unseal(tally.sealed, [private[tally.period_id]])).boxes for tally in tallies)


def test_interrupted_and_begun_again_each_is_there_once_and_two_walks_give_the_same(
    one: Installation, at_once: Installation, planned: list[PlannedSubmission], asked: Asked, voluntary: Planned
) -> None:
    sampled = len(voluntary.sample.replies)
    begun, whole = walked_by(one, planned, asked, voluntary), len(planned) + len(asked) + len(voluntary) + sampled
    for done in begun:
        if done >= whole // 2:
            break
    begun.close()  # type: ignore[attr-defined]
    assert how_many(one, Submission) + how_many(one, Spent) + equality_answers(one) == done < whole
    assert 0 < how_many(one, Spent) < len(asked) + sampled
    before = equality_answers(one)

    assert list(walked_by(one, planned, asked, voluntary))[-1] == whole
    assert list(walked_by(one, planned, asked, voluntary))[-1] == whole
    assert before < equality_answers(one) == equality_answers(at_once) == len(voluntary)
    walked = all_told(one)
    assert Counter(submission for submission, *_ in walked).most_common(1)[0][1] == 1
    assert len(walked) == len(planned)
    assert how_many(one, Outgoing) == how_many(one, Parked) == 0
    assert (how_many(one, Spent), how_many(one, Invitation)) == (len(asked) + sampled, 12 + 100)
    assert how_many(one, Response) + how_many(one, Box) == len(asked) + sampled
    assert how_many(one, Response) >= 20

    assert all_told(at_once) == walked
    assert counts(at_once) == counts(one)


def test_each_was_received_and_opened_on_its_own_day(at_once: Installation, planned: list[PlannedSubmission]) -> None:
    with at_once.records() as records, records.unit_of_work() as uow:
        received = uow.session.execute(select(Submission.received_on, Submission.received_at, Submission.words)).all()
    assert Counter(row.received_on for row in received) == Counter(each.received_on for each in planned)
    assert all(london_day(row.received_at) == row.received_on for row in received)
    assert {row.words for row in received} == {each.body.get("words") for each in planned}


def test_each_was_asked_by_a_letter_whose_link_worked_and_nobody_knows_who_answered(
    at_once: Installation, planned: list[PlannedSubmission]
) -> None:
    with at_once.records() as records, records.unit_of_work() as uow:
        [sent] = uow.session.scalars(select(SendOut).where(SendOut.kind == "invitations")).all()
        states = Counter(uow.session.scalars(select(Invitation.state).where(Invitation.send_out_id == sent.id)))
        months = set(uow.session.scalars(select(Response.month)))
    assert (sent.area, sent.team, sent.confirmed_at is not None) == ("child_in_need", "assessment", True)
    assert states == {"sent": 12}
    assert months == {each.received_on.replace(day=1) for each in planned}
    letters = [file.read_text("utf-8") for file in at_once.profile.notices_folder.glob("*.eml")]
    assert sum("/s/" in letter for letter in letters) == 12 + 100


def test_made_up_colleagues_decide_every_sign_of_harm_but_the_latest_and_none_of_them_can_sign_in(
    everything: Records, records_as: Callable[..., Records], council: Council
) -> None:
    moment = now()
    with everything.unit_of_work() as uow:
        by = colleagues(uow, council, moment)
        rows = [
            {
                "id": uuid7(), "case_id": None, "reference": new_reference(), "words": "He hits me.",
                "because": [("ticked", "words", "allegation")[n % 3]], "raised_at": moment - timedelta(days=n),
                "told": 1, "told_at": moment, "opened_at": None, "opened_by": None,
            }
            for n in range(9)
        ]  # fmt: skip
        uow.keep(Alert, *rows)
    done = [act_on_alerts(records_as("heard_console"), by.on_duty) for _ in range(2)]
    assert done == [9 - LEFT_UNOPENED, 0]
    with everything.unit_of_work() as uow:
        alerts = uow.session.scalars(select(Alert).order_by(Alert.raised_at)).all()
        decided = {one.alert_id: one for one in uow.session.scalars(select(AlertDecision))}
        passwords = set(uow.session.scalars(select(Account.password_hash)))
    assert {alert.id for alert in alerts if alert.opened_at is None} == {alert.id for alert in alerts[-LEFT_UNOPENED:]}
    assert decided.keys() == {alert.id for alert in alerts[:-LEFT_UNOPENED]}
    for alert in alerts[:-LEFT_UNOPENED]:
        assert alert.opened_at
        assert alert.raised_at < alert.opened_at < decided[alert.id].at
        assert {alert.opened_by, decided[alert.id].by} <= {staff.account_id for staff in by.on_duty}
    assert passwords == {None}
