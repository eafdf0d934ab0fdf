"""Advisory locks of PostgreSQL are numbers for the whole database: two that are the same wait for each other."""

import re
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PROGRAMS = ("foundation", "intake_service", "survey_service", "casework_console", "worker", "heard")
LOCK = re.compile(r"^ONE_AT_A_TIME = ([\d_]+)", re.MULTILINE)


def test_every_lock_has_a_number_of_its_own():
    sources = [path.read_text("utf-8") for program in PROGRAMS for path in (PROJECT / program).rglob("*.py")]
    numbers = Counter(number for source in sources for number in LOCK.findall(source))
    twice = [number for number, times in numbers.items() if times > 1]
    assert len(numbers) > 5
    assert not twice, f"give one of those with {twice} the next number that nothing has"
