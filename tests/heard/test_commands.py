"""The commands as a newcomer types them, right and wrong."""

import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import Result
from sqlalchemy import create_engine, text

from chaos.installation import Installation, an_installation
from foundation.contracts.equality import POOLS
from foundation.pages import app as pages
from foundation.records.models import Parked
from foundation.records.readiness import newest
from foundation.runtime.clock import london_today, now
from foundation.runtime.settings import PROJECT
from heard.command import COMMANDS
from heard.setting_up import NEEDED
from worker.surveys.keys import KeyFolder

pytestmark = pytest.mark.xdist_group("commands")

Typed = Callable[..., Result]
MANAGER = ("--name", "Chris", "--role", "complaints_manager")


@pytest.fixture
def email() -> str:
    """Nobody's address yet."""
    return f"chris-{uuid4().hex}@example.gov.uk"


@pytest.fixture
def empty() -> Iterator[Installation]:
    """A folder and ports, and nothing else."""
    with an_installation() as found:
        yield found


@pytest.fixture
def broken_rules(tmp_path: Path) -> Path:
    """A council whose rule file has a mistake in line 100."""
    rules = (PROJECT / "councils" / "herefordshire" / "rules.yaml").read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(rules) if "team: assessment" in line)
    rules[number] = rules[number].replace("assessment", "nobody")
    (tmp_path / "rules.yaml").write_text("\n".join(rules), "utf-8")
    (tmp_path / "line").write_text(str(number + 1))
    return tmp_path


def refused(result: Result) -> str:
    """What a command said that refused: one clear line for people, and an exit code that is not zero."""
    assert result.exit_code != 0, result.output
    said = result.stderr.strip() or result.stdout.strip()
    assert "Traceback" not in result.output
    assert "fault of ours" not in said
    return said.splitlines()[-1]


def as_superuser(installation: Installation, *statements: str, database: str = "heard") -> None:
    engine = create_engine(installation.profile.database.url("postgres", database), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_is_for(prepared: Installation, typed: Typed, command: str) -> None:
    told = typed(prepared, command, "--help")
    assert told.exit_code == 0
    assert told.output.startswith(f"Usage: heard {command}")
    assert len(told.output.splitlines()) > 3


def test_heard_alone_lists_its_commands_in_order() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "heard", "--help"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert re.findall(r"^  (\w+)  ", told.stdout, re.M) == list(COMMANDS)


def test_an_unknown_command_is_named(prepared: Installation, typed: Typed) -> None:
    assert "shout" in refused(typed(prepared, "shout"))


def test_init_writes_secrets_for_their_owner_alone_keeps_them_and_never_shows_them(
    empty: Installation, typed: Typed
) -> None:
    first = typed(empty, "init")
    file = empty.profile.secrets_file
    kept = file.read_text()
    again = typed(empty, "init")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == kept
    written = dict(line.split("=", 1) for line in kept.splitlines())
    assert written.keys() == set(NEEDED)
    assert len(set(written.values())) == len(NEEDED)
    for secret in written.values():
        assert len(secret) >= 32
        assert secret not in first.output + again.output
    assert "kept" in again.output


def test_settings_that_are_wrong_are_all_named_at_once(prepared: Installation, typed: Typed) -> None:
    told = typed(prepared, "doctor", HEARD_BASE_PORT="eight thousand", HEARD_LOG_LEVEL="LOUD", HEARD_ENV="live")
    said = refused(told)
    assert all(name in said for name in ("HEARD_BASE_PORT", "HEARD_LOG_LEVEL", "HEARD_ENV"))


def test_a_folder_that_cannot_be_written_is_named(prepared: Installation, typed: Typed) -> None:
    said = refused(typed(prepared, "init", HEARD_VAR="/proc/nothing/here"))
    assert "/proc/nothing" in said


class TestMigrateAndDoctor:
    """What the doctor finds, and that the cure it names is one."""

    def test_migrate_twice_and_the_doctor_finds_nothing(self, prepared: Installation, typed: Typed) -> None:
        for _ in range(2):
            assert typed(prepared, "migrate").exit_code == 0
        found = typed(prepared, "doctor")
        assert found.exit_code == 0, found.output
        warnings = [line for line in found.output.splitlines() if line.split()[0] != "ok"]
        assert [line.split(": ")[0] for line in warnings] == [
            f"warning answers {which} can be sealed" for which in ("to surveys", "about oneself")
        ], "the worker has never run here"
        assert all("the worker makes one" in line for line in warnings)

    def test_a_key_for_this_month_and_each_period_and_the_private_half_that_opens_what_was_sealed_to_it(
        self, prepared: Installation, typed: Typed
    ) -> None:
        folder, this_month = KeyFolder(prepared.profile.key_folder), london_today().replace(day=1)
        with prepared.records() as records, records.unit_of_work() as uow:
            key_id = folder.make(uow, month=this_month)
            periods = [folder.make_period(uow, pool, this_month, this_month + timedelta(days=90)) for pool in POOLS]
        found = typed(prepared, "doctor")
        assert {line.split()[0] for line in found.output.splitlines()} == {"ok"}, found.output
        as_superuser(prepared, f"update equality.period set state = 'lost' where id = '{periods[0]}'")  # noqa: S608
        found = self.wrong(typed(prepared, "doctor"))
        assert f"no period of {POOLS[0]} is open; the worker makes one" in found
        assert f"put {periods[0]}.key back" in found
        as_superuser(prepared, "delete from equality.period")
        private = prepared.profile.key_folder / f"{key_id}.key"
        private.rename(private.with_suffix(".away"))
        found = self.wrong(typed(prepared, "doctor"))
        assert f"every key that opens them is there: 1 missing in {folder.path}" in found
        folder.destroy(key_id)
        as_superuser(prepared, "update survey.sealing_key set destroyed = true")
        assert "there is no key for this month" in self.wrong(typed(prepared, "doctor"))
        as_superuser(prepared, "delete from survey.sealing_key")

    def wrong(self, result: Result) -> str:
        assert result.exit_code == 1, result.output
        return "\n".join(line for line in result.output.splitlines() if not line.startswith("ok "))

    def test_missing_secrets(self, prepared: Installation, typed: Typed) -> None:
        kept = prepared.profile.secrets_file.read_text()
        prepared.profile.secrets_file.write_text("HEARD_SESSION_SECRET=short\n")
        try:
            found = self.wrong(typed(prepared, "doctor"))
        finally:
            prepared.profile.secrets_file.write_text(kept)
        assert all(name in found for name in NEEDED)
        assert "`heard init`" in found
        assert "short" not in found.replace("shorter", "")

    def test_a_mistake_in_the_rule_file_with_its_line(
        self, prepared: Installation, typed: Typed, broken_rules: Path
    ) -> None:
        found = self.wrong(typed(prepared, "doctor", HEARD_COUNCIL=str(broken_rules)))
        assert f"line {(broken_rules / 'line').read_text()}" in found
        assert "nobody" in found

    def test_a_database_that_does_not_answer(self, empty: Installation, typed: Typed) -> None:
        typed(empty, "init")
        found = self.wrong(typed(empty, "doctor"))
        assert "does not answer" in found
        assert "make run" in found
        assert str(empty.profile.database.log) in found

    def test_rights_that_are_missing_and_migrate_is_the_cure(self, prepared: Installation, typed: Typed) -> None:
        as_superuser(prepared, "revoke insert on intake.submission from heard_intake")
        found = self.wrong(typed(prepared, "doctor"))
        assert "heard_intake may not insert intake.submission: run `heard migrate`" in found
        typed(prepared, "migrate")
        assert typed(prepared, "doctor").exit_code == 0

    def test_another_migration_is_named_with_the_one_needed(self, prepared: Installation, typed: Typed) -> None:
        as_superuser(prepared, "update operation.alembic_version set version_num = '0000'")
        try:
            found = self.wrong(typed(prepared, "doctor"))
        finally:
            as_superuser(prepared, f"update operation.alembic_version set version_num = '{newest()}'")  # noqa: S608 -- our own number
        assert f"at 0000, this program needs {newest()}" in found
        assert "`heard migrate`" in found

    def test_a_database_that_was_never_migrated_and_migrate_is_the_cure(
        self, empty: Installation, typed: Typed
    ) -> None:
        typed(empty, "init")
        empty.profile.database.start(fsync="off")
        assert "`heard migrate`" in self.wrong(typed(empty, "doctor"))
        assert typed(empty, "migrate").exit_code == 0
        assert typed(empty, "doctor").exit_code == 0

    def test_a_log_that_may_quote_rows(self, prepared: Installation, typed: Typed) -> None:
        as_superuser(prepared, "alter database heard set log_statement = 'all'")
        try:
            found = self.wrong(typed(prepared, "doctor"))
        finally:
            as_superuser(prepared, "alter database heard reset log_statement")
        assert "log_statement is all" in found

    def test_pages_that_were_not_built(
        self, prepared: Installation, typed: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr("heard.doctor.STATIC", tmp_path)
        assert "`make assets`" in self.wrong(typed(prepared, "doctor"))
        (tmp_path / "manifest.json").write_text('{"heard.css": "heard-gone.css"}')
        assert "heard-gone.css is missing; run `make assets`" in self.wrong(typed(prepared, "doctor"))
        assert (pages.STATIC / "manifest.json").exists()

    def test_a_message_that_is_parked_is_worth_a_warning_and_no_failure(
        self, prepared: Installation, typed: Typed
    ) -> None:
        parked = a_parked_message(prepared)
        found = typed(prepared, "doctor")
        typed(prepared, "parked", "drop", str(parked), "--because", "a test")
        assert found.exit_code == 0
        assert re.search(r"^warning .*parked: see `heard parked list`", found.output, re.M)


class TestStaff:
    """Accounts."""

    def test_add_link_disable_list(self, prepared: Installation, typed: Typed, email: str) -> None:
        added = typed(prepared, "staff", "add", email.upper(), *MANAGER)
        link = typed(prepared, "staff", "link", email)
        for told in (added, link):
            assert told.exit_code == 0, told.output
            assert f"{prepared.profile.address('console')}/sign-in/once/" in told.output
        assert added.output.split()[-1] != link.output.split()[-1]
        assert f"{email}  complaints_manager  active" in typed(prepared, "staff", "list").output
        for _ in range(2):
            assert typed(prepared, "staff", "disable", email).exit_code == 0
        assert f"{email}  complaints_manager  disabled" in typed(prepared, "staff", "list").output
        assert "disabled" in refused(typed(prepared, "staff", "link", email))

    def test_a_team_of_a_service_team_is_listed(self, prepared: Installation, typed: Typed, email: str) -> None:
        team = ("--role", "service_team", "--team", "adoption")
        assert typed(prepared, "staff", "add", email, "--name", "A", *team).exit_code == 0
        assert f"{email}  service_team of adoption  active" in typed(prepared, "staff", "list").output

    @pytest.mark.parametrize(
        "arguments, named",
        [
            (("--name", "Chris", "--role", "king"), "complaints_manager"),
            (("--name", "Chris", "--role", "service_team"), "adoption"),
            (("--name", "Chris", "--role", "service_team", "--team", "nobody"), "adoption"),
            (("--name", "Chris", "--role", "practitioner", "--team", "adoption"), "Leave the team out"),
            (("--name", "   ", "--role", "practitioner"), "name"),
            (("--name", "Chris\nChris", "--role", "practitioner"), "name"),
            (("--role", "practitioner"), "--name"),
        ],
    )
    def test_a_wrong_account_is_refused_and_not_kept(
        self, prepared: Installation, typed: Typed, email: str, arguments: tuple[str, ...], named: str
    ) -> None:
        assert named in refused(typed(prepared, "staff", "add", email, *arguments))
        assert email not in typed(prepared, "staff", "list").output

    @pytest.mark.parametrize(
        "wrong", ["", "chris", "chris@", "chris@example", "a b@example.com", "chris@example.com\x00"]
    )
    def test_a_wrong_address_is_refused(self, prepared: Installation, typed: Typed, wrong: str) -> None:
        assert "e-mail address" in refused(typed(prepared, "staff", "add", wrong, *MANAGER))

    def test_the_same_address_twice_is_refused(self, prepared: Installation, typed: Typed, email: str) -> None:
        assert typed(prepared, "staff", "add", email, *MANAGER).exit_code == 0
        assert "There is an account" in refused(typed(prepared, "staff", "add", f" {email.title()} ", *MANAGER))

    @pytest.mark.parametrize("command", ["link", "disable"])
    def test_an_account_that_is_not_there_is_said_so(
        self, prepared: Installation, typed: Typed, email: str, command: str
    ) -> None:
        assert "There is no account" in refused(typed(prepared, "staff", command, email))


class TestPartners:
    """Partner systems and their keys."""

    def test_add_renew_disable_list(self, prepared: Installation, typed: Typed) -> None:
        name = f"Case system {uuid4()}"
        added = typed(prepared, "partner", "add", name)
        renewed = typed(prepared, "partner", "renew", name)
        keys = [told.output.split()[-1] for told in (added, renewed)]
        assert keys[0].split(".")[0] == keys[1].split(".")[0]
        assert keys[0] != keys[1]
        assert typed(prepared, "partner", "disable", name).exit_code == 0
        listed = typed(prepared, "partner", "list").output
        assert f"{name}  submissions  disabled" in listed
        assert keys[1] not in listed

    def test_one_that_may_have_people_asked(self, prepared: Installation, typed: Typed) -> None:
        name = f"Case system {uuid4()}"
        assert typed(prepared, "partner", "add", name, "--may", "invitations").exit_code == 0
        assert f"{name}  invitations  active" in typed(prepared, "partner", "list").output
        assert "invitations" in refused(typed(prepared, "partner", "add", f"{name} 2", "--may", "everything"))

    @pytest.mark.parametrize("wrong", ["", "   ", "x" * 5_000, "a\x00b"])
    def test_a_wrong_name_is_refused(self, prepared: Installation, typed: Typed, wrong: str) -> None:
        assert "name" in refused(typed(prepared, "partner", "add", wrong))

    def test_the_same_name_twice_is_refused(self, prepared: Installation, typed: Typed) -> None:
        name = f"Twice {uuid4()}"
        typed(prepared, "partner", "add", name)
        assert "choose another" in refused(typed(prepared, "partner", "add", name))

    @pytest.mark.parametrize("command", ["renew", "disable"])
    def test_a_partner_that_is_not_there_is_said_so(self, prepared: Installation, typed: Typed, command: str) -> None:
        assert "`heard partner list`" in refused(typed(prepared, "partner", command, "Nobody"))


def a_parked_message(installation: Installation) -> UUID:
    """Something that the worker gave up on."""
    message_id = uuid4()
    row = {
        "message_id": message_id, "type": "submission.received.v1", "routing_key": "submission.received",
        "headers": {"cloudEvents_id": str(message_id)}, "body": b"{}", "reason": "unreadable: a test", "attempts": 1,
        "parked_at": now(), "fate": "waiting", "decided_at": None, "decided_because": None,
    }  # fmt: skip
    with installation.records() as records, records.unit_of_work() as uow:
        uow.keep(Parked, row)
    return message_id


class TestParked:
    """Messages that wait for a person."""

    def test_list_show_replay(self, prepared: Installation, typed: Typed) -> None:
        parked = str(a_parked_message(prepared))
        assert parked in typed(prepared, "parked", "list").output
        shown = typed(prepared, "parked", "show", parked)
        assert '"reason": "unreadable: a test"' in shown.output
        assert typed(prepared, "parked", "replay", parked, "--because", "mended").exit_code == 0
        assert parked not in typed(prepared, "parked", "list").output
        assert re.search(f"{parked}.*replayed", typed(prepared, "parked", "list", "--all").output)
        assert "replayed already" in refused(typed(prepared, "parked", "drop", parked, "--because", "no"))
        as_superuser(prepared, "delete from messaging.outbox")

    def test_drop(self, prepared: Installation, typed: Typed) -> None:
        parked = str(a_parked_message(prepared))
        assert "--because" in refused(typed(prepared, "parked", "drop", parked))
        assert typed(prepared, "parked", "drop", parked, "--because", "nobody needs it").exit_code == 0
        assert '"decided_because": "nobody needs it"' in typed(prepared, "parked", "show", parked).output

    @pytest.mark.parametrize("arguments", [("show",), ("replay", "--because", "x"), ("drop", "--because", "x")])
    def test_a_message_that_was_never_parked(
        self, prepared: Installation, typed: Typed, arguments: tuple[str, ...]
    ) -> None:
        assert "`heard parked list`" in refused(typed(prepared, "parked", *arguments, str(uuid4())))
        assert "UUID" in refused(typed(prepared, "parked", *arguments, "not-a-uuid"))
