"""What happens next, said honestly and with its date."""

from dataclasses import dataclass
from datetime import date

from foundation.council import Council
from foundation.procedure.deadlines import deadline, in_words
from foundation.procedure.working_days import CalendarRunsOut, WorkingDays


@dataclass(frozen=True)
class NextStep:
    """One sentence for the person, and the date in it where there is one."""

    words: str
    by: date | None


def next_step(
    kind: str, received_on: date, can_answer: bool, *, today: date, council: Council, days: WorkingDays
) -> NextStep:
    """What we will do and by when. Nothing is promised that depends on a way to answer that we do not have."""
    if kind == "compliment":
        return NextStep("We pass your thanks on to the team, in your words.", None)
    if kind == "meeting":
        return NextStep("We pass what you said on to the team that held the meeting.", None)
    if kind == "comment":
        again = " We write to you only if we have a question." if can_answer else ""
        return NextStep(f"A person in the team reads it.{again}", None)
    try:
        by = deadline(council.acknowledge, received_on, days, local=True).due_on
    except CalendarRunsOut:
        return NextStep("We read what you wrote and pass it on to the team that must act.", None)
    if by < today:
        late = f"You should have heard from us by {in_words(by)}, and we are sorry."
        return NextStep(f"{late} A person reads it now.", None)
    if not can_answer:
        return NextStep(
            "We pass what you wrote on to the team that must act. You left no way to reach you, so we cannot "
            f"write to you. Ring us with your reference after {in_words(by)} to hear what has happened.", by
        )  # fmt: skip
    return NextStep(f"We write to you by {in_words(by)}, to say when you will have an answer.", by)
