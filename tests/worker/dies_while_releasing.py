"""Run by test_equality_releases.py: makes what releases are due, and ends by SIGKILL after one of the steps.

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
from foundation.records import Records, UnitOfWork  # noqa: E402
from foundation.runtime.clock import now  # noqa: E402
from worker.circumstances import Circumstances  # noqa: E402
from worker.equality import releasing  # noqa: E402

keep, keep_all = UnitOfWork.keep, releasing.keep


def die_after(step):
    if step == TOLD["step"]:
        os.kill(os.getpid(), signal.SIGKILL)


def keeps(uow, table, *rows):
    keep(uow, table, *rows)
    die_after(table.__name__)


def keeps_all(*told):
    keep_all(*told)
    die_after("everything")


UnitOfWork.keep, releasing.keep = keeps, keeps_all
records = Records(TOLD["records"], process="consume", connections=1)
council = load_council(PROJECT / "councils" / "herefordshire")
releasing.make_releases(Circumstances(records, council, england(), now))
