"""The jobs of surveys, for `heard worker`. What goes out goes apart: no slow provider holds up anything else."""

from worker.circumstances import Circumstances
from worker.jobs import Job
from worker.surveys.asking import Asking
from worker.surveys.standing import hang_posters


def survey_jobs(given: Circumstances, asking: Asking) -> list[Job]:
    """All that needs no provider: posters, keys, opening and counting, and forgetting."""
    return [
        Job("standing posters", lambda: hang_posters(given), every=60),
    ]
