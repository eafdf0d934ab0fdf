"""Logs say which, never what. Each test starts a process, as Heard does, and reads what it wrote."""

import json
import subprocess
import sys
from textwrap import dedent
from typing import Any

import pytest

CANARY = "Llywelyn-ap-Gruffudd"


def log_of(code: str, level: str = "INFO") -> list[dict[str, Any]]:
    """The lines that a process with this code logs. None of them may hold the canary."""
    program = f"""
import logging
from foundation.runtime.logs import get_logger, start_logging
WORDS = "{CANARY}"
start_logging("intake", "{level}")
log, library = get_logger("submit"), logging.getLogger("library.room")
{dedent(code)}
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert CANARY not in done.stderr
    return [json.loads(line) for line in done.stderr.removesuffix("\n").split("\n")]


def test_a_line_is_json_with_its_moment_level_logger_process_and_what_was_bound():
    [line] = log_of("log.info('submission kept', reference='7KQ4-M2XH', count=2)")
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "submission kept",
        "level": "info",
        "logger": "heard.submit",
        "process": "intake",
        "reference": "7KQ4-M2XH",
        "count": 2,
    }


@pytest.mark.parametrize(
    "says",
    ["log.exception('failed')", "log.error('failed', exc_info=True)", "log.error('failed', exc_info=error)",
     "library.exception('failed')", "library.error('failed', exc_info=error, stack_info=True)"],
)  # fmt: skip
def test_an_exception_is_logged_by_its_type_and_place_and_never_by_its_words(says):
    [line] = log_of(f"""
        def keep():
            raise ValueError(WORDS)
        try:
            keep()
        except ValueError as error:
            {says}
    """)
    assert line["error"] == ["ValueError"]
    assert line["at"][-1].endswith(" keep")
    assert line["event"] == "failed"
    assert line["level"] == "error"


@pytest.mark.parametrize("how", ["from inner", "", "from None"], ids=["by a cause", "in handling", "hiding"])
def test_an_exception_within_an_exception_shows_both_types_and_no_words(how):
    [line] = log_of(f"""
        try:
            try:
                raise KeyError(WORDS)
            except KeyError as inner:
                raise RuntimeError(WORDS) {how}
        except RuntimeError:
            log.exception("failed")
    """)
    assert line["error"] == ["RuntimeError", "KeyError"]


def test_a_library_is_heard_from_warning_up_even_when_we_debug():
    lines = log_of(
        """
        library.debug("row: %s", WORDS)
        library.info("row: " + WORDS)
        library.warning("pool is full")
        log.debug("ours")
        """,
        level="DEBUG",
    )
    assert [(line["logger"], line["event"]) for line in lines] == [
        ("library.room", "pool is full"),
        ("heard.submit", "ours"),
    ]


def test_what_a_library_would_put_into_its_sentence_is_left_out():
    lines = log_of("""
        library.warning("cannot store %s", WORDS)
        library.warning("cannot store %(words)s", {"words": WORDS})
        log.warning("cannot store %s", WORDS)
    """)
    assert [line["event"] for line in lines] == [
        "cannot store %s",
        "cannot store %(words)s",
        "cannot store %s",
    ]


def test_our_own_level_holds():
    lines = log_of("log.debug('a'); log.info('b'); log.warning('c'); log.error('d')", level="WARNING")
    assert [line["event"] for line in lines] == ["c", "d"]


def test_a_line_is_one_line_whatever_stands_in_it():
    [line] = log_of("log.info('two\\nlines', code='ä\\u2028😀')")
    assert (line["event"], line["code"]) == ("two\nlines", "ä\u2028😀")
