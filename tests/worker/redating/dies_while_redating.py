"""Run by test_once.py: counts clocks again in small lots, and ends by SIGKILL in the middle of the third.

Reads what it needs as JSON from standard input.
"""

import json
import os
import signal
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
TOLD = json.load(sys.stdin)
sys.path.insert(0, str(PROJECT))

from foundation.council import load_council  # noqa: E402
from foundation.procedure.working_days import england  # noqa: E402
from foundation.records import Records, UnitOfWork  # noqa: E402
from foundation.runtime.clock import now  # noqa: E402
from worker.circumstances import Circumstances  # noqa: E402
from worker.redating import redate_all  # noqa: E402

council = load_council(PROJECT / "councils" / "herefordshire")
given = Circumstances(Records(TOLD["records"], process="clock", connections=1), council, england(), now)
keep, lots = UnitOfWork.keep, []


def dies_in_the_third(uow, table, *rows):
    """All of a lot is written, and nothing is committed."""
    keep(uow, table, *rows)
    lots.append(rows)
    if len(lots) == 3:
        os.kill(os.getpid(), signal.SIGKILL)


UnitOfWork.keep = dies_in_the_third
redate_all(given, size=TOLD["size"])
