"""What the clock writes into a history, as staff read it."""

import pytest

from casework_console.cases.history import history_words

CLOCK = {"due": "stage_1_answer", "local": False, "from": "2026-12-07", "to": "2026-12-08"}
ADDED = {"day": "2026-12-02", "what": "added", "name": "Day of joy"}
REMOVED = {"day": "2026-12-28", "what": "removed", "name": "Boxing Day"}


@pytest.mark.parametrize(
    "what, details, words",
    [
        ("redated", {"clocks": [CLOCK], "changes": [ADDED], "letter": True},
         "Stage 1 answer moved from Monday 7 December 2026 to Tuesday 8 December 2026. Wednesday 2 December 2026 is "
         "now a holiday (Day of joy). The family was promised the earlier day and gets a letter"),
        ("redated", {"clocks": [CLOCK, CLOCK | {"due": "acknowledgement"}], "changes": [REMOVED], "letter": False},
         "Stage 1 answer moved from Monday 7 December 2026 to Tuesday 8 December 2026. Acknowledgement moved from "
         "Monday 7 December 2026 to Tuesday 8 December 2026. "
         "Monday 28 December 2026 is no longer a holiday (Boxing Day)"),
        ("warned", {"due": "acknowledgement", "local": True, "on": "2026-12-07"},
         "First letter with a date is due soon, on Monday 7 December 2026: who must know was told"),
        ("warned", {"due": "stage_1_answer", "local": False, "on": "2026-12-07"},
         "Stage 1 answer is due soon, on Monday 7 December 2026: who must know was told"),
        ("breached", {"due": "stage_1_answer", "local": False, "on": "2026-12-07"},
         "Stage 1 answer was due on Monday 7 December 2026 and was not done"),
        ("not_redated", {"due": "stage_1_answer", "on": "2028-12-29"},
         "Stage 1 answer: the bank holidays have changed and our table ends before the new date; a person sets it"),
        ("letter_not_needed", {"template": "new_date", "channel": "email"},
         "Letter about a new date not sent: what it would have said is no longer so"),
    ],
)  # fmt: skip
def test_a_line_of_the_clock_says_what_moved_and_why(council, what, details, words):
    assert history_words(what, details, council) == words
