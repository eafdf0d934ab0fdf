"""Run by test_equality_releases.py: makes what releases are due, and ends by SIGKILL with the first version kept.

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
from foundation.records.models import EqualityRelease  # noqa: E402
from foundation.runtime.clock import now  # noqa: E402
from worker.circumstances import Circumstances  # noqa: E402
from worker.equality import releasing  # noqa: E402

keep = UnitOfWork.keep


def keeps(uow, table, *rows):
    keep(uow, table, *rows)
    if table is EqualityRelease:
        os.kill(os.getpid(), signal.SIGKILL)


UnitOfWork.keep = keeps
records = Records(TOLD["records"], process="consume", connections=1)
council = load_council(PROJECT / "councils" / "herefordshire")
releasing.make_release(Circumstances(records, council, england(), now))
