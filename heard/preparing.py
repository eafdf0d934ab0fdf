"""What must be in the database before the embedded profile is of use: tables, rights, a year, an account."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from foundation.council import load_council
from foundation.records import Records
from foundation.records.models import Account, Installation
from foundation.runtime.clock import london_day, now
from foundation.runtime.settings import Profile
from foundation.staff import accounts
from heard.database import bring_up_to_date

DEMO_ACCOUNT = "manager@demo.example"


def prepare(profile: Profile, *, bare: bool) -> None:
    """Migrate, mark the database as holding made-up data, and walk the synthetic year unless it was walked whole."""
    bring_up_to_date(profile)
    with _operator(profile) as records:
        with records.unit_of_work() as uow:
            installation = uow.session.get(Installation, True)
            if installation is None:
                from heard.equality.reference_files import keep_place_holders  # much to load: not for a second start

                keep_place_holders(uow, profile.council_folder)
                uow.keep(Installation, {"only_one": True, "made_up_since": now(), "synthetic_year_at": None})
                installation = uow.session.get_one(Installation, True)
        if not bare and installation.synthetic_year_at is None:
            from heard.synthetic.first_start import walk_the_year  # all of intake: not for a second start

            walk_the_year(profile, records, london_day(installation.made_up_since or now()))


def demo_sign_in(profile: Profile) -> str:
    """How to sign in: by a new link to the demo account, which is made if it is not there."""
    council = load_council(profile.council_folder)
    with _operator(profile) as records, records.unit_of_work() as uow:
        account = uow.session.scalar(select(Account.id).where(Account.email == DEMO_ACCOUNT))
        account = account or accounts.add_account(
            uow, email=DEMO_ACCOUNT, name="Demo manager", role="complaints_manager", team=None, council=council,
            moment=now(),
        )  # fmt: skip
        try:
            token = accounts.new_sign_in_link(uow, account, now())
        except accounts.StaffRefused:
            return f"sign in          as yourself: {DEMO_ACCOUNT} was disabled"
        return (
            f"sign in once     {profile.address('console')}/sign-in/once/{token}\n"
            f"                   (as {DEMO_ACCOUNT}; choose a password there; it opens “send surveys” too)"
        )


@contextmanager
def _operator(profile: Profile) -> Iterator[Records]:
    records = Records(profile.database.url("heard_operator"), process="run", connections=2)
    yield records
    records.close()
