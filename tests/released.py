"""Releases, periods and their parts for tests of pages. The numbers are chosen so that each stands out in a page."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from foundation.equality.release.against import Against
from foundation.equality.release.content import Release, as_json
from foundation.equality.release.counts import Counts, Step, Table, Withheld
from foundation.equality.release.demand import Area, Compared, Demand, Limits, Month, Reading
from foundation.equality.release.kinds import Kind, Profile
from foundation.equality.release.year import (
    Band,
    Change,
    Characteristic,
    Disclosure,
    Figures,
    Heard,
    Line,
    Opinion,
    Unknown,
    Unvoiced,
    Year,
)
from foundation.equality.settings import SETTINGS
from foundation.equality.silence import Flag, Outcome, State
from foundation.equality.verdicts import Reason, Verdict
from foundation.records import UnitOfWork
from foundation.records.models import EqualityPeriod, EqualityRelease

BEGINS, ENDS = date(2025, 4, 1), date(2026, 3, 31)
KINDS = {Counts: Kind.PERIOD, Year: Kind.YEAR, Demand: Kind.DEMAND}

PUPILS = Against(str(uuid4()), "pupils", "DfE school census", 2022, 23_465, 120, poor=False, place_holder=True)
RESIDENTS = Against(str(uuid4()), "residents", "ONS Census 2021", 2021, 187_034, 0, poor=True, place_holder=False)
IN_CARE = Against(str(uuid4()), "cla", "DfE looked-after children", 2024, 386, 0, poor=False, place_holder=True)
# 5 of 140 beside 3,198 of 23,465 pupils, with 30 who did not say.
FEW = Figures(
    x=5, substantive=140, asked=170, share=0.0357142857, lo=0.0153501, hi=0.0808766, ratio=0.2620477,
    ratio_lo=0.1126314, ratio_hi=0.5934197, worst_lo=0.012627, worst_hi=0.272839, tipping=20.3,
)  # fmt: skip
UNDER = Heard(Verdict.UNDER, Reason.HOLDS_TO_K, Band.UNDER_HALF, FEW)
AS_EXPECTED = Heard(Verdict.AS_EXPECTED, Reason.WITHIN_MARGIN, Band.AS_EXPECTED)
OVER = Heard(Verdict.OVER, Reason.WORST_CASE, Band.TO_TWICE)
CANNOT_TELL = Heard(Verdict.CANNOT_TELL, Reason.IMPRECISE)
WITHHELD = Heard(Verdict.CANNOT_TELL, Reason.IMPRECISE, withheld=True)
SAID = (
    Opinion("satisfied", State.UNCLEAR, 9, 20, 0.258, 0.658),
    Opinion("knows_how", State.LOW, 5, 20, 0.112, 0.469),
    Opinion("feels_able", State.LOW),
)
UNVOICED = Unvoiced(
    21, 34, 21 / 34, 0.4506, 0.7609, 0.2314, 0.0412, 0.3987, {"did_not_know_how": 11, "feared_effect": None}
)


def a_line(group: str, **different: Any) -> Line:
    """A group of which nothing can be told, unless told otherwise."""
    return Line(**{
        "group": group, "reference_share": 0.1363, "complained": CANNOT_TELL, "answered": CANNOT_TELL, "opinions": (),
        "outcome": Outcome.NOT_ENOUGH_EVIDENCE, "flags": (), "unvoiced": None, "fewest": None, "too_small": False,
        "change": Change.NOTHING_BEFORE, **different,
    })  # fmt: skip


def a_characteristic(code: str, *lines: Line, **different: Any) -> Characteristic:
    """One of the survey on its finest rung beside pupils, unless told otherwise."""
    said = Disclosure(140, 18, 12, 0, 140 / 170, 18 / 170, 12 / 170)
    return Characteristic(**{
        "code": code, "rung": code, "channel": "survey", "against": PUPILS, "complained": said, "answered": None,
        "lines": lines, **different,
    })  # fmt: skip


SHUT_OUT = a_line(
    "all_other", complained=UNDER, opinions=SAID, outcome=Outcome.SHUT_OUT, flags=(Flag.NOT_REACHED,),
    unvoiced=UNVOICED, fewest=25, change=Change.NO_CLEAR_CHANGE,
)  # fmt: skip
HEARD = a_line("white_british", reference_share=0.8637, complained=OVER, outcome=Outcome.HEARD)
ETHNIC_GROUP = a_characteristic("ethnic_group", SHUT_OUT, HEARD, rung="ethnic_group_2")
RELIGION = a_characteristic(
    "religion", a_line("sikh", reference_share=0.0007, fewest=1_210, too_small=True),
    a_line("none", complained=WITHHELD),
    a_line("christian", complained=AS_EXPECTED, outcome=Outcome.HEARD_CONTENT), against=RESIDENTS,
)  # fmt: skip
RECORDS = a_characteristic(
    "relationship_to_child", a_line("carers", outcome=None, answered=None), rung="relationship_to_child_4",
    channel="records", against=None,
)  # fmt: skip


def a_year(**different: Any) -> Year:
    """A municipal year in which one group may be shut out and another is too small for numbers."""
    return Year(**{
        "year": 2025, "begins_on": BEGINS, "ends_on": ENDS, "periods": (str(uuid4()),), "sample": str(uuid4()),
        "complainant_answers": 170, "family_answers": 204, "characteristics": (ETHNIC_GROUP, RELIGION, RECORDS),
        "unknown": (Unknown("too_small_group", "religion", "sikh"), Unknown("no_reference", "care_experience", None)),
        **different,
    })  # fmt: skip


def counts(**different: Any) -> Counts:
    """One period with a table in which two counts are hidden, and one table withheld."""
    return Counts(**{
        "about": str(uuid4()), "begins_on": BEGINS, "ends_on": date(2025, 6, 30),
        "funnel": (Step("offered", 316), Step("submitted", 83), Step("answered_any", None)), "answers": 71,
        "declined": None, "versions": (2,),
        "tables": (
            Table(
                "disability", "disability", None,
                ("disabled", "not_disabled", "prefer_not_to_say", ":unanswered", ":not_asked"), (),
                ((23,), (41,), (None,), (None,), (0,), (71,)),
            ),
        ),
        "withheld": (Withheld("religion", None, "too_much_hidden"),), **different,
    })  # fmt: skip


def a_demand(**different: Any) -> Demand:
    """Two years of months with a rise at their end, and two surveys beside them."""
    complaints = (14, 12, 15, 13, 11, 14, 16, 12, 13, 15, 14, 12, 13, 16, 18, 17, 19, 18, 20, 17, 19, 21, 31, 18)
    months = tuple(
        Month(date(2024 + (at + 3) // 12, (at + 3) % 12 + 1, 1), n, 7 + at % 5, 100 * n / 1_512)
        for at, n in enumerate(complaints)
    )
    risen = {"astronomical": (19, 22, 23), "shift": tuple(range(14, 25))}
    return Demand(**{
        "begins_on": date(2024, 4, 1), "ends_on": ENDS, "months": months,
        "open_children": Against(str(uuid4()), "cin", "DfE children in need", 2025, 1_512, 0, poor=False,
                                 place_holder=True),
        "counts": Limits(13.416667, 7.61303, 19.220303, False, risen),
        "rates": Limits(0.887346, 0.503507, 1.271184, False, risen),
        "areas": (
            Area("children_in_care", 57, 22, 386, 14.766839, IN_CARE), Area("fostering", None, 19, None, None),
            Area("leaving_care", 28, None, 163, 17.177914, IN_CARE),
        ),
        "compared": (
            Compared("satisfied", (98, 160), (91, 158), -0.036551, -0.143, 0.0709, "unclear"),
            Compared("knows_how", (72, 160), (99, 158), 0.176582, 0.066, 0.281, "up"),
        ),
        "reading": Reading.MORE_ARE_HEARD, **different,
    })  # fmt: skip


def keep_release(
    uow: UnitOfWork, content: Release, number: int = 1, profile: Profile = Profile.OFFICER, **different: Any
) -> UUID:
    """Publish it, as the worker does; counts are of a period unless told otherwise."""
    row = {
        "id": uuid4(), "number": number, "kind": KINDS[type(content)], "profile": profile, "about": "a test",
        "begins_on": content.begins_on, "ends_on": content.ends_on, "made_on": date(2026, 5, 4),
        "settings_version": SETTINGS.version, "content": as_json(content), "inputs": {}, **different,
    }  # fmt: skip
    uow.keep(EqualityRelease, row)
    found: UUID = row["id"]
    return found


def keep_period(uow: UnitOfWork, pool: str = "complainants", **different: Any) -> UUID:
    """The quarter in which the tests stand, open and with no box in it."""
    row = dict.fromkeys(column.name for column in EqualityPeriod.__table__.columns) | {
        "id": uuid4(), "pool": pool, "begins_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31),
        "public": b"\0" * 32, "state": "open", "waiting": 0, **different,
    }  # fmt: skip
    uow.keep(EqualityPeriod, row)
    found: UUID = row["id"]
    return found


def held(uow: UnitOfWork, **different: Any) -> UUID:
    """A quarter to which more boxes came than offers were made."""
    since = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    return keep_period(uow, **{"held_at": since, "excess": 20, "waiting": 40, **different})


def warned(uow: UnitOfWork, **different: Any) -> UUID:
    """A quarter in which far more of those who were shown the link answered than before."""
    since = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    return keep_period(uow, **{"warned_at": since, "waiting": 40, **different})
