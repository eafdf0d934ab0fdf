"""The jobs of equality, for `heard worker`: periods and their keys, the tally, the end of a period, and releases."""

from foundation.courier.connection import Broker
from worker.circumstances import Circumstances
from worker.equality.closing import close_periods
from worker.equality.holding import drop_periods
from worker.equality.inviting import invite_after_closing
from worker.equality.periods import keep_periods
from worker.equality.tally import tally_boxes
from worker.jobs import Job
from worker.surveys.asking import Asking
from worker.surveys.keys import KeyFolder


def period_jobs(given: Circumstances, keys: KeyFolder, broker: Broker | None = None) -> list[Job]:
    """All that has to do with sealed answers, for the process that has the key folder."""
    return [
        Job("equality periods", lambda: keep_periods(given, keys), every=60),
        Job("drop equality periods", lambda: drop_periods(given, keys), every=60),
        Job("tally equality answers", lambda: tally_boxes(given, keys), every=2),
        Job("close equality periods", lambda: _ended(given, keys, broker), every=600),
    ]


def inviting_jobs(given: Circumstances, asking: Asking, site: str) -> list[Job]:
    """The voluntary questions by mail. `site` is where people tell us something."""
    return [Job("equality by mail", lambda: invite_after_closing(given, asking, site), every=600)]


def release_jobs(given: Circumstances) -> list[Job]:
    """Publish what is counted, one release at a time. In a thread of its own: some take minutes."""
    return [Job("equality releases", lambda: _released(given), idle=60)]


def _released(given: Circumstances) -> int:
    from worker.equality.releasing import make_release  # no process loads the statistics that needs none

    return make_release(given)


def _ended(given: Circumstances, keys: KeyFolder, broker: Broker | None) -> int:
    return sum(ending.became != "waits" for ending in close_periods(given, keys, broker))
