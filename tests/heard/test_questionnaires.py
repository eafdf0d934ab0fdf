"""`heard questionnaires`, as it is typed."""

import pytest
from click.testing import CliRunner
from little_questionnaire import LITTLE

from foundation.surveys.library import FOLDER, library
from heard import questionnaires
from heard.command import main


@pytest.fixture
def typed(monkeypatch, tmp_path):
    """Type the command; nothing of an installation is there."""
    for name in ("HEARD_DATABASE_URL", "HEARD_AMQP_URL", "HEARD_COUNCIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEARD_VAR", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, ["questionnaires", *map(str, words)], prog_name="heard")


@pytest.fixture
def tea(tmp_path):
    path = tmp_path / "tea.1.yaml"
    path.write_text(LITTLE, "utf-8")
    return path


def test_the_list_has_a_line_for_each(typed):
    done = typed("list")
    assert done.exit_code == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == [it.code for it in library().all_newest()]
    assert "The survey of people we work with" in done.stdout


def test_what_we_ship_has_no_mistakes_and_nothing_to_advise(typed):
    done = typed("check")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "no mistakes" in done.stdout


def test_a_draft_is_checked_where_it_stands(typed, tea):
    done = typed("check", tea)
    assert (done.exit_code, done.stdout) == (0, "tea version 1, 6 questions: no mistakes; not locked yet\n")


def test_a_draft_that_is_hard_to_read_gets_advice_and_passes(typed, tea):
    tea.write_text(LITTLE.replace("Was it nice?", "Was it extraordinarily nice?"), "utf-8")
    done = typed("check", tea)
    assert done.exit_code == 0
    assert done.stderr == "tea: liked words, under_13: “extraordinarily” is a long word\n"


def test_each_mistake_is_said_with_its_line(typed, tea):
    tea.write_text(LITTLE.replace("type: many", "type: stars"), "utf-8")
    done = typed("check", tea)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {tea}, line 17: type: write one of scale")
    assert "Traceback" not in done.output


@pytest.mark.parametrize("file", ["missing.yaml", "."])
def test_what_is_no_file_is_refused(typed, tmp_path, file):
    done = typed("check", tmp_path / file)
    assert done.exit_code == 2
    assert "FILE" in done.stderr


def test_a_locked_version_that_was_changed_is_refused_wherever_it_stands(typed, tmp_path):
    changed = tmp_path / "end_of_assessment.1.yaml"
    written = (FOLDER / changed.name).read_text("utf-8")
    changed.write_text(written, "utf-8")
    assert typed("check", changed).exit_code == 0
    changed.write_text(written.replace("Did people listen to you?", "Did anybody listen to you?"), "utf-8")
    done = typed("check", changed)
    assert done.exit_code == 1
    assert "version 1 of end_of_assessment is not as it was" in done.stderr


def test_a_new_version_is_locked_once(typed, tea, monkeypatch):
    monkeypatch.setattr(questionnaires, "FOLDER", tea.parent)
    assert typed("lock").stdout == "tea version 1 is locked\n"
    assert typed("lock").stdout == "nothing is new\n"
    assert "no mistakes\n" in typed("check", tea).stdout
    tea.write_text(LITTLE.replace("Cake", "Gateau"), "utf-8")
    before = (tea.parent / "versions.lock").read_bytes()
    done = typed("lock")
    assert done.exit_code == 1
    assert "version 1 of tea is not as it was" in done.stderr
    assert (tea.parent / "versions.lock").read_bytes() == before
