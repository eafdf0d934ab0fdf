"""Made-up facts for triage: what a partner who was told of a complaint would have asked."""

from datetime import date, timedelta
from typing import Any

from heard.synthetic.words import Drawer

BRINGS_UP = ("parent", "adoptive_parent", "special_guardian")
IN_COURT = ("child_protection", "children_in_care", "special_guardianship")
UNCLEAR = ("send", "front_door", "not_sure")
_STATUS = {"child_in_need": 40, "not_open_to_social_care": 35, "early_help": 15, "child_protection_plan": 10}


def of_complaint(
    drawer: Drawer, area: str, relationship: str, voice: str, age: int, happened_on: date, received_on: date
) -> dict[str, Any]:
    """As fields of the API. Some are left out, as people leave questions empty."""
    found = _when(drawer, happened_on, received_on) | _answered(drawer, happened_on, received_on)
    if voice == "family" and drawer.happens(0.7):
        found["has_parental_responsibility"] = drawer.happens(0.97 if relationship in BRINGS_UP else 0.08)
    if voice in ("own", "adult") and drawer.happens(0.6):
        found["age_band"] = age_band(age)
    if area in UNCLEAR and drawer.happens(0.5):
        found["child_status"] = drawer.weighted(_STATUS)
    if area in IN_COURT and drawer.happens(0.08):
        found |= {"already_in_court": True, "court_same_matter": drawer.happens(0.5)}
    return found


def age_band(age: int) -> str:
    """The word of triage for an age in years."""
    bands = ((13, "under_13"), (18, "13_17"), (26, "18_25"))
    return next((band for end, band in bands if age < end), "adult")


def _when(drawer: Drawer, happened_on: date, received_on: date) -> dict[str, Any]:
    """The day, or that it goes on: one of the two is always said."""
    found: dict[str, Any] = {}
    if drawer.happens(0.8):
        found["still_going_on"] = drawer.happens(0.65)
    if not found.get("still_going_on") or drawer.happens(0.7):
        found["happened_on"] = happened_on.isoformat()
    if (received_on - happened_on).days > 150 and drawer.happens(0.15):
        found["aware_on"] = _days_before(drawer, received_on, 20, 100)
    return found


def _answered(drawer: Drawer, happened_on: date, received_on: date) -> dict[str, Any]:
    """Were they answered before? Most who come back do so in the twenty working days, some later."""
    if (received_on - happened_on).days >= 60 and drawer.happens(0.25):
        return {"answered_at_stage": 1, "answered_on": _days_before(drawer, received_on, 4, 40)}
    return {"answered_at_stage": 0} if drawer.happens(0.3) else {}


def _days_before(drawer: Drawer, day: date, least: int, most: int) -> str:
    return (day - timedelta(days=drawer.chance.randint(least, most))).isoformat()
