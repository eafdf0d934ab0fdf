"""The synthetic year of a first start: planned, walked whole, and marked as walked."""

import sys
from datetime import date, timedelta

import click

from foundation.council import load_council
from foundation.records import Records
from foundation.records.models import ApiKey, Installation
from foundation.runtime.clock import now
from foundation.runtime.settings import Profile
from heard.partners import add_partner, disable_partner, renew_key
from heard.synthetic.colleagues import colleagues
from heard.synthetic.equality import plan_equality
from heard.synthetic.surveys import plan_surveys
from heard.synthetic.walk import walk
from heard.synthetic.year import plan

PARTNER = "The synthetic year"


def walk_the_year(profile: Profile, records: Records, begun_on: date) -> None:
    """Walk the year that ends the day before it was first begun, showing progress.

    Begun again on another day the year still ends where it ended, so that its parts fit together.
    """
    council, last_day = load_council(profile.council_folder), begun_on - timedelta(days=1)
    planned, asked = plan(council, last_day), plan_surveys(council, last_day)
    voluntary = plan_equality(council, planned, last_day)
    with records.unit_of_work() as uow:
        begun = uow.session.query(ApiKey.id).filter(ApiKey.partner == PARTNER).scalar()
        key = renew_key(uow, PARTNER) if begun else add_partner(uow, PARTNER, now())
        by = colleagues(uow, council, now())
    with click.progressbar(
        length=len(planned) + len(asked) + len(voluntary), label="made-up year", file=sys.stderr
    ) as bar:
        for done in walk(profile, planned, asked, voluntary, key, by):
            bar.update(done - bar.pos)
    with records.unit_of_work() as uow:
        disable_partner(uow, PARTNER, now())
        uow.session.get_one(Installation, True).synthetic_year_at = now()
