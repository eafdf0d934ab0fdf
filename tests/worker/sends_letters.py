"""Run in a process of its own, to be killed: a worker that sends one batch of letters or invitations and ends.

Its argument is JSON with the addresses of database and mail server, the moment, and for invitations the key folder.
"""

import json
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from foundation.council import load_council  # noqa: E402
from foundation.procedure.working_days import england  # noqa: E402
from foundation.records import Records  # noqa: E402
from foundation.runtime.logs import start_logging  # noqa: E402
from worker.circumstances import Circumstances  # noqa: E402
from worker.notices import send_waiting  # noqa: E402
from worker.providers import Smtp  # noqa: E402
from worker.surveys.asking import Asking  # noqa: E402
from worker.surveys.keys import KeyFolder  # noqa: E402
from worker.surveys.sending import send_invitations  # noqa: E402

TOLD = json.loads(sys.argv[1])
MOMENT = datetime.fromisoformat(TOLD["moment"])

start_logging("tests", "DEBUG")
with closing(Records(TOLD["database"], process="tests")) as records:
    council = load_council(PROJECT / "councils" / "herefordshire")
    given, provider = Circumstances(records, council, england(), lambda: MOMENT), Smtp(TOLD["smtp"])
    if "keys" in TOLD:
        asking = Asking(KeyFolder(Path(TOLD["keys"])), "https://surveys.council.example")
        send_invitations(given, asking, provider)
    else:
        send_waiting(given, provider)
