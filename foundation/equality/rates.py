"""How many answered, and how many said what they were asked."""

from dataclasses import dataclass

from foundation.equality.figures import BadFigure, refuse_count, refuse_part
from foundation.equality.intervals import wilson
from foundation.equality.settings import SETTINGS


@dataclass(frozen=True)
class Disclosure:
    """Of those who were asked a question, the shares that answered, preferred not to say, and passed it by."""

    asked: int
    not_asked: int
    disclosure: float | None
    pnts: float | None
    unanswered: float | None


@dataclass(frozen=True)
class ResponseRate:
    """Of those whom the invitation reached, the share that responded; None where it reached nobody."""

    denominator: int
    rate: float | None
    lo: float | None
    hi: float | None


def disclosure(substantive: int, prefer_not: int, unanswered: int, not_asked: int) -> Disclosure:
    """The four states of an answer, never merged: who was not asked is in no share. Raises BadFigure."""
    given = {
        "substantive": substantive, "prefer_not": prefer_not, "unanswered": unanswered, "not_asked": not_asked,
    }  # fmt: skip
    for field, count in given.items():
        refuse_count(field, count)
    asked = substantive + prefer_not + unanswered
    if not asked:
        return Disclosure(0, not_asked, None, None, None)
    return Disclosure(asked, not_asked, substantive / asked, prefer_not / asked, unanswered / asked)


def response_rate(responses: int, invited: int, undeliverable: int, conf: float = SETTINGS.conf) -> ResponseRate:
    """Responses of those invited, less those whom it could not reach; Wilson's interval. Raises BadFigure."""
    refuse_count("invited", invited)
    refuse_count("undeliverable", undeliverable)
    refuse_count("responses", responses)
    refuse_part("undeliverable", undeliverable, "invited", invited)
    reached = invited - undeliverable
    if responses > reached:
        raise BadFigure("responses", f"Give no more than invited less undeliverable, which is {reached}.")
    if not reached:
        return ResponseRate(0, None, None, None)
    sure = wilson(responses, reached, conf)
    return ResponseRate(reached, responses / reached, sure.lo, sure.hi)
