"""What must be in the database before the embedded profile is of use: tables, rights, a year, an account."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from foundation.council import Council, load_council
from foundation.records import Records, UnitOfWork
from foundation.records.models import Account, Installation
from foundation.runtime.clock import london_day, now
from foundation.runtime.settings import Profile
from foundation.staff import accounts
from foundation.staff.roles import Role, works_at
from heard.database import bring_up_to_date


@dataclass(frozen=True)
class DemoAccount:
    """Somebody made up whom a newcomer can be: under which label the link stands, and what more there is to say."""

    label: str
    email: str
    name: str
    role: Role
    more: str = ""


DEMO_ACCOUNTS = (
    DemoAccount(
        "sign in once", "manager@demo.example", "Demo manager", Role.COMPLAINTS_MANAGER,
        "; it opens “send surveys” too",
    ),
    DemoAccount(
        "who is not heard", "officer@demo.example", "Demo equality officer", Role.EQUALITY_OFFICER,
        "; the year’s report comes minutes after a first start",
    ),
)  # fmt: skip


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
    """How to sign in: by a new link to each demo account, which is made if it is not there."""
    council = load_council(profile.council_folder)
    with _operator(profile) as records, records.unit_of_work() as uow:
        return "\n  ".join(_link_of(uow, profile, council, account) for account in DEMO_ACCOUNTS)


def _link_of(uow: UnitOfWork, profile: Profile, council: Council, demo: DemoAccount) -> str:
    account = uow.session.scalar(select(Account.id).where(Account.email == demo.email))
    account = account or accounts.add_account(
        uow, email=demo.email, name=demo.name, role=demo.role, team=None, council=council, moment=now()
    )
    try:
        token = accounts.new_sign_in_link(uow, account, now())
    except accounts.StaffRefused:
        return f"{demo.label:<17}as yourself: {demo.email} was disabled"
    return (
        f"{demo.label:<17}{profile.address(works_at(demo.role))}/sign-in/once/{token}\n"
        f"                   (as {demo.email}; choose a password there{demo.more})"
    )


@contextmanager
def _operator(profile: Profile) -> Iterator[Records]:
    records = Records(profile.database.url("heard_operator"), process="run", connections=2)
    yield records
    records.close()
