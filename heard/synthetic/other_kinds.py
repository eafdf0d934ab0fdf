"""Made-up thanks, ideas and requests for a different worker."""

from datetime import date
from typing import Any

from heard.synthetic import people, spread
from heard.synthetic.words import Drawer, Words, area_words, capital, fill, read


def compliment(drawer: Drawer, area: str, received_on: date, seen: set[str]) -> dict[str, Any]:
    """The fields of one compliment."""
    blocks, how = read("kind_words")["compliments"], spread.received_how(drawer, received_on)
    slots = _slots(drawer, received_on)
    words = _unseen(drawer, "compliments", blocks, area, slots, seen)
    body = {"received_how": how, "service_area": area, "words": words}
    thanks_to = slots["worker"] if slots["worker"] in words else drawer.draw("teams", blocks["teams"])
    if thanks_to and drawer.happens(0.9):
        body["thanks_to"] = thanks_to
    return body | people.contact(drawer, how, 0.15)


def comment(drawer: Drawer, area: str, received_on: date, seen: set[str]) -> dict[str, Any]:
    """The fields of one comment or idea."""
    blocks, how = read("kind_words")["comments"], spread.received_how(drawer, received_on)
    words = _unseen(drawer, "comments", blocks, area, _slots(drawer, received_on), seen)
    body = {"received_how": how, "service_area": area, "words": words}
    return body | people.contact(drawer, how, 0.15)


def worker_change(drawer: Drawer, area: str, received_on: date) -> dict[str, Any]:
    """The fields of one request for a different worker, of the family or of the child or young person."""
    who = {code: weight for code, weight in area_words(area)["who"].items() if _voice(code) in ("family", "own")}
    asks, how = drawer.weighted(who), spread.received_how(drawer, received_on)
    blocks, slots = read("kind_words")["worker_changes"][_voice(asks)], _slots(drawer, received_on, asks)
    body = {"received_how": how, "service_area": area, "relationship": asks}
    body["words"] = fill(drawer.draw(f"worker_changes/{_voice(asks)}/why", blocks["why"]), slots)
    if drawer.happens(0.85):
        body["outcome_wanted"] = fill(drawer.draw(f"worker_changes/{_voice(asks)}/good", blocks["good"]), slots)
    if _voice(asks) == "family" and drawer.happens(0.7):
        body["child_name"] = people.child_name(drawer, slots["child"])
    return body | people.contact(drawer, how, 0.1)


def _voice(relationship: str) -> str:
    return str(people.relationship(relationship)["voice"])


def _slots(drawer: Drawer, received_on: date, relationship: str = "parent") -> people.Slots:
    happened_on = spread.happened(drawer, received_on)
    return people.slots(drawer, people.relationship(relationship), (5, 15), happened_on, received_on)


def _unseen(drawer: Drawer, kind: str, blocks: Words, area: str, slots: people.Slots, seen: set[str]) -> str:
    """Words that nobody had before, if a few tries find some."""
    words = ""
    for _ in range(20):
        words = _composed(drawer, kind, blocks, area, slots)
        if words not in seen:
            break
    seen.add(words)
    return words


def _composed(drawer: Drawer, kind: str, blocks: Words, area: str, slots: people.Slots) -> str:
    own = blocks["areas"].get(area)
    if own and drawer.happens(0.55):
        heart = drawer.draw(f"{kind}/{area}", own)
    else:
        heart = drawer.draw(f"{kind}/shared", blocks["shared"])
    opening = drawer.draw(f"{kind}/openings", blocks["openings"])
    heart = heart if opening.endswith(",") else capital(heart)
    heart = heart if heart.endswith((".", "!", "?")) or not heart[-1].isalpha() else f"{heart}."
    closing = drawer.draw(f"{kind}/closings", blocks["closings"])
    return fill(" ".join(part for part in (opening, heart, closing) if part), slots)
