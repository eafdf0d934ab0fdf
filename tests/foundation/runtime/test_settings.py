"""A process refuses to start with a setting that is missing or wrong, and says which and how to mend it."""

import os
from pathlib import Path

import pytest

from foundation.runtime.settings import SHORTEST_SECRET, CannotStart, Profile, read_profile, read_secrets

LONG_ENOUGH = "x" * SHORTEST_SECRET
SHORT = "Llywelyn"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in [name for name in os.environ if name.startswith("HEARD_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def profile(tmp_path) -> Profile:
    return Profile(var=tmp_path, council_folder=tmp_path, base_port=8000, log_level="INFO")


def why_it_cannot_start(read, *arguments) -> str:
    with pytest.raises(CannotStart) as refused:
        read(*arguments)
    assert isinstance(refused.value, SystemExit), "the process ends, with this line and no traceback"
    assert refused.value.__context__ is None or refused.value.__suppress_context__
    assert str(refused.value).startswith("heard cannot start: ")
    return str(refused.value)


def test_with_nothing_set_it_is_the_embedded_profile_of_herefordshire():
    profile = read_profile()
    assert (profile.base_port, profile.log_level) == (8000, "INFO")
    assert profile.var.parts[-2:] == ("var", "demo")
    assert (profile.council_folder / "rules.yaml").exists()


def test_settings_are_read(monkeypatch, tmp_path):
    monkeypatch.setenv("HEARD_VAR", str(tmp_path / "a" / ".." / "with spaces"))
    monkeypatch.setenv("HEARD_COUNCIL", str(tmp_path / "littleham"))
    monkeypatch.setenv("HEARD_BASE_PORT", "9100")
    monkeypatch.setenv("HEARD_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("HEARD_ENV", "demo")
    assert read_profile() == Profile(tmp_path / "with spaces", tmp_path / "littleham", 9100, "DEBUG")


def test_everything_of_one_installation_lies_in_its_own_folder(profile):
    assert profile.database.folder.is_relative_to(profile.var)
    assert profile.secrets_file.is_relative_to(profile.var)
    assert profile.notices_folder.is_relative_to(profile.var)


def test_keys_lie_in_the_installation_s_folder_unless_another_is_named(profile, monkeypatch, tmp_path):
    assert profile.key_folder == profile.var / "keys"
    monkeypatch.setenv("HEARD_KEYS", "")
    assert read_profile().key_folder == read_profile().var / "keys"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEARD_KEYS", "keys of ours")
    assert read_profile().key_folder == tmp_path / "keys of ours"


def test_the_ports_follow_the_base_port():
    profile = Profile(Path("/var/x"), Path("/c"), 9100, "INFO")
    assert (profile.port("intake"), profile.port("survey-staff"), profile.port("console")) == (
        9101,
        9103,
        9104,
    )
    assert profile.address("intake") == "http://127.0.0.1:9101"


@pytest.mark.parametrize(
    "name, value",
    [
        ("HEARD_BASE_PORT", "eight thousand"),
        ("HEARD_BASE_PORT", "80"),
        ("HEARD_BASE_PORT", "1023"),
        ("HEARD_BASE_PORT", "65001"),
        ("HEARD_BASE_PORT", "-1"),
        ("HEARD_BASE_PORT", ""),
        ("HEARD_BASE_PORT", "8000.5"),
        ("HEARD_LOG_LEVEL", "LOUD"),
        ("HEARD_LOG_LEVEL", "debug"),
        ("HEARD_LOG_LEVEL", ""),
        ("HEARD_ENV", "live"),
        ("HEARD_ENV", "production"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert name in why_it_cannot_start(read_profile)


@pytest.mark.parametrize("port", ["1024", "65000"])
def test_the_outermost_ports_are_taken(monkeypatch, port):
    monkeypatch.setenv("HEARD_BASE_PORT", port)
    assert read_profile().base_port == int(port)


def test_all_wrong_settings_are_named_at_once(monkeypatch):
    monkeypatch.setenv("HEARD_BASE_PORT", "80")
    monkeypatch.setenv("HEARD_LOG_LEVEL", "LOUD")
    monkeypatch.setenv("HEARD_ENV", "live")
    why = why_it_cannot_start(read_profile)
    assert all(name in why for name in ("HEARD_BASE_PORT", "HEARD_LOG_LEVEL", "HEARD_ENV"))


# ------------------------------------------------------------------ the server profile

DATABASE = "postgresql://heard_intake:secret%2Fword@db.example:5433/heard?sslmode=require"
BROKERS = "amqp://heard:secret@one.example/heard, amqps://heard:secret@two.example:5671/heard"


@pytest.fixture
def on_a_server(monkeypatch):
    monkeypatch.setenv("HEARD_DATABASE_URL", DATABASE)
    monkeypatch.setenv("HEARD_AMQP_URL", BROKERS)


def test_neither_address_is_the_embedded_profile():
    profile = read_profile()
    assert (profile.server, profile.brokers, profile.live) == (None, (), False)
    assert profile.database == profile.embedded


@pytest.mark.usefixtures("on_a_server")
def test_both_addresses_are_the_server_profile_for_live_use():
    profile = read_profile()
    assert profile.live
    assert profile.database is profile.server
    assert profile.brokers == tuple(BROKERS.split(", "))
    assert profile.database.url("heard_intake") == DATABASE.replace("postgresql:", "postgresql+psycopg:")


@pytest.mark.usefixtures("on_a_server")
def test_a_server_can_be_for_trying_too(monkeypatch):
    monkeypatch.setenv("HEARD_ENV", "demo")
    assert not read_profile().live


@pytest.mark.usefixtures("on_a_server")
def test_a_process_is_refused_the_address_of_another_role_and_no_password_is_quoted():
    why = why_it_cannot_start(read_profile().database.url, "heard_console")
    assert "signs in as heard_intake; what you started works as heard_console" in why
    assert "secret" not in why


@pytest.mark.usefixtures("on_a_server")
def test_what_is_for_the_embedded_profile_is_refused_on_a_server():
    assert "HEARD_DATABASE_URL" in why_it_cannot_start(lambda: read_profile().embedded)


@pytest.mark.parametrize("there, missing", [("DATABASE", "AMQP"), ("AMQP", "DATABASE")])
@pytest.mark.usefixtures("on_a_server")
def test_half_a_server_profile_is_refused_and_named(monkeypatch, there, missing):
    monkeypatch.delenv(f"HEARD_{missing}_URL")
    why = why_it_cannot_start(read_profile)
    assert f"HEARD_{there}_URL is set and HEARD_{missing}_URL is not" in why
    assert "secret" not in why


@pytest.mark.parametrize(
    "name, value",
    [
        ("HEARD_DATABASE_URL", "mysql://heard:secret@db.example/heard"),
        ("HEARD_DATABASE_URL", "db.example/secret"),
        ("HEARD_AMQP_URL", "http://heard:secret@mq.example/"),
        ("HEARD_AMQP_URL", "amqp://heard:secret@one.example/heard,secret"),
        ("HEARD_AMQP_URL", "amqp:///secret"),
        ("HEARD_AMQP_URL", "amqp://heard:secret@mq.example:many/heard"),
        ("HEARD_DATABASE_URL", "postgresql://heard:secret@db.example:many/heard"),
        ("HEARD_AMQP_URL", "amqp://heard:secret@mq.example/heard?heartbeat=secret"),
    ],
)
@pytest.mark.usefixtures("on_a_server")
def test_an_address_of_another_kind_is_refused_and_not_quoted(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    why = why_it_cannot_start(read_profile)
    assert f"{name} must look like" in why
    assert "secret" not in why


def test_addresses_are_where_people_reach_it(monkeypatch):
    monkeypatch.setenv("HEARD_INTAKE_ADDRESS", "https://tell.littleham.example")
    monkeypatch.setenv("HEARD_PROXIES", "1")
    profile = read_profile()
    assert profile.address("intake") == "https://tell.littleham.example"
    assert profile.is_https("intake")
    assert profile.address("console").startswith("http://127.0.0.1:")
    assert not profile.is_https("console")


@pytest.mark.parametrize("wrong", ["tell.littleham.example", "ftp://littleham.example", "https://", "https://a/b"])
def test_an_address_that_nobody_can_open_is_refused(monkeypatch, wrong):
    monkeypatch.setenv("HEARD_CONSOLE_ADDRESS", wrong)
    assert "HEARD_CONSOLE_ADDRESS" in why_it_cannot_start(read_profile)


def test_an_https_address_needs_to_know_what_stands_before(monkeypatch):
    monkeypatch.setenv("HEARD_INTAKE_ADDRESS", "https://tell.littleham.example")
    assert "HEARD_PROXIES" in why_it_cannot_start(read_profile)


# ------------------------------------------------------------------ secrets

NAMES = ["HEARD_SESSION_SECRET", "HEARD_LOOKUP_SECRET", "HEARD_THIRD_SECRET"]


def test_all_missing_secrets_are_named_at_once_with_the_command_that_writes_them(profile):
    why = why_it_cannot_start(read_secrets, profile, NAMES)
    assert all(name in why for name in NAMES)
    assert "`heard init`" in why
    assert str(profile.secrets_file) in why


def test_a_short_secret_is_refused_by_its_name_and_not_quoted(monkeypatch, profile):
    monkeypatch.setenv(NAMES[0], LONG_ENOUGH)
    monkeypatch.setenv(NAMES[1], SHORT)
    profile.secrets_file.write_text(f"{NAMES[2]}={LONG_ENOUGH[:-1]}\n")
    why = why_it_cannot_start(read_secrets, profile, NAMES)
    assert NAMES[0] not in why
    assert NAMES[1] in why
    assert NAMES[2] in why
    assert SHORT not in why
    assert LONG_ENOUGH[:-1] not in why


def test_an_empty_secret_is_a_missing_one(monkeypatch, profile):
    monkeypatch.setenv(NAMES[0], "")
    assert NAMES[0] in why_it_cannot_start(read_secrets, profile, NAMES[:1])


def test_secrets_come_from_the_file_and_the_environment_comes_first(monkeypatch, profile):
    profile.secrets_file.write_text(f"{NAMES[0]}=file{LONG_ENOUGH}\n{NAMES[1]}=file{LONG_ENOUGH}\n")
    monkeypatch.setenv(NAMES[1], f"environment{LONG_ENOUGH}")
    assert read_secrets(profile, NAMES[:2]) == {
        NAMES[0]: f"file{LONG_ENOUGH}",
        NAMES[1]: f"environment{LONG_ENOUGH}",
    }
