"""Made-up complaints: who writes, what happened, what it did to them and what they would like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heard.synthetic import facts, people, spread
from heard.synthetic.words import Drawer, Words, area_words, fill, read

SPOKEN = ("phone", "in_person", "via_staff")
WITHOUT_CONTACT = 0.15
TRIES = 100
_STYLES = {"short": 24, "middle": 46, "long": 30}
_AGES = (5, 15)


@dataclass(frozen=True)
class Brief:
    """What a complaint is to be about; a letter is already written."""

    area: str
    topic: str
    letter: Words | None = None
    at_risk: bool = False


@dataclass(frozen=True)
class Writer:
    """One person with a complaint, and the words that they have."""

    drawer: Drawer
    brief: Brief
    relationship: str
    received_how: str
    facts: dict[str, Any]
    slots: people.Slots
    said: set[str] = field(default_factory=set)

    @property
    def voice(self) -> str:
        """family, own (a child or young person), adult (who was one in care, or adopted) or outside."""
        return str(people.relationship(self.relationship)["voice"])

    def say(self, part: str) -> str:
        """One of the shared texts of this voice."""
        return self._filled(f"{self.voice}/{part}", read("shared")["voices"][self.voice][part])

    def add(self, fact: str) -> str:
        """One of the texts about a fact; of a worker, in this voice."""
        packs = read("shared")["facts"][fact]
        texts = packs[self.voice] if isinstance(packs, dict) else packs
        return self._filled(f"facts/{fact}/{self.voice}", texts)

    def effect(self) -> str:
        """What it did to them; different for somebody who does not live with the child."""
        apart = self.relationship in area_words(self.brief.area).get("apart", ())
        return self.say("effects_apart" if apart else "effects")

    def by_topic(self, part: str) -> str:
        """One of the shared texts of this voice about this topic, or about any."""
        packs = read("shared")["voices"][self.voice][part]
        topic = self.brief.topic if self.brief.topic in packs else "any"
        return self._filled(f"{self.voice}/{part}/{topic}", packs[topic])

    def happening(self) -> str:
        """What happened: mostly in the words of this part of the service."""
        words = area_words(self.brief.area)
        for speaker in (self.relationship, self.voice):
            own = words.get(speaker, {}).get(self.brief.topic)
            if own and self.drawer.happens(0.8):
                return self._filled(f"{self.brief.area}/{speaker}/{self.brief.topic}", own)
        return self.by_topic("topics")

    def _filled(self, pack: str, texts: list[str]) -> str:
        text = self.drawer.draw(pack, texts)
        for _ in texts:
            if text not in self.said:
                break
            text = self.drawer.draw(pack, texts)
        self.said.add(text)
        return fill(text, self.slots)


def briefs(drawer: Drawer, areas: list[str], topics: list[str], count: int, at_least: int) -> list[Brief]:
    """What the year's complaints are about: the whole letters that fit, and the rest to be composed."""
    letters = [
        Brief(letter["area"], letter["topic"], letter)
        for letter in read("shared")["letters"]
        if letter["area"] in areas and letter["topic"] in topics
    ]
    where = spread.over_areas(drawer, areas, count - len(letters), at_least)
    what = spread.topics(drawer, where, topics, [letter.topic for letter in letters])
    risky = set(drawer.chance.sample(range(len(where)), round(count * 0.03)))
    pairs = enumerate(zip(where, what, strict=True))
    return letters + [Brief(area, topic, at_risk=n in risky) for n, (area, topic) in pairs]


def complaint(drawer: Drawer, brief: Brief, received_on: date, seen: set[str]) -> dict[str, Any]:
    """The fields of one complaint, in words that none before had."""
    for _ in range(TRIES):
        body = _from_letter(drawer, brief) if brief.letter else _composed(drawer, brief, received_on)
        if body["words"] not in seen:
            seen.add(body["words"])
            return body
    raise RuntimeError(f"too few texts for {brief.area}, {brief.topic}: add some to heard/synthetic")


def _from_letter(drawer: Drawer, brief: Brief) -> dict[str, Any]:
    letter = brief.letter or {}
    how = drawer.chance.choice(("letter", "email", "web_form"))
    body = {
        "received_how": how,
        "service_area": brief.area,
        "topic": brief.topic,
        "relationship": letter["relationship"],
        "words": letter["words"],
        "child_at_risk": False,
        "still_going_on": True,
    }
    if "outcome_wanted" in letter:
        body["outcome_wanted"] = letter["outcome_wanted"]
    return body | people.contact(drawer, how, WITHOUT_CONTACT)


def _composed(drawer: Drawer, brief: Brief, received_on: date) -> dict[str, Any]:
    writer = _writer(drawer, brief, received_on)
    body = {
        "received_how": writer.received_how,
        "service_area": brief.area,
        "topic": brief.topic,
        "relationship": writer.relationship,
        "words": _words(writer),
        "child_at_risk": brief.at_risk,
        **writer.facts,
    }
    without = 0.05 if writer.voice == "outside" else WITHOUT_CONTACT
    return body | _answers(writer) | people.contact(drawer, writer.received_how, without)


def _writer(drawer: Drawer, brief: Brief, received_on: date) -> Writer:
    words = area_words(brief.area)
    who = {code: weight for code, weight in words["who"].items() if not brief.at_risk or _may_be_at_risk(code)}
    relationship = drawer.weighted(who)
    speaks = people.relationship(relationship)
    ages = tuple(speaks.get("ages") or words.get("ages") or _AGES)
    happened_on = spread.happened(drawer, received_on)
    slots = people.slots(drawer, speaks, ages, happened_on, received_on)
    age = people.age(slots)
    told = facts.of_complaint(drawer, brief.area, relationship, speaks["voice"], age, happened_on, received_on)
    if brief.at_risk and drawer.happens(0.4):
        told["allegation_against_worker"] = True
    return Writer(drawer, brief, relationship, spread.received_how(drawer, received_on), told, slots)


def _may_be_at_risk(relationship: str) -> bool:
    return bool(people.relationship(relationship).get("at_risk", True))


def _answers(writer: Writer) -> dict[str, Any]:
    """The other questions of the form; people leave some of them empty."""
    drawer = writer.drawer
    found: dict[str, Any] = {}
    if drawer.happens(0.82):
        found["outcome_wanted"] = _outcome(writer)
    if writer.voice in ("family", "outside") and drawer.happens(0.75):
        found["child_name"] = people.child_name(drawer, writer.slots["child"])
    return found


def _outcome(writer: Writer) -> str:
    first = writer.by_topic("outcomes")
    if writer.drawer.happens(0.6):
        return first
    second = writer.by_topic("outcomes")
    return first if first == second else f"{first} {second}"


def _words(writer: Writer) -> str:
    style = writer.drawer.weighted(_STYLES)
    spoken = writer.received_how in SPOKEN
    blocks = {"short": _short, "middle": _middle, "long": _long}[style](writer, spoken)
    text = ("\n\n" if style == "long" else " ").join(" ".join(block) for block in blocks if block)
    return _typed(writer, text, style)


def _short(writer: Writer, _spoken: bool) -> list[list[str]]:
    return [_core(writer, [writer.happening()])]


def _middle(writer: Writer, spoken: bool) -> list[list[str]]:
    happens = writer.drawer.happens
    opening = [] if spoken or happens(0.4) else [writer.say("openings")]
    core = [writer.happening(), writer.effect() if happens(0.6) else writer.say("more")]
    return [opening, _core(writer, core), [] if spoken or happens(0.5) else [writer.say("endings")]]


def _long(writer: Writer, spoken: bool) -> list[list[str]]:
    first, second = writer.happening(), writer.by_topic("topics")
    told = [first, writer.say("more")] + ([second] if second != first else [])
    core = _core(writer, [writer.say("more"), writer.effect(), writer.effect()])
    if spoken:
        return [told, core]
    return [[writer.say("openings")], told, core, [writer.say("endings")]]


def _core(writer: Writer, sentences: list[str]) -> list[str]:
    """The heart of it, with its facts in words, the gentle sentence about safety or, now and then, some temper."""
    if writer.facts.get("answered_at_stage"):
        sentences = [*sentences, writer.add("asked_again")]
    if writer.facts.get("already_in_court"):
        sentences = [*sentences, writer.add("in_court")]
    if writer.brief.at_risk:
        return [
            *sentences,
            writer.add("allegation") if "allegation_against_worker" in writer.facts else writer.say("at_risk"),
        ]
    return [*sentences, writer.say("angry")] if writer.drawer.happens(0.06) else sentences


def _typed(writer: Writer, text: str, style: str) -> str:
    """As it arrives: written down by somebody, typed with a thumb, with an emoji, or just so."""
    how, drawer = writer.received_how, writer.drawer
    prefixes: Mapping[str, list[str]] = read("shared")["taken_down"]
    if how in prefixes:
        return f"{drawer.draw(how, prefixes[how])} {text}" if drawer.happens(0.6) else text
    by_thumb = how == "web_form" and style != "long" and writer.voice in ("family", "own")
    if by_thumb and drawer.happens(0.09):
        text = text.lower().replace("'", "").removesuffix(".")
    return f"{text} {writer.say('emoji')}" if how != "letter" and drawer.happens(0.08) else text
