"""Made-up people: names nobody bears, telephone numbers kept for drama, addresses that reach nobody."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from heard.synthetic.words import Drawer, capital, read

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
# Not calendar.month_name, which speaks the language of the machine.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

Slots = dict[str, str]


def slots(
    drawer: Drawer, relationship: Mapping[str, Any], ages: tuple[int, int], happened: date, received: date
) -> Slots:
    """What goes into the open places of one person's texts."""
    chance, names = drawer.chance, read("names")
    boy = drawer.happens(0.55)
    worker, other = chance.sample(names["workers"], 2)
    filled = {
        "child": chance.choice(names["boys" if boy else "girls"]),
        "he": "he" if boy else "she",
        "him": "him" if boy else "her",
        "his": "his" if boy else "her",
        "himself": "himself" if boy else "herself",
        "kin": relationship.get("boy" if boy else "girl", "a child"),
        "worker": worker,
        "other": other,
        "so_long": _so_long((received - happened).days),
        "month": _month(happened, received),
        "times": NUMBERS[chance.choices(range(2, 12), (2, 6, 6, 5, 4, 3, 2, 2, 1, 2))[0]],
        "age": _number(chance.randint(*ages)),
        "day": chance.choice(WEEKDAYS),
    }
    large = {capital(name): capital(value) for name, value in filled.items()}
    return large | filled


def contact(drawer: Drawer, received_how: str, without: float) -> dict[str, str]:
    """Name and a way to answer; in the share `without` nothing at all."""
    if drawer.happens(without):
        return {}
    names = read("names")
    first, family = drawer.chance.choice(names["grown"]), drawer.chance.choice(names["families"])
    by_phone = received_how in ("phone", "in_person", "via_staff") or drawer.happens(0.4)
    by_email = received_how in ("email", "web_form") and (not by_phone or drawer.happens(0.7))
    found = {"name": f"{first} {family}"} if drawer.happens(0.94) else {}
    if by_email or received_how == "email":
        found["email"] = _email(drawer, first, family)
    if by_phone or "email" not in found:
        found["phone"] = _phone(drawer)
    return found


def child_name(drawer: Drawer, child: str) -> str:
    """A child's name as people write it: the first name, or the whole."""
    return f"{child} {drawer.chance.choice(read('names')['families'])}" if drawer.happens(0.5) else child


def relationship(code: str) -> Mapping[str, Any]:
    """How this relationship speaks."""
    found: Mapping[str, Any] = read("shared")["relationships"][code]
    return found


def _email(drawer: Drawer, first: str, family: str) -> str:
    at = drawer.chance.choice(("example.com", "example.org"))
    return f"{first}.{family}{drawer.chance.randint(1, 99)}@{at}".lower()


def _phone(drawer: Drawer) -> str:
    start = drawer.chance.choice(("01632 960", "07700 900"))  # Ofcom keeps these for drama
    return f"{start}{drawer.chance.randrange(1000):03d}"


def age(slots: Slots) -> int:
    """The age in these texts, in years."""
    return NUMBERS.index(slots["age"]) if slots["age"] in NUMBERS else int(slots["age"])


def _number(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _month(happened: date, received: date) -> str:
    name = MONTHS[happened.month - 1]
    return f"{name} {happened.year}" if (received - happened).days > 300 else name


def _so_long(days: int) -> str:
    if days < 9:
        return "several days"
    if days < 21:
        return "more than a week"
    if days < 70:
        return f"{_number(days // 7)} weeks"
    if days < 330:
        return f"{_number(days // 30)} months"
    return "nearly a year" if days < 366 else "more than a year"
