"""Reports of a year made from people of whom few questions were asked, and what is said in them of one group."""

from dataclasses import replace
from datetime import date

from foundation.equality.characteristics import CHARACTERISTICS, PREFER_NOT
from foundation.equality.counted import Counted
from foundation.equality.gate import EarlierKnown
from foundation.equality.references import Population
from foundation.equality.release.year import Characteristic, Line, Year
from foundation.equality.year import Evidence, YearReport, year_report
from tests.foundation.equality.counted_people import counted, people

ETHNIC_GROUP, DISABILITY = CHARACTERISTICS["ethnic_group"], CHARACTERISTICS["disability"]
RESIDENTS = Population(
    "residents", "residents", 2021, date(2021, 3, 21), False, {"ethnic_group": "TS021", "disability": "TS038"},
    {
        "ethnic_group": {
            "white_british": 170_419, "white_irish": 727, "white_gypsy_traveller": 431, "white_roma": 161,
            "white_other": 9_510, "mixed_white_black_caribbean": 473, "mixed_white_black_african": 280,
            "mixed_white_asian": 689, "mixed_other": 538, "asian_indian": 843, "asian_pakistani": 139,
            "asian_bangladeshi": 55, "asian_chinese": 339, "asian_other": 842, "black_african": 340,
            "black_caribbean": 150, "black_other": 77, "other_arab": 224, "other_any": 795,
        },
        "disability": {"disabled": 34_828, "not_disabled": 152_206},
    },
)  # fmt: skip
TWO_GROUPS = replace(
    RESIDENTS, counts={"ethnic_group_2": {"white_british": 170_419, "all_other": 16_613}},
    sources={"ethnic_group_2": "TS021"},
)  # fmt: skip
NOTHING = EarlierKnown()


def asked_of(*said: int, declined: int = 0, code: str = "quarter") -> Counted:
    """White British, White other, Indian; prefer not to say: a period in which one question was asked."""
    answers = ("white_british", "white_other", "asian_indian", PREFER_NOT)
    return counted(people(ethnic_group=dict(zip(answers, said, strict=False))), code, declined)


def evidence(*periods: Counted, year: int = 2026, **different: object) -> Evidence:
    given_ = {"sample": None, "records": None, "populations": (TWO_GROUPS,), **different}
    return Evidence(year, periods, **given_)  # type: ignore[arg-type]


def report(
    *periods: Counted, before: Evidence | None = None, earlier: EarlierKnown = NOTHING, **different: object
) -> YearReport:
    return year_report(evidence(*periods, **different), before, earlier)


def of(year: Year, code: str = "ethnic_group", channel: str = "survey") -> Characteristic:
    return next(it for it in year.characteristics if (it.code, it.channel) == (code, channel))


def line(year: Year, group: str, code: str = "ethnic_group", channel: str = "survey") -> Line:
    return next(it for it in of(year, code, channel).lines if it.group == group)
