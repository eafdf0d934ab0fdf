"""The jobs of surveys, for `heard worker`. What goes out goes apart: no slow provider holds up anything else."""

from collections import deque
from uuid import UUID

from worker.circumstances import Circumstances
from worker.jobs import A_MOMENT, LONGEST_WITHOUT_LETTERS, Job
from worker.providers import Provider
from worker.surveys.asking import Asking
from worker.surveys.counting import count_samples
from worker.surveys.deliveries import Round, TellsFates, learn_fates
from worker.surveys.forgetting import forget
from worker.surveys.key_life import keep_keys
from worker.surveys.opening import Shut, open_boxes
from worker.surveys.reminders import send_reminders
from worker.surveys.samples import forget_frames, prepare_samples
from worker.surveys.sending import send_invitations
from worker.surveys.sign_ups import forget_sign_ups
from worker.surveys.standing import hang_posters


def invitation_jobs(given: Circumstances, asking: Asking, provider: Provider) -> list[Job]:
    """Ask, one person after the other, and remind once. In a thread of its own."""
    turns: deque[UUID] = deque()
    return [
        Job(
            "invitations", lambda: send_invitations(given, asking, provider, size=1, ready=turns),
            idle=A_MOMENT, longest=LONGEST_WITHOUT_LETTERS,
        ),
        Job("reminders", lambda: send_reminders(given, asking, provider), every=1, longest=LONGEST_WITHOUT_LETTERS),
    ]  # fmt: skip


def delivery_jobs(given: Circumstances, provider: TellsFates) -> list[Job]:
    """Learn what became of what a provider took, where it tells."""
    turn = Round()
    return [
        Job("deliveries", lambda: learn_fates(given, provider, turn), every=60, longest=LONGEST_WITHOUT_LETTERS),
    ]


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
        Job("forget invitations", lambda: forget(given), every=60),
    ]
