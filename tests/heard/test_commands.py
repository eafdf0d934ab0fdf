"""The commands as a newcomer types them, right and wrong."""

import re
import stat
import subprocess
import sys
from uuid import uuid4

import pytest
from typed_commands import Typed, a_parked_message, as_superuser, refused

from chaos.installation import Installation
from foundation.runtime.settings import PROJECT
from heard.command import COMMANDS
from heard.setting_up import NEEDED

pytestmark = pytest.mark.xdist_group("commands")

MANAGER = ("--name", "Chris", "--role", "complaints_manager")


@pytest.fixture
def email() -> str:
    """Nobody's address yet."""
    return f"chris-{uuid4().hex}@example.gov.uk"


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
