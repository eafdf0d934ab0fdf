"""How a year is spread: over days, service areas and topics. Uneven, as years are, and nothing left out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from heard.synthetic.words import Drawer, area_words, known_topics

DAYS = 365
_WEEKDAYS = (1.2, 1.1, 1.0, 1.0, 0.9, 0.3, 0.25)
_MONTHS = {8: 0.75, 9: 1.6, 10: 1.1}
_HOW = {"web_form": 46, "email": 20, "letter": 9, "phone": 14, "in_person": 5, "via_staff": 6}
_HOW_AT_WEEKENDS = {"web_form": 80, "email": 20}


def days(drawer: Drawer, last_day: date, count: int) -> list[date]:
    """As many days of the year, fewer at weekends and at Christmas, more when schools begin."""
    year = [last_day - timedelta(days=n) for n in reversed(range(DAYS))]
    return drawer.chance.choices(year, [_busy(day) for day in year], k=count)


def _busy(day: date) -> float:
    christmas = (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)
    return _WEEKDAYS[day.weekday()] * _MONTHS.get(day.month, 1.0) * (0.15 if christmas else 1.0)


def received_how(drawer: Drawer, day: date) -> str:
    """How it came; nobody opens letters or the front desk at a weekend."""
    return drawer.weighted(_HOW_AT_WEEKENDS if day.weekday() >= 5 else _HOW)


def happened(drawer: Drawer, received_on: date) -> date:
    """When it happened or began: mostly weeks before, sometimes more than a year."""
    low, high = drawer.chance.choices(((4, 12), (12, 60), (45, 200), (180, 420)), (8, 46, 34, 12))[0]
    return received_on - timedelta(days=drawer.chance.randint(low, high))


def over_areas(drawer: Drawer, codes: Iterable[str], count: int, at_least: int) -> list[str]:
    """So many area codes, each often enough, the rest by weight."""
    weights = {code: float(area_words(code)["weight"]) for code in codes}
    return shared_out(drawer, weights, count, at_least)


def shared_out(drawer: Drawer, weights: Mapping[str, float], count: int, at_least: int) -> list[str]:
    """So many of the keys, each at least so often where there is room, the rest by weight."""
    each = min(at_least, count // len(weights))
    drawn = [code for code in weights for _ in range(each)]
    rest = drawer.chance.choices(list(weights), list(weights.values()), k=count - len(drawn))
    return drawn + rest


def topics(drawer: Drawer, areas: Sequence[str], codes: Sequence[str], used: Iterable[str]) -> list[str]:
    """A topic for each of the areas; none of the topics is left out unless it is used already."""
    drawn = [drawer.weighted(_topic_weights(area_words(area), codes)) for area in areas]
    times = Counter([*drawn, *used])
    for missing in [code for code in codes if not times[code]]:
        spare = [n for n, code in enumerate(drawn) if times[code] > 1]
        if not spare:
            break
        at = drawer.chance.choice(spare)
        times[drawn[at]] -= 1
        times[missing] += 1
        drawn[at] = missing
    return drawn


def _topic_weights(words: Mapping[str, Any], codes: Sequence[str]) -> dict[str, float]:
    """By the area's own weights; a topic that we have no texts for is as likely as another."""
    own, known = words.get("topics", {}), known_topics()
    weights = {code: float(own.get(code, 0 if own and code in known else 8)) for code in codes}
    return weights if any(weights.values()) else dict.fromkeys(codes, 1.0)
