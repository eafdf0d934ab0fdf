"""`heard doctor`: what is wrong, and how to mend it, one line each."""

import json
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import click
from pika import BlockingConnection
from pika.exceptions import AMQPError
from sqlalchemy import func, select, text

from foundation.contracts.equality import POOLS
from foundation.council import Council, Mistake, load_council
from foundation.courier.connection import Broker, BrokerUnavailable, why
from foundation.courier.topology import UNDELIVERABLE, WORK, Topology, broker_version, depth, drift
from foundation.pages.app import STATIC
from foundation.procedure.working_days import england
from foundation.records import Records, RecordsRefused, UnitOfWork
from foundation.records.grants import GRANTS
from foundation.records.models import Deadline, EqualityPeriod, HolidayChange, Outgoing, Parked, SealingKey
from foundation.records.readiness import newest
from foundation.runtime.clock import london_today, now
from foundation.runtime.embedded_database import QUIET
from foundation.runtime.settings import ADDRESSES, CannotStart, Profile, read_profile, read_secrets
from heard.setting_up import NEEDED
from worker.surveys.keys import KeyFolder

KINDS_OF_LOG = ("log_destination", "log_statement")
TRIED_VERSIONS = {15, 18}
OLDEST_BROKER, NEWEST_BROKER = (3, 10), (4, 3)
# By number, because the operator's role may not look a name up in every schema.
TABLES = text(
    "select nspname || '.' || relname, pg_class.oid from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
    " where relkind = 'r'"
)
MEND_QUEUE = (
    "Work goes on with what is there. To mend it stop the relay, wait until the queue is empty, delete it "
    "(rabbitmqctl -p VHOST delete_queue --if-empty NAME) and start relay and consume anew: they make it as it should be"
)
OLD = timedelta(minutes=5)
CLOCKS_DIFFER = timedelta(seconds=5)


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `mend` says what to do where it is not well."""

    what: str
    mend: str = ""
    warning: bool = False


@click.command()
def doctor() -> None:
    """Look at settings, secrets, rule file, pages, calendar, database and broker; say what is wrong and the cure."""
    profile = read_profile()
    findings = [*_files(profile), *_database(profile), *_broker(profile)]
    for finding in findings:
        state = "ok" if not finding.mend else "warning" if finding.warning else "WRONG"
        click.echo(f"{state:8}{finding.what}{f': {finding.mend}' if finding.mend else ''}")
    if any(finding.mend and not finding.warning for finding in findings):
        raise SystemExit(1)


def _files(profile: Profile) -> Iterator[Finding]:
    yield Finding("settings")
    yield from _addresses(profile)
    if profile.server is None:  # a council's processes each have their own and refuse to start without them
        try:
            read_secrets(profile, NEEDED)
            yield Finding("secrets")
        except CannotStart as error:
            yield Finding("secrets", str(error))
    try:
        council = load_council(profile.council_folder)
        yield Finding("council's rule file")
        yield from _letters(profile, council)
    except Mistake as error:
        yield Finding("council's rule file", str(error))
    yield Finding("pages' stylesheet", _unbuilt())
    ends_soon = england().ends_within_a_year(london_today())
    mend = "beyond that no date can be counted; a newer version of Heard knows more" if ends_soon else ""
    yield Finding(f"bank holidays until {england().known_until}", mend, warning=True)


def _addresses(profile: Profile) -> Iterator[Finding]:
    """In the server profile: does Heard know where people reach each site? Its letters and QR codes say so."""
    if profile.server:
        unset = [name for site, name in ADDRESSES.items() if site not in profile.reached_at]
        mend = f"set {', '.join(unset)}, or letters and QR codes lead to this machine" if unset else ""
        yield Finding("where people reach each site", mend)


def _letters(profile: Profile, council: Council) -> Iterator[Finding]:
    """Where letters really go out: from an address that mail servers take them from? (RFC 2606)"""
    if profile.server is None:
        return
    made_up = _is_made_up(council.letters_from)
    mend = f"{council.letters_from} is made up; set letters_from in rules.yaml to the council's own" if made_up else ""
    yield Finding("letters come from the council's address", mend, warning=not profile.live)
    unread = [person.email for person in council.duty.people if _is_made_up(person.email)]
    mend = f"{', '.join(unread)}: made up; set duty in rules.yaml to mailboxes that people read" if unread else ""
    yield Finding("signs of harm reach people on duty", mend, warning=not profile.live)


def _is_made_up(address: str) -> bool:
    return address.rpartition(".")[2] in ("example", "invalid", "test", "localhost")


def _unbuilt() -> str:
    try:
        names = json.loads((STATIC / "manifest.json").read_text("utf-8")).values()
    except FileNotFoundError:
        return "not built; run `make assets`"
    gone = [name for name in names if not (STATIC / name).exists()]
    return f"{', '.join(gone)} is missing; run `make assets`" if gone else ""


def _database(profile: Profile) -> Iterator[Finding]:
    if not profile.database.is_running():
        mend = (
            "it does not answer, or refuses HEARD_DATABASE_URL"
            if profile.server
            else f"it does not answer; start it with `make run` (its log: {profile.embedded.log})"
        )
        yield Finding("database", mend)
        return
    records = Records(profile.database.url("heard_operator"), process="doctor", connections=1)
    try:
        yield from _version_and_clock(records)
        found = records.migration()
        mend = f"at {found}, this program needs {newest()}; run `heard migrate`" if found != newest() else ""
        yield Finding("database is at the newest migration", mend)
        if not mend:
            yield from _rights_and_outbox(records, "the relay" if profile.server else "the worker")
            yield from _calendar(records, "the clock" if profile.server else "the worker")
            yield from _keys(records, profile)
    except RecordsRefused as error:
        yield Finding("database", f"it refused a question ({error}); run `heard migrate`")
    finally:
        records.close()


def _version_and_clock(records: Records) -> Iterator[Finding]:
    with records.unit_of_work() as uow:
        version = int(uow.session.scalar(text("show server_version_num")) or 0) // 10000
        drift = abs(uow.session.scalar(select(func.clock_timestamp())) - now())  # type: ignore[operator]
        said = {name: str(uow.session.scalar(text(f"show {name}"))) for name in (*QUIET, *KINDS_OF_LOG)}
    loud = [f"{name} is {said[name]}" for name, quiet in QUIET.items() if said[name] != quiet]
    # Both write what PostgreSQL knows of a refused row, however terse it is told to be.
    loud += [f"log_destination has {kind}" for kind in ("csvlog", "jsonlog") if kind in said["log_destination"]]
    loud += ["log_statement is " + said["log_statement"]] * (said["log_statement"] != "none")
    untried = f"never tried with this version; {min(TRIED_VERSIONS)} to {max(TRIED_VERSIONS)} are" * (
        not min(TRIED_VERSIONS) <= version <= max(TRIED_VERSIONS)
    )
    yield Finding(f"PostgreSQL {version}", untried, warning=True)
    yield Finding(
        "clocks agree", f"the database's clock is {drift} off; set both by NTP" if drift > CLOCKS_DIFFER else ""
    )
    yield Finding("the database's log holds no words", f"{'; '.join(loud)}: it may quote rows" if loud else "")


def _rights_and_outbox(records: Records, who_takes: str) -> Iterator[Finding]:
    with records.unit_of_work() as uow:
        tables = dict(list(uow.session.execute(TABLES)))
        missing = [
            f"{role} may not {right} {name}"
            for role, allowed in GRANTS.items()
            for name, rights in allowed.items()
            for right in rights
            if not _has(uow, role, tables.get(name), right)
        ]
        waiting, oldest = uow.session.execute(select(func.count(), func.min(Outgoing.sent_at))).one()
        parked = uow.session.scalar(select(func.count()).where(Parked.fate == "waiting"))
    yield Finding("every role has its rights", f"{'; '.join(missing)}: run `heard migrate`" if missing else "")
    late = oldest is not None and now() - oldest > OLD
    yield Finding(
        f"{waiting} messages wait", f"the oldest since {oldest:%H:%M}; is {who_takes} running?" if late else ""
    )
    yield Finding(f"{parked} messages parked", "see `heard parked list`" if parked else "", warning=True)


def _calendar(records: Records, who_counts: str) -> Iterator[Finding]:
    """Was every running date counted with the newest bank holidays, but for the last minutes' change of them?"""
    changed = select(func.coalesce(func.max(HolidayChange.number), 0)).where(HolidayChange.made_at < now() - OLD)
    running = (Deadline.met_on.is_(None), Deadline.ended_on.is_(None))
    with records.unit_of_work() as uow:
        number = uow.session.scalar(changed)
        older = uow.session.scalar(select(func.count()).where(*running, Deadline.calendar < number))
    mend = f"{older} dates were counted with older ones; is {who_counts} running?" if older else ""
    yield Finding("every date by the newest bank holidays", mend)


def _keys(records: Records, profile: Profile) -> Iterator[Finding]:
    """Can answers be sealed, and opened again? The key folder is looked at where it is this machine's."""
    who = "consume" if profile.server else "the worker"
    today = london_today()
    with records.unit_of_work() as uow:
        ever = uow.session.scalar(select(func.count()).select_from(SealingKey))
        kept = dict(list(uow.session.execute(select(SealingKey.id, SealingKey.month).where(~SealingKey.destroyed))))
        periods = uow.session.scalars(select(EqualityPeriod).where(EqualityPeriod.ended_at.is_(None))).all()
    none = today.replace(day=1) not in kept.values()
    mend = f"there is no key for this month; {who} makes one within a minute" if none else ""
    yield Finding("answers to surveys can be sealed", mend, warning=not ever)
    running = {it.pool for it in periods if it.state == "open" and it.begins_on <= today}
    closed = ", ".join(pool for pool in POOLS if pool not in running)
    mend = f"no period of {closed} is open; {who} makes one within a minute" if closed else ""
    yield Finding("answers about oneself can be sealed", mend, warning=not periods)
    lost = ", ".join(f"{it.id}.key" for it in periods if it.state == "lost")
    mend = f"put {lost} back into the key folder, or what was sealed to it is deleted unread" if lost else ""
    yield Finding("no period of answers about oneself is lost", mend, warning=True)
    yield from _private_halves(profile, {*kept, *(it.id for it in periods if it.state == "open")})


def _private_halves(profile: Profile, needed: Set[UUID]) -> Iterator[Finding]:
    if profile.server or not needed:
        return
    try:
        folder = KeyFolder(profile.key_folder)
        gone = len(needed - set(folder.all_private()))
        cure = "put that folder back as it was; without it what was sealed to them is never opened"
        mend = f"{gone} missing in {folder.path}: {cure}" if gone else ""
    except CannotStart as error:
        mend = str(error)
    yield Finding("every key that opens them is there", mend)


def _has(uow: UnitOfWork, role: str, table: int | None, right: str) -> bool:
    """Does the role have this right, on the whole table or on the columns that the right names?"""
    verb, _, columns = right.partition(" ")
    if not columns:
        return bool(uow.session.scalar(select(func.has_table_privilege(role, table, verb))))
    names = columns.strip("()").split(", ")
    return all(uow.session.scalar(select(func.has_column_privilege(role, table, name, verb))) for name in names)


def _broker(profile: Profile) -> Iterator[Finding]:
    """In the server profile: does RabbitMQ answer, is it a version we know, does all stand as we declare it?"""
    if not profile.brokers:
        return
    try:
        broker = Broker(profile.brokers).connect("doctor")
        try:
            yield from _version_and_topology(broker)
        finally:
            broker.close()
    except BrokerUnavailable as error:
        yield Finding("broker", f"{error}; families' words wait in the outbox meanwhile")
    except AMQPError as error:
        yield Finding("broker", why(error))


def _version_and_topology(broker: BlockingConnection) -> Iterator[Finding]:
    version = broker_version(broker)
    tried = OLDEST_BROKER <= tuple(int(part) for part in version.split(".")[:2]) <= NEWEST_BROKER
    untried = "" if tried else "never tried with this version; 3.10 to 4.3 are"
    yield Finding(f"RabbitMQ {version}", untried, warning=True)
    differs = drift(broker, Topology())
    for what in differs:
        a_queue_differs = what.startswith("queue") and " must be " in what
        yield Finding("topology", f"{what}. {MEND_QUEUE}" if a_queue_differs else what)
    if differs:
        return
    yield Finding("every exchange and queue is as declared")
    waiting, readers = depth(broker, WORK)
    yield Finding(f"{waiting} messages in {WORK}", "" if readers else "nobody reads them; is consume running?")
    given_up, _ = depth(broker, UNDELIVERABLE)
    yield Finding(
        f"{given_up} messages undeliverable", "consume parks them within a second; is it running?" if given_up else ""
    )
