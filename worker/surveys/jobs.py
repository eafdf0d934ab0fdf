"""The jobs of surveys, for `heard worker`. What goes out goes apart: no slow provider holds up anything else."""

from worker.circumstances import Circumstances
from worker.jobs import Job
from worker.surveys.asking import Asking
from worker.surveys.counting import count_samples
from worker.surveys.key_life import keep_keys
from worker.surveys.opening import Shut, open_boxes
from worker.surveys.samples import forget_frames, prepare_samples
from worker.surveys.sign_ups import forget_sign_ups
from worker.surveys.standing import hang_posters


def survey_jobs(given: Circumstances, asking: Asking) -> list[Job]:
    """All that needs no provider: posters, keys, opening and counting, and forgetting."""
    shut = Shut()
    return [
        Job("sealing keys", lambda: keep_keys(given, asking.keys), every=60),
        Job("open answers", lambda: open_boxes(given, asking.keys, shut), every=2),
        Job("samples", lambda: prepare_samples(given, asking.keys), every=2),
        Job("count samples", lambda: count_samples(given, asking.keys), every=60),
        Job("forget frames", lambda: forget_frames(given), every=60),
        Job("forget sign-ups", lambda: forget_sign_ups(given), every=3600),
        Job("standing posters", lambda: hang_posters(given), every=60),
    ]
