"""Run by test_once.py: opens what waits, and ends by SIGKILL after one of the steps.

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

from sqlalchemy import event  # noqa: E402

from foundation.council import load_council  # noqa: E402
from foundation.procedure.working_days import england  # noqa: E402
from foundation.records import Records, UnitOfWork  # noqa: E402
from foundation.runtime.clock import now  # noqa: E402
from worker.circumstances import Circumstances  # noqa: E402
from worker.surveys import opening  # noqa: E402
from worker.surveys.keys import KeyFolder  # noqa: E402

keep, add, commits = UnitOfWork.keep, opening._add, []


def die_after(step):
    if step == TOLD["step"]:
        os.kill(os.getpid(), signal.SIGKILL)


def keeps(uow, table, *rows):
    keep(uow, table, *rows)
    die_after(table.__name__)


def adds(uow, cells):
    add(uow, cells)
    die_after("Tally")


def commit(_connection):
    """Everything of the transaction has run, and it is not committed. The first one only looked what waits."""
    commits.append(1)
    die_after("everything" if len(commits) == 2 else "looking")


UnitOfWork.keep, opening._add = keeps, adds
records = Records(TOLD["records"], process="consume", connections=1)
event.listen(records._engine, "commit", commit)
council = load_council(PROJECT / "councils" / "herefordshire")
opening.open_boxes(Circumstances(records, council, england(), now), KeyFolder(Path(TOLD["keys"])))
