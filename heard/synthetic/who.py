"""Made-up people who answer the voluntary questions about themselves, and what they say of the help they have had.

Pure: the same draws give the same people, on any machine.
"""

from collections.abc import Mapping
from typing import Any

from foundation.surveys import voluntary
from foundation.surveys.answers import shown
from foundation.surveys.questionnaire import Band, Kind, Questionnaire
from heard.synthetic.words import Drawer, read

COMPLAINED, OTHER_FEEDBACK, SERVED = "complained", "other_feedback", "served"
GOOD, POOR = {"4": 50, "5": 50}, {"1": 35, "2": 40, "3": 25}
Given = Mapping[str, list[str]]


class Person:
    """Somebody made up: an age, and an answer to every question that they may be asked."""

    def __init__(self, drawer: Drawer, kind: str) -> None:
        weights = read("who")["everybody"] | read("who")[kind]
        self._drawer = drawer
        self.age = drawer.weighted(weights["age"])
        self.is_what = {code: drawer.weighted(of) for code, of in weights.items() if code != "age"}
        self.band = voluntary.band_of(self.age)[0]

    def answers(self, questionnaire: Questionnaire, band: Band) -> dict[str, list[str]]:
        """What they answer to it, question by question, as one leads to the next."""
        given: dict[str, list[str]] = {}
        while question := next((it for it in shown(questionnaire, band, given) if it.code not in given), None):
            codes = [option.code for option in question.options]
            said = self._opinion(question.code, question.kind) or self._about(question.code, codes)
            given[question.code] = [said] if said else []
        return given

    def _about(self, code: str, codes: list[str]) -> str:
        shares = read("who")["shares"]
        if code in voluntary.AGE_QUESTIONS.values():
            return self.age
        if self._drawer.happens(shares["passes"]):
            return ""
        if self._drawer.happens(shares["prefers_not"]) and voluntary.NOT_SAID in codes:
            return voluntary.NOT_SAID
        said = self._is(code)
        return said if said in codes else ""

    def _is(self, code: str) -> str:
        if code.startswith("ethnic_group"):
            group = self.is_what["ethnic_group"]
            return group.partition("_")[0] if code == "ethnic_group_5" else group
        if code in ("disability_condition", "disability_everyday"):
            return self.is_what["disability"]
        if code == "disability_impact":
            return self.is_what["impact"]
        return self.is_what.get("sexual_orientation" if code.startswith("sexual_orientation") else code, "")

    def _opinion(self, code: str, kind: Kind) -> str:
        who, like = read("who"), self._like()
        if code == "why_not":
            return self._drawer.weighted(who["why_not"].get(like, who["why_not"]["everybody"]))
        chance = who["opinions"][like].get(code, who["opinions"][like]["satisfied"] if kind is Kind.SCALE else None)
        if chance is None:
            return ""
        good = self._drawer.happens(chance)
        if kind is Kind.SCALE:
            return self._drawer.weighted(GOOD if good else POOR)
        if code == "raised_it":
            return self._drawer.weighted({"formal_complaint": 25, "told_someone": 75}) if good else "no"
        return "yes" if good else "no"

    def _like(self) -> str:
        if self.is_what["ethnic_group"] != "white_british":
            return "not_white_british"
        return "disabled" if self.is_what["disability"] == "yes" else "everybody"


def read_shares() -> Mapping[str, Any]:
    """How many are shown the questions, answer them, decline them."""
    found: Mapping[str, Any] = read("who")["shares"]
    return found
