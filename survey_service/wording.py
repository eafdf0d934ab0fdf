"""What the pages say around a questionnaire, in the words of whoever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from foundation.surveys.questionnaire import Band

READERS: Mapping[Band, str] = {
    Band.UNDER_13: "I am under 13",
    Band.FROM_13_TO_17: "I am 13 to 17",
    Band.ADULT: "I am an adult",
    Band.EASY_READ: "I want easy words",
}


@dataclass(frozen=True)
class Wording:
    """Sentences for one band. `written` stands before the first box for words, `numbers` leads to who to ring."""

    leave_out: str
    unless_needed: str
    nobody_knows: str
    written: str
    numbers: str
    not_sent_yet: str
    thanks: str
    what_now: str
    no_answer: str


_YOUNG = Wording(
    leave_out="You can miss out any question.",
    unless_needed="You can miss out a question. Some questions say why we need an answer.",
    nobody_knows="Nobody can see which answers are yours. We mix them with other people’s answers.",
    written=(
        "Grown-ups who work for us read what you write here. They do not know who wrote it. Your words may mean that "
        "somebody is being hurt. Then they go at once to people who keep children safe. Those people see these words "
        "and nothing else. They do not know who you are, so they cannot ring you."
    ),
    numbers="Do you need help now? Ring one of these numbers, or ask a grown-up to ring.",
    not_sent_yet="You have not sent it yet. Press the button to send your answers.",
    thanks="Thank you! We have your answers",
    what_now="Nobody can see which answers are yours. We mix them with other people’s answers and count them.",
    no_answer="We do not know who you are. So we cannot write back to you.",
)
_EASY = replace(
    _YOUNG,
    written=_YOUNG.written.replace("Grown-ups", "People"),
    numbers="Do you need help now? Ring one of these numbers.",
    thanks="Thank you. We have your answers",
)
_PLAIN = Wording(
    leave_out="You can leave out any question.",
    unless_needed="You can leave out any question that does not say why we need it.",
    nobody_knows=(
        "Nobody can see who said what. Your answers stay locked until we have ten or more. Then we mix and count them."
    ),
    written=(
        "People who work for us read what you write here, apart from your other answers. They do not know who wrote "
        "it. Leave out names if you want it to stay so. If your words may mean that somebody is being hurt, they go at "
        "once, alone, to the duty team. It keeps children safe. It does not know who you are, so it cannot ring you."
    ),
    numbers="If you need help or an answer now, ring one of these numbers.",
    not_sent_yet="Nothing has been sent yet. Press the button to send your answers.",
    thanks="Thank you. We have your answers",
    what_now=(
        "They stay locked until we have ten or more. Then we mix and count them. Nobody can see which are yours."
    ),
    no_answer="We do not know who you are, so we cannot write back to you about them.",
)
WORDINGS: Mapping[Band, Wording] = {
    Band.UNDER_13: _YOUNG, Band.FROM_13_TO_17: _PLAIN, Band.ADULT: _PLAIN, Band.EASY_READ: _EASY,
}  # fmt: skip
