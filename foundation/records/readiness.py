"""Can a process do its work on this database, and what has the database been used for?"""

from pathlib import Path

from foundation.records.unit_of_work import Records, RecordsRefused
from foundation.runtime.settings import CannotStart

HEAD = Path(__file__).parent / "migrations" / "head.txt"


def newest() -> str:
    """The newest migration; head.txt names it, so that two branches that add one clash in git."""
    return HEAD.read_text("utf-8").strip()


def what_is_wrong(records: Records) -> list[str]:
    """Nothing, or what keeps this process from its work, for the operator."""
    try:
        found = records.migration()
    except RecordsRefused:
        return ["the database does not answer"]
    if found != newest():
        return [f"the database is at migration {found}, this program needs {newest()}: run `heard migrate`"]
    return []


def holds_made_up_data(records: Records) -> bool:
    """Has this database ever held made-up data? Where it cannot be asked, assume so: the band does no harm."""
    try:
        installation = records.installation()
    except RecordsRefused:
        return True
    return installation is not None and installation.made_up_since is not None


def refuse_mixture(records: Records, *, live: bool) -> None:
    """Made-up data and a council's own never meet in one database.

    Raises CannotStart where they would, and where the database cannot be asked.
    """
    try:
        installation = records.installation()
    except RecordsRefused:
        raise CannotStart("the database does not answer, or was not migrated; `heard doctor` says more") from None
    if installation is None:
        raise CannotStart("this database was never made ready; run `heard migrate`")
    if live and installation.made_up_since is not None:
        raise CannotStart("this database has held made-up data and is not for HEARD_ENV=live. Use another one")
    if not live and installation.made_up_since is None:
        raise CannotStart("this database is for live use. Set HEARD_ENV=live, or use another database")
