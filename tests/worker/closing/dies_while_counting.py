"""Run by test_once.py: closes what is due, and ends by SIGKILL at one of the steps.

Reads what it needs as JSON from standard input.
"""

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
TOLD = json.load(sys.stdin)
sys.path.insert(0, str(PROJECT))

from foundation.council import load_council  # noqa: E402
from foundation.procedure.working_days import england  # noqa: E402
from foundation.records import Records  # noqa: E402
from worker.circumstances import Circumstances  # noqa: E402
from worker.equality import closing  # noqa: E402
from worker.surveys.keys import KeyFolder  # noqa: E402


def dies(*_given):
    os.kill(os.getpid(), signal.SIGKILL)


if TOLD["step"] == "close":
    closing.let_go = dies  # the counts are kept, and nothing is committed
else:
    KeyFolder.destroy = dies  # all is committed, and the key is still there
records = Records(TOLD["records"], process="consume", connections=1)
council = load_council(PROJECT / "councils" / "herefordshire")
given = Circumstances(records, council, england(), lambda: datetime.fromisoformat(TOLD["moment"]))
closing.close_periods(given, KeyFolder(Path(TOLD["keys"])))
