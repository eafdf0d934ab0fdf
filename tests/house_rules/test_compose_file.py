"""What docker-compose.yml and the Dockerfile may never lose: the walls between processes, and no secret in them."""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from composed import FILE, OURS, VARIABLE, Unset, as_written, filled_in
from dotenv import dotenv_values

from foundation.records.grants import GRANTS
from foundation.runtime.embedded_database import QUIET
from foundation.runtime.settings import PROJECT
from heard.setting_up import FOR_COMPOSE, TO_FILL_IN, write_secrets

RUNNING = "docs/running.md"
WEB = ("intake", "survey-public", "survey-staff", "console")
SPEAKS_TO_THE_BROKER = {"relay", "consume", "operator"}
MAJOR_VERSION = re.compile(r"(postgres|rabbitmq):\d+|axllent/mailpit:v\d+\.\d+|python:3\.\d+-slim")
HOLDERS = {
    "POSTGRES_PASSWORD": {"postgres"},
    "HEARD_OWNER_PASSWORD": {"postgres", "migrate"},
    "HEARD_INTAKE_PASSWORD": {"migrate", "intake"},
    "HEARD_RELAY_PASSWORD": {"migrate", "relay"},
    "HEARD_CONSUME_PASSWORD": {"migrate", "consume"},
    "HEARD_CLOCK_PASSWORD": {"migrate", "clock"},
    "HEARD_CONSOLE_PASSWORD": {"migrate", "console"},
    "HEARD_SURVEY_PUBLIC_PASSWORD": {"migrate", "survey-public"},
    "HEARD_SURVEY_STAFF_PASSWORD": {"migrate", "survey-staff"},
    "HEARD_OPERATOR_PASSWORD": {"migrate", "operator"},
    "HEARD_BROKER_PASSWORD": {"rabbitmq", *SPEAKS_TO_THE_BROKER},
    "HEARD_INTAKE_SESSION_SECRET": {"intake"},
    "HEARD_CONSOLE_SESSION_SECRET": {"console"},
    "HEARD_SURVEY_PUBLIC_SESSION_SECRET": {"survey-public"},
    "HEARD_SURVEY_STAFF_SESSION_SECRET": {"survey-staff"},
    # The one thing that processes share: it opens counters and nothing else, to one tool that asks them all.
    "HEARD_METRICS_TOKEN": {*WEB, "relay", "consume", "clock"},
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """.env as it is written, filled in."""
    file = tmp_path / ".env"
    write_secrets(file, FOR_COMPOSE, to_fill_in=TO_FILL_IN)
    return {name: value or "http://127.0.0.1" for name, value in dotenv_values(file).items()}


@pytest.fixture
def services(environment: dict[str, str]) -> dict[str, Any]:
    return dict(filled_in(as_written(), environment)["services"])


@pytest.fixture
def ours(services: dict[str, Any]) -> dict[str, Any]:
    return {name: service for name, service in services.items() if service["image"] == OURS}


def test_who_holds_which_secret(services: dict[str, Any], environment: dict[str, str]) -> None:
    assert set(FOR_COMPOSE) == set(HOLDERS)
    for name, holders in HOLDERS.items():
        found = {service for service, how in services.items() if environment[name] in str(how)}
        assert found == holders, name


def test_no_two_processes_share_a_secret_but_the_broker_s_and_the_token(
    ours: dict[str, Any], environment: dict[str, str]
) -> None:
    shared = {environment["HEARD_BROKER_PASSWORD"], environment["HEARD_METRICS_TOKEN"]}
    held = {
        service: {value for value in environment.values() if len(value) >= 32 and value in str(how["environment"])}
        for service, how in ours.items()
        if service != "migrate"  # gives each role its password, and ends before they start
    }
    for service in held:
        for other in held.keys() - {service}:
            assert held[service] & held[other] <= shared, (service, other)


def test_nothing_starts_without_its_secrets_or_with_a_default_for_one(environment: dict[str, str]) -> None:
    for name in (*FOR_COMPOSE, *TO_FILL_IN):
        for lost in ({}, {name: ""}):
            left = {other: value for other, value in environment.items() if other != name} | lost
            with pytest.raises(Unset, match=name):
                filled_in(as_written(), left)


def test_every_variable_is_written_by_init_or_named_for_the_operator() -> None:
    told = (PROJECT / RUNNING).read_text("utf-8")
    names = {found["name"] for found in VARIABLE.finditer(FILE.read_text("utf-8")) if found["name"]} - {"NAME"}
    unknown = {name for name in names - set(FOR_COMPOSE) if f"`{name}" not in told}
    assert not unknown, f"say in {RUNNING} what to set for {unknown}, or have heard/setting_up.py write it"


def test_migrate_has_a_password_for_every_role(ours: dict[str, Any]) -> None:
    given = {name for name in ours["migrate"]["environment"] if name.endswith("_PASSWORD")}
    assert given == {f"{role.upper()}_PASSWORD" for role in GRANTS}


def test_only_who_speaks_to_the_broker_knows_its_name_and_password(ours: dict[str, Any]) -> None:
    for name, service in ours.items():
        url = service["environment"]["HEARD_AMQP_URL"]
        assert ("@" in url) == (name in SPEAKS_TO_THE_BROKER), name


def test_who_can_reach_whom(services: dict[str, Any]) -> None:
    reach: dict[str, set[str]] = defaultdict(set)
    for name, service in services.items():
        for other, where in services.items():
            if set(service["networks"]) & set(where["networks"]):
                reach[name].add(other)
    assert reach["intake"] == reach["survey-public"] == {"intake", "survey-public", "postgres"}
    assert reach["console"] == reach["survey-staff"] == {"console", "survey-staff", "postgres"}
    assert reach["mail"] == {"mail", "consume"}
    assert as_written()["networks"]["inside"] == {"internal": True}
    assert services["rabbitmq"]["networks"] == ["inside"]


def test_no_port_is_open_to_another_machine(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published.keys() == {*WEB, "mail"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_every_process_of_ours_is_watched_restarted_and_shut_in(ours: dict[str, Any]) -> None:
    commands = {"migrate", "operator"}
    for name, service in ours.items():
        assert ("healthcheck" in service) == (name not in commands), name
        assert service["restart"] == ("no" if name in commands else "unless-stopped"), name
        assert service["init"] is service["read_only"] is True
        assert (service["cap_drop"], len(service["tmpfs"])) == (["ALL"], 1)
        assert service["pull_policy"] == "never", "our image is on no registry; a stranger's of that name is not ours"
        if name not in commands:
            assert service["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert ours["consume"]["deploy"]["replicas"] == 2


def test_servers_keep_what_they_hold(services: dict[str, Any]) -> None:
    for name, place in (("postgres", "/var/lib/postgresql/data"), ("rabbitmq", "/var/lib/rabbitmq")):
        assert f"{name}:{place}" in services[name]["volumes"]
        assert name in as_written()["volumes"]
        assert "healthcheck" in services[name]
        assert services[name]["restart"] == "unless-stopped"
    assert services["rabbitmq"]["hostname"], "the name of its node, by which it finds its data"


def test_only_consume_is_told_of_an_account_with_notify(services: dict[str, Any]) -> None:
    told = {name for name, service in services.items() if "HEARD_NOTIFY_KEY" in service.get("environment", {})}
    assert told == {"consume"}
    assert services["consume"]["environment"]["HEARD_NOTIFY_KEY"] == "", "a council may do without"


def test_only_consume_holds_the_keys_and_an_ordinary_user_may_write_there(services: dict[str, Any]) -> None:
    holders = {name for name, service in services.items() if "keys" in str(service.get("volumes"))}
    assert holders == {"consume"}
    assert services["consume"]["volumes"] == [f"keys:{services['consume']['environment']['HEARD_KEYS']}"]
    assert "keys" in as_written()["volumes"]
    user = re.findall(r"^USER (\d+)", dockerfile(), re.M)[-1]
    assert f"install -d -o {user} -g {user} -m 700 /keys" in dockerfile()


def test_postgresql_asks_for_passwords_and_keeps_rows_out_of_its_log(services: dict[str, Any]) -> None:
    given = services["postgres"]["environment"]
    assert "--auth=scram-sha-256" in given["POSTGRES_INITDB_ARGS"]
    assert "POSTGRES_HOST_AUTH_METHOD" not in given
    assert {f"{name}={value}" for name, value in QUIET.items()} <= set(services["postgres"]["command"])
    assert QUIET.keys() == {setting.partition("=")[0] for setting in services["postgres"]["command"][2::2]}


def test_images_are_pinned_by_their_major_version(services: dict[str, Any]) -> None:
    images = {service["image"] for service in services.values()} - {OURS}
    stages = re.findall(r"^FROM (\S+)(?: AS (\S+))?$", dockerfile(), re.M)
    images |= {image for image, _ in stages} - {name for _, name in stages}
    assert [image for image in images if not MAJOR_VERSION.fullmatch(image)] == []


# ------------------------------------------------------------------ the image


def dockerfile() -> str:
    return (PROJECT / "Dockerfile").read_text("utf-8")


def copied() -> set[str]:
    """What the Dockerfile takes out of the project."""
    lines = re.findall(r"^COPY ((?!--from)\S.*) \S+$", dockerfile(), re.M)
    return {source for line in lines for source in line.split()}


def test_what_the_image_is_made_of_is_there_and_is_let_through() -> None:
    let_through = (PROJECT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in let_through, "nothing else goes to the builder: no .env, no data, no history"
    for source in copied():
        assert (PROJECT / source).exists(), source
        assert f"!{source}" in let_through, source
    assert {line[1:] for line in let_through if line.startswith("!")} == copied()


def test_every_package_of_ours_is_in_the_image() -> None:
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"bench", "chaos", "tests"}
    assert packages <= copied()
    assert "councils" in copied()


def test_the_image_holds_no_secret_installs_what_is_locked_and_runs_as_an_ordinary_user() -> None:
    text = dockerfile()
    assert not re.search(r"^(ARG|ENV).*(PASSWORD|SECRET|TOKEN)", text, re.M)
    for installs in re.findall(r"pip install (.*)", text):
        assert "--require-hashes -r" in installs or "--no-deps" in installs
    user = re.findall(r"^USER (\d+)", text, re.M)
    assert user
    assert int(user[-1]) != 0


# ------------------------------------------------------------------ heard init --compose


def init(file: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "heard", "init", "--compose", file], cwd=PROJECT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout


def test_init_writes_what_compose_needs_for_its_owner_alone_and_says_what_is_left_to_fill_in(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    said = init(file)
    written = dotenv_values(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert written.keys() == {*FOR_COMPOSE, *TO_FILL_IN}
    assert len({written[name] for name in FOR_COMPOSE}) == len(FOR_COMPOSE)
    assert all(name in said for name in TO_FILL_IN)
    assert not any(written[name] in said for name in FOR_COMPOSE)
    assert all(re.fullmatch(r"[\w-]{32,}", written[name] or "") for name in FOR_COMPOSE), "as they stand in addresses"


def test_init_adds_what_a_newer_version_needs_and_changes_nothing_that_is_there(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nPOSTGRES_PASSWORD=chosen\nHEARD_SMTP_URL='smtp://mail:1025'")
    init(file)
    kept = file.read_text()
    assert kept.startswith("# ours\nPOSTGRES_PASSWORD=chosen\nHEARD_SMTP_URL='smtp://mail:1025'\n")
    assert dotenv_values(file).keys() == {*FOR_COMPOSE, *TO_FILL_IN}
    said = init(file)
    assert file.read_text() == kept
    assert "kept" in said
    assert "HEARD_SMTP_URL" not in said
