"""Run by test_dying.py: a consumer as `heard worker consume` runs it, but its handler meets one message badly.

Reads what it needs as JSON from standard input. Each life is a process of its own, which ends by SIGKILL in the
middle of a handler, and the next begins at once; a life that ends by itself ends the program with what it returned.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TOLD = json.load(sys.stdin)
sys.path.insert(0, str(PROJECT))

from foundation.contracts.submissions import SubmissionReceived  # noqa: E402
from foundation.council import load_council  # noqa: E402
from foundation.courier.connection import Broker  # noqa: E402
from foundation.procedure.working_days import england  # noqa: E402
from foundation.records import Records  # noqa: E402
from foundation.runtime.clock import now  # noqa: E402
from foundation.runtime.logs import start_logging  # noqa: E402
from worker import receive  # noqa: E402
from worker.circumstances import Circumstances  # noqa: E402
from worker.consume import Line  # noqa: E402
from worker.handlers.open_case import open_cases  # noqa: E402
from worker.jobs import Worker, consume_jobs, run_together  # noqa: E402

COUNCIL, DAYS = load_council(PROJECT / "councils" / "herefordshire"), england()


def meets_it_badly(uow, messages, given):
    """Open the cases; but die on one submission, or take long over it, first saying so."""
    open_cases(uow, messages, given)
    if any(str(message.submission_id) == TOLD["submission"] for message in messages):
        sys.stdout.write("met\n")
        sys.stdout.flush()
        if TOLD["how"] == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(1)


def one_life():
    records = Records(TOLD["records"], process="consume", connections=4)
    line = Line.to(Broker([TOLD["broker"]]))
    worker = Worker(consume_jobs(line, Circumstances(records, COUNCIL, DAYS, now)), line.rest)
    run_together([worker])
    line.close()
    records.close()


start_logging("consume", "INFO")
receive.HANDLERS[SubmissionReceived] = meets_it_badly
signal.signal(signal.SIGTERM, lambda *_: None)  # the life that is on hears it, and this process waits for its end
while True:
    if (life := os.fork()) == 0:
        one_life()
        os._exit(0)
    _, status = os.waitpid(life, 0)
    if os.WIFEXITED(status):
        sys.exit(os.WEXITSTATUS(status))
