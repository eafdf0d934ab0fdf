"""The voluntary questions by mail: once a month to whoever made a complaint that was closed in the month before.

Everybody gets the same link, so that it says nothing of who follows it. A council turns it on in its rules.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from uuid_utils.compat import uuid7

from foundation.contracts.equality import ADDRESSES
from foundation.council import Council
from foundation.records import UnitOfWork
from foundation.records.models import Asked, Case, Notice, Submission
from foundation.records.open_period import note_offers, open_period
from foundation.runtime.clock import LONDON
from worker.circumstances import Circumstances
from worker.letters import Written
from worker.surveys.asking import Asking
from worker.surveys.guard import contact_key
from worker.surveys.keys import OF_CONTACTS

TEMPLATE, POOL, CHANNEL = "about_you", "complainants", "email"
NOT_BEFORE = time(9)  # by the clock in England: nobody is woken
ONE_AT_A_TIME = 7_415_247  # PostgreSQL's advisory lock: two workers would write to the same people
SUBJECT = "A few questions about you"
WORDS = (
    "Hello,",
    "We want to know who we hear from, and who we do not hear from. So we ask many people the same few questions: how "
    "old they are, what their background is and the like.",
    "You do not have to answer. Nothing changes for you if you do not. We do not ask your name, and your answers never "
    "go with anything you told us.",
    "{link}",
    "Everybody has the same link. Nobody can see who used it.",
    "{council}",
)


def invite_after_closing(given: Circumstances, asking: Asking, site: str) -> int:
    """Make this month's mails, if it has none yet; how many. `site` is where people tell us something.

    One for each person, whatever number of complaints; never twice for a complaint; none to who wants no more surveys.
    Each counts as an offer. None goes while there is no key to seal answers with.
    """
    moment = given.now().astimezone(LONDON)
    if not given.council.surveys.equality_after_closing or moment.time() < NOT_BEFORE:
        return 0
    with given.records.unit_of_work() as uow:
        if not uow.session.scalar(select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME))):
            return 0
        period = open_period(uow, POOL, moment.date())
        if period is None or _went(uow, moment):
            return 0
        closed = _closed_last_month(uow, moment, asking)
        link = f"{site.rstrip('/')}{ADDRESSES[POOL]}"
        uow.keep(Notice, *(_notice(case, link, given) for case in closed))
        note_offers(uow, period, len(closed))
    return len(closed)


def compose(details: Mapping[str, Any], council: Council) -> Written:
    """The mail. Neither its subject nor its words say what somebody told us, or that they did."""
    words = "\n\n".join(WORDS).format(link=details["link"], council=council.name)
    return Written(SUBJECT, f"{words}\n", (), None)


def _went(uow: UnitOfWork, moment: datetime) -> bool:
    month = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    made = select(Notice.id).where(Notice.template == TEMPLATE, Notice.made_at >= month)
    return uow.connection.execute(made.limit(1)).first() is not None


def _closed_last_month(uow: UnitOfWork, moment: datetime, asking: Asking) -> list[Row[Any]]:
    """One case of each person who may be written to."""
    this_month = moment.date().replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    had_one = select(Notice.id).where(Notice.case_id == Case.id, Notice.template == TEMPLATE)
    closed = (
        select(Case.id, Submission.email)
        .join(Submission, Submission.id == Case.submission_id)
        .where(Case.kind == "complaint", Case.stage == "closed", Submission.email.is_not(None), ~had_one.exists())
        .where(Case.closed_on >= last_month, Case.closed_on < this_month)
        .order_by(Case.id)
    )
    key, people = asking.keys.secret(OF_CONTACTS), {}
    for case in uow.connection.execute(closed):
        people.setdefault(contact_key(key, CHANNEL, case.email), case)
    no_more = select(Asked.contact_key).where(Asked.contact_key.in_(people), Asked.no_more)
    unwilling = set(uow.connection.scalars(no_more))
    return [case for known_as, case in people.items() if known_as not in unwilling]


def _notice(case: Row[Any], link: str, given: Circumstances) -> dict[str, Any]:
    return {
        "id": uuid7(), "case_id": case.id, "template": TEMPLATE, "channel": CHANNEL, "details": {"link": link},
        "made_at": given.now(), "attempts": 0,
    }  # fmt: skip
