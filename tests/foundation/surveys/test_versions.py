"""A version that may have answers is never edited: the lock refuses what was changed, lost or never locked."""

import re

import pytest
from little_questionnaire import LITTLE

from foundation.runtime.written_files import Mistake
from foundation.surveys.library import UnknownQuestionnaire, library, lock_new, read_library


@pytest.fixture
def folder(tmp_path):
    """A folder with one questionnaire, locked."""
    (tmp_path / "tea.1.yaml").write_text(LITTLE, "utf-8")
    assert [it.code for it in lock_new(tmp_path)] == ["tea"]
    return tmp_path


def change(folder, old, new, name="tea.1.yaml"):
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")


def test_the_ready_made_ones_are_as_they_were_locked():
    assert len(library().all_newest()) >= 10


@pytest.mark.parametrize(
    "old, new",
    [("Was it nice?", "Was it fun?"), ("[other]", "[other, cake]"), ("Poor, Fair", "Fair, Poor"),
     ("    needed: We must buy milk.\n", "")],
    ids=["a wording", "a skip rule", "two points swapped", "no longer needed"],
)  # fmt: skip
def test_a_changed_file_with_the_same_version_is_refused(folder, old, new):
    change(folder, old, new)
    with pytest.raises(Mistake, match=r"version 1 of tea is not as it was .* as version 2"):
        read_library(folder)
    with pytest.raises(Mistake, match="not as it was"):
        lock_new(folder)


def test_comments_spaces_and_the_name_for_staff_may_change(folder):
    change(folder, "name: After tea", "name: When tea is over  # said so by the vicar")
    change(folder, "questions:\n", "\nquestions:   \n\n")
    assert read_library(folder).newest("tea").name == "When tea is over"


def test_a_change_with_a_new_version_stands_beside_the_old_one(folder):
    (folder / "tea.2.yaml").write_text(LITTLE.replace("version: 1", "version: 2").replace("Cake", "Gateau"), "utf-8")
    with pytest.raises(Mistake, match=r"version 2 of tea is not in versions\.lock.*heard questionnaires lock"):
        read_library(folder)
    before = (folder / "versions.lock").read_text("utf-8")
    assert [(it.code, it.version) for it in lock_new(folder)] == [("tea", 2)]
    assert (folder / "versions.lock").read_text("utf-8").startswith(before)
    both = read_library(folder)
    assert (both.newest("tea").version, both.version("tea", 1).version) == (2, 1)
    assert lock_new(folder) == []


def test_the_tenth_version_is_newer_than_the_ninth(folder):
    for number in range(2, 11):
        text = LITTLE.replace("version: 1", f"version: {number}")
        (folder / f"tea.{number}.yaml").write_text(text, "utf-8")
    lock_new(folder)
    assert read_library(folder).newest("tea").version == 10


def test_a_locked_file_that_is_gone_is_missed(folder):
    (folder / "tea.1.yaml").unlink()
    with pytest.raises(Mistake, match="version 1 of tea is locked and its file is gone"):
        read_library(folder)


def test_a_file_with_another_name_than_its_own_is_refused(folder):
    (folder / "tea.1.yaml").rename(folder / "coffee.yaml")
    with pytest.raises(Mistake, match=re.escape("this one would be tea.1.yaml")):
        read_library(folder)


@pytest.mark.parametrize("line", ["tea one two\n", "\n", "tea 1 " + "f" * 63 + "\n"])
def test_a_spoilt_lock_is_refused_with_its_line(folder, line):
    with (folder / "versions.lock").open("a") as lock:
        lock.write(line)
    with pytest.raises(Mistake, match=r"versions.lock, line 2: .*from git"):
        read_library(folder)


def test_a_version_twice_in_the_lock_is_refused(folder):
    lock = folder / "versions.lock"
    lock.write_text(lock.read_text() * 2)
    with pytest.raises(Mistake, match="line 2: tea 1 stands twice"):
        read_library(folder)


def test_mistakes_of_several_files_are_said_at_once(folder):
    change(folder, "type: many", "type: stars")
    (folder / "tea.2.yaml").write_text("", "utf-8")
    with pytest.raises(Mistake) as mistake:
        read_library(folder)
    assert {line.split(",")[0].rpartition("/")[2] for line in str(mistake.value).splitlines()} == {
        "tea.1.yaml", "tea.2.yaml",
    }  # fmt: skip


def test_a_questionnaire_or_version_that_there_is_not_is_named(folder):
    read = read_library(folder)
    with pytest.raises(UnknownQuestionnaire, match="no questionnaire “coffee”"):
        read.newest("coffee")
    with pytest.raises(UnknownQuestionnaire, match="no version 7 of “tea”"):
        read.version("tea", 7)
