"""A release that is made again is the same to the last byte, in another process too, where sets have another order."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[3]
MADE = """
import json
from foundation.equality.release.content import as_json
from tests.foundation.equality.reported import asked_of, report
made = report(asked_of(490, 10, 2, declined=7))
assert made.known_officer and made.known_public
print(json.dumps([as_json(made.officer), as_json(made.public)]), made.known_officer, made.known_public)
"""


def test_a_year_is_reported_alike_whatever_the_order_in_which_a_process_keeps_its_sets():
    made = {
        subprocess.run(
            [sys.executable, "-c", MADE], cwd=PROJECT, env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True, timeout=120,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(made) == 1
