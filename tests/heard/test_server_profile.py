"""The commands on a council's PostgreSQL, which asks for passwords: refusals are one line and quote none."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from password_server import PasswordServer, a_password_server
from pika.adapters.blocking_connection import BlockingChannel

from foundation.courier.connection import Broker
from foundation.courier.topology import Topology, declare
from foundation.records.grants import GRANTS, OWNER
from foundation.runtime.settings import ADDRESSES, PROJECT

pytestmark = pytest.mark.xdist_group("server profile")

OWNERS = "the-owner-s-own-password-0123456789"
LONG = "x" * 40
BROKER = "amqp://127.0.0.1:1/heard"


@dataclass
class Server:
    """A PostgreSQL with the database and its owner, as compose/make-database.sql leaves it."""

    postgresql: PasswordServer
    passwords: dict[str, str]

    def heard(self, *arguments: str, role: str, **different: str) -> subprocess.CompletedProcess[str]:
        """Type a command as a role, in the server profile."""
        environment = {
            "PATH": os.environ["PATH"],
            "HEARD_VAR": "/proc/read-only",
            "HEARD_DATABASE_URL": self.postgresql.url(role, self.passwords[role]).replace("+psycopg", ""),
            "HEARD_AMQP_URL": BROKER,
            "HEARD_SESSION_SECRET": LONG,
            "HEARD_METRICS_TOKEN": LONG,
            **dict.fromkeys(ADDRESSES.values(), "http://127.0.0.1"),
            **different,
        }
        return subprocess.run(
            [sys.executable, "-m", "heard", *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True,
            timeout=60,
        )  # fmt: skip

    def refused(self, *arguments: str, role: str, **different: str) -> str:
        """Why a command would not: one line, without a password."""
        done = self.heard(*arguments, role=role, **different)
        assert done.returncode != 0
        said = f"{done.stdout}{done.stderr}".strip()
        assert len(said.splitlines()) == 1, said
        assert not any(password in said for password in (*self.passwords.values(), LONG))
        return said

    def migrate(self, **different: str) -> subprocess.CompletedProcess[str]:
        given = {f"{role.upper()}_PASSWORD": self.passwords[role] for role in GRANTS}
        return self.heard("migrate", role=OWNER, **(given | different))


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PasswordServer]:
    with a_password_server() as server:
        server.first_start(PROJECT / "compose" / "make-database.sql", {"HEARD_OWNER_PASSWORD": OWNERS})
        yield server


@pytest.fixture(scope="module")
def server(postgresql: PasswordServer) -> Server:
    """Migrated for live use."""
    found = Server(postgresql, {OWNER: OWNERS, **{role: f"{role}-0123456789" for role in GRANTS}})
    done = found.migrate()
    assert done.returncode == 0, done.stderr
    return found


def test_each_role_signs_in_with_its_password_and_none_with_another_s(server: Server) -> None:
    for role in GRANTS:
        assert server.postgresql.lets_in(role, server.passwords[role])
        assert not server.postgresql.lets_in(role, OWNERS)


def test_migrating_again_gives_the_newest_passwords_and_leaves_out_who_is_not_named(server: Server) -> None:
    old, new = server.passwords["heard_clock"], "another-password-0123456789"
    assert server.migrate(HEARD_CLOCK_PASSWORD=new, HEARD_RELAY_PASSWORD="").returncode == 0
    assert server.postgresql.lets_in("heard_clock", new)
    assert not server.postgresql.lets_in("heard_clock", old)
    assert server.postgresql.lets_in("heard_relay", server.passwords["heard_relay"])
    assert server.migrate().returncode == 0
    assert server.postgresql.lets_in("heard_clock", old)


@pytest.mark.parametrize("role", ["heard_operator", "heard_consume"])
def test_keys_are_listed_for_the_operator_and_where_consume_runs(server: Server, tmp_path: Path, role: str) -> None:
    listed = server.heard("equality", "keys", role=role, HEARD_KEYS=str(tmp_path))
    assert (listed.returncode, listed.stderr.splitlines()[-1]) == (0, "0 keys")


@pytest.mark.parametrize(
    "arguments, role, works_as",
    [
        (("serve", "intake"), "heard_console", "heard_intake"),
        (("serve", "console"), "heard_intake", "heard_console"),
        (("worker", "clock"), OWNER, "heard_clock"),
        (("migrate",), "heard_operator", OWNER),
        (("staff", "list"), OWNER, "heard_operator"),
    ],
)
def test_another_role_s_address_is_refused(
    server: Server, arguments: tuple[str, ...], role: str, works_as: str
) -> None:
    said = server.refused(*arguments, role=role)
    assert f"signs in as {role}; what you started works as {works_as}" in said


@pytest.mark.parametrize(
    "arguments, role",
    [(("serve", "intake"), "heard_intake"), (("worker", "relay"), "heard_relay"), (("migrate",), OWNER)],
)
def test_what_only_tries_things_does_not_start_on_a_live_database(
    server: Server, arguments: tuple[str, ...], role: str
) -> None:
    assert "for live use" in server.refused(*arguments, role=role, HEARD_ENV="demo")


def test_a_migration_that_is_refused_has_changed_nothing(server: Server) -> None:
    assert server.migrate(HEARD_ENV="demo", HEARD_CLOCK_PASSWORD="another-password-0123456789").returncode != 0
    assert server.postgresql.lets_in("heard_clock", server.passwords["heard_clock"])


@pytest.mark.parametrize("password, port", [("wrong-password", None), (OWNERS, 1)])
def test_a_database_that_does_not_let_migrate_in_is_said_to_be_so(
    server: Server, password: str, port: int | None
) -> None:
    url = f"postgresql://{OWNER}:{password}@127.0.0.1:{port or server.postgresql.port}/heard"
    said = server.refused("migrate", role=OWNER, HEARD_DATABASE_URL=url)
    assert "does not answer, or refuses heard_owner" in said
    assert "wrong-password" not in said


def test_a_wrong_password_is_a_line_and_is_not_quoted(server: Server) -> None:
    wrong = server.postgresql.url("heard_operator", "wrong-password").replace("+psycopg", "")
    said = server.refused("staff", "list", role="heard_operator", HEARD_DATABASE_URL=wrong)
    assert "wrong-password" not in said
    assert "`heard doctor`" in said


def test_the_server_profile_names_the_job_of_a_worker(server: Server) -> None:
    assert "relay, consume or clock" in server.refused("worker", role="heard_consume")


@pytest.mark.parametrize(
    "given, said",
    [
        ({}, "neither HEARD_SMTP_URL nor HEARD_NOTIFY_KEY is set"),
        (
            {"HEARD_NOTIFY_KEY": "k" * 80},
            "HEARD_NOTIFY_KEY is no API key of GOV.UK Notify; HEARD_NOTIFY_EMAIL_TEMPLATE",
        ),
    ],
)
def test_whoever_sends_letters_does_not_start_without_a_way_to(
    given: dict[str, str], said: str, server: Server, tmp_path: Path
) -> None:
    keys = str(tmp_path / "keys")
    assert said in server.refused("worker", "consume", role="heard_consume", HEARD_KEYS=keys, **given)


@pytest.mark.parametrize("place, said", [("littleham.example", "WRONG"), ("littleham.gov.uk", "ok")])
def test_the_doctor_says_whether_letters_come_from_and_alerts_go_to_addresses_that_are_made_up(
    place: str, said: str, server: Server, tmp_path: Path
) -> None:
    rules = (PROJECT / "councils" / "herefordshire" / "rules.yaml").read_text("utf-8")
    (tmp_path / "rules.yaml").write_text(rules.replace("herefordshire.example", place), "utf-8")
    found = server.heard("doctor", role="heard_operator", HEARD_COUNCIL=str(tmp_path)).stdout
    letters, duty = [line for line in found.splitlines() if "letters come from" in line or "signs of harm" in line]
    assert letters.split()[0] == duty.split()[0] == said


def what_the_doctor_says(server: Server, broker: Broker) -> list[str]:
    """Each line that is not well."""
    found = server.heard("doctor", role="heard_operator", HEARD_AMQP_URL=broker.addresses[0], HEARD_ENV="live")
    known = ("made up; set", "consume makes one within a minute")
    wrong = [line for line in found.stdout.splitlines() if line.split()[0] != "ok"]
    return [line for line in wrong if not any(said in line for said in known)]


@pytest.fixture
def declared(broker: Broker) -> Iterator[BlockingChannel]:
    """Everything on the broker as it should be."""
    with closing(broker.connect("tests")) as connection:
        declare(connection, Topology())
        yield connection.channel()


def test_the_doctor_names_each_thing_that_is_not_on_the_broker_and_makes_none(server: Server, broker: Broker) -> None:
    for _ in range(2):
        said = what_the_doctor_says(server, broker)
        assert [line.split(": ")[1].split(" is not there")[0] for line in said] == [
            "exchange heard", "exchange undeliverable", "queue undeliverable", "queue work",
            "queue retry.10s", "queue retry.1m", "queue retry.10m", "queue retry.1h",
        ]  # fmt: skip
        assert not any("delete_queue" in line for line in said)


def test_the_doctor_says_what_differs_on_the_broker_and_how_to_mend_it(
    server: Server, broker: Broker, declared: BlockingChannel
) -> None:
    declared.queue_delete("work")
    declared.queue_declare("work", durable=True, arguments={"x-queue-type": "quorum", "x-delivery-limit": 5})
    [said] = what_the_doctor_says(server, broker)
    assert said.startswith("WRONG   topology: queue work: its x-")
    assert " must be " in said
    assert "rabbitmqctl -p VHOST delete_queue --if-empty NAME" in said


def test_the_doctor_says_when_nobody_reads_and_when_something_was_given_up(
    server: Server, broker: Broker, declared: BlockingChannel
) -> None:
    declared.basic_publish("undeliverable", "", b"{}")
    said = "\n".join(what_the_doctor_says(server, broker))
    assert "WRONG   0 messages in work: nobody reads them; is consume running?" in said
    assert "WRONG   1 messages undeliverable: consume parks them within a second" in said


def test_the_doctor_names_each_site_whose_address_nobody_set(server: Server) -> None:
    found = server.heard("doctor", role="heard_operator", HEARD_SURVEY_ADDRESS="", HEARD_CONSOLE_ADDRESS="").stdout
    assert "WRONG   where people reach each site: set HEARD_SURVEY_ADDRESS, HEARD_CONSOLE_ADDRESS, or letters" in found


def test_the_doctor_says_when_the_broker_is_away_and_that_nothing_is_lost_by_it(server: Server) -> None:
    [said] = what_the_doctor_says(server, Broker([BROKER]))
    assert said == "WRONG   broker: the broker does not answer; families' words wait in the outbox meanwhile"
