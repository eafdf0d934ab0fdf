"""Run by test_redating.py: counts clocks again in small lots, and ends by SIGKILL in the middle of the third.

Reads what it needs as JSON from standard input.
"""

import json
import os
import signal
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TOLD = json.load(sys.stdin)
sys.path.insert(0, str(PROJECT))

from foundation.council import load_council  # noqa: E402
from foundation.procedure.working_days import england  # noqa: E402
from foundation.records import Records  # noqa: E402
from foundation.runtime.clock import now  # noqa: E402
from worker import redating  # noqa: E402
from worker.circumstances import Circumstances  # noqa: E402

council = load_council(PROJECT / "councils" / "herefordshire")
given = Circumstances(Records(TOLD["records"], process="clock", connections=1), council, england(), now)
to_families = redating._write_to_families
lots = []


def dies_in_the_third(*told):
    """All of a lot is written, and nothing is committed."""
    to_families(*told)
    lots.append(told)
    if len(lots) == 3:
        os.kill(os.getpid(), signal.SIGKILL)


redating._write_to_families = dies_in_the_third
while redating.redate(given, size=TOLD["size"]):
    pass
