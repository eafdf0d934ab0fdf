"""Periods that are closed and sample surveys that are over, with the counts of people who were made up by a seed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sampled import a_sample

from foundation.equality.tally import Tally
from foundation.records import UnitOfWork
from foundation.records.models import EqualityCount, EqualityPeriod, SampleCount, SampleEqualityCount
from foundation.surveys.answers import Answers, read_answers
from foundation.surveys.library import library
from foundation.surveys.people_served import cells
from foundation.surveys.questionnaire import Band
from foundation.surveys.voluntary import counts, voluntary
from worker.circumstances import Circumstances
from worker.equality.releasing import make_release

# Out of a hundred adults; whoever is left leaves it empty.
ADULTS: Mapping[str, Mapping[str, int]] = {
    "age_band_adult": {"a18_24": 10, "a25_34": 34, "a35_44": 30, "a45_54": 14, "a55_64": 6, "prefer_not_to_say": 2},
    "sex": {"female": 62, "male": 32, "prefer_not_to_say": 2},
    "ethnic_group_5": {"white": 84, "mixed": 4, "asian": 3, "black": 3, "other": 1, "prefer_not_to_say": 3},
    "ethnic_group_white": {"white_british": 84, "white_other": 12, "white_irish": 2, "white_roma": 1},
    "disability_condition": {"yes": 40, "no": 52, "prefer_not_to_say": 4},
    "disability_impact": {"a_lot": 50, "a_little": 35, "not_at_all": 10},
    "religion": {"none": 50, "christian": 36, "muslim": 4, "other": 2, "prefer_not_to_say": 4},
    "sexual_orientation_adult": {"heterosexual": 82, "gay_lesbian": 4, "bisexual": 4, "prefer_not_to_say": 6},
    "main_language": {"english": 90, "other_incl_bsl": 8},
    "english_proficiency": {"very_well": 40, "well": 40, "not_well": 20},
    "marital_status": {"never": 44, "married": 30, "divorced": 14, "widowed": 4, "prefer_not_to_say": 4},
    "unpaid_care": {"none": 70, "h01_09": 12, "h10_19": 6, "h50_plus": 8},
    "relationship_to_child": {"parent": 66, "foster_carer": 12, "special_guardian": 8, "kinship_carer": 6, "other": 4},
    "care_experience": {"never": 84, "in_care_before": 12},
}
OPINIONS: Mapping[str, Mapping[str, int]] = {
    "satisfied": {"1": 20, "2": 15, "3": 15, "4": 25, "5": 20, "not_sure": 3},
    "knows_how": {"yes": 55, "no": 25, "not_sure": 15},
    "feels_able": {"1": 20, "2": 15, "3": 15, "4": 20, "5": 25},
    "had_problem": {"yes": 45, "no": 50, "prefer_not_to_say": 2},
    "raised_it": {"formal_complaint": 20, "told_someone": 40, "no": 36},
    "why_not": {"did_not_know_how": 25, "feared_effect": 40, "no_point": 25},
}


def adults(n: int, seed: int, questionnaire: str = "people_served") -> Iterator[Answers]:
    """So many adults, the same for the same seed, who answer the survey of people served or the voluntary questions."""
    random = Random(seed)
    asked = voluntary() if questionnaire == "voluntary" else library().newest(questionnaire)
    known = {question.code for question in asked.questions}
    for _ in range(n):
        given: dict[str, str] = {}
        for question, out_of in {**OPINIONS, **ADULTS}.items():
            [said] = random.choices([*out_of, ""], [*out_of.values(), 100 - sum(out_of.values())])
            if said and question in known:
                given[question] = said
        yield read_answers(asked, Band.ADULT, given)


def make_releases(given: Circumstances) -> int:
    """Make all releases that are due, as the worker does one after the other; how many there were."""
    made = 0
    while make_release(given):
        made += 1
    return made


def a_closed_period(
    uow: UnitOfWork, ended_at: datetime, *, answers: int = 80, declined: int = 12, offers: int = 200, seed: int = 1,
    begins_on: date = date(2026, 7, 1), ends_on: date = date(2026, 9, 30), pool: str = "complainants",
    **different: Any,
) -> UUID:  # fmt: skip
    """A period that is closed with the counts of so many adults, its id; in another state it has none."""
    period_id = uuid4()
    row = {
        "id": period_id, "pool": pool, "begins_on": begins_on, "ends_on": ends_on, "public": bytes(32),
        "state": "closed", "ran_on_into": None, "waiting": 80, "held_at": None, "decision": None, "reason": None,
        "decided_by": None, "decided_at": None, "ended_at": ended_at, **different,
    }  # fmt: skip
    uow.keep(EqualityPeriod, row)
    if row["state"] == "closed":
        tally = Tally(declined=declined)
        for one in adults(answers, seed, "voluntary"):
            tally.add(one.version, counts(one))
        uow.keep(
            EqualityCount, *({"id": uuid4(), "period_id": period_id} | cell._asdict() for cell in tally.cells(offers))
        )
    return period_id


def a_counted_sample(
    uow: UnitOfWork, made_by: UUID, moment: datetime, *, answered: Mapping[str, int] | None = None, seed: int = 1,
    **different: Any,
) -> UUID:  # fmt: skip
    """A sample survey that is over, with the counts of so many adults in each stratum; its id."""
    sample_id = a_sample(uow, made_by, moment, drawn_at=moment, counted_at=moment, **different)
    asked = library().newest("people_served")
    for at, (stratum, n) in enumerate((answered or {"north": 60, "south": 120}).items()):
        found = Counter(cell for one in adults(n, seed + at) for cell in cells(asked, one))
        place = {"sample_id": sample_id, "stratum": stratum}
        uow.keep(SampleCount, *(
            {"id": uuid4(), **place, "question": cell.question, "answer": cell.answer, "n": n}
            for cell, n in found.items() if not cell.is_of_equality
        ))  # fmt: skip
        uow.keep(SampleEqualityCount, *(
            {"id": uuid4(), **place, "n": n} | cell._asdict() for cell, n in found.items() if cell.is_of_equality
        ))  # fmt: skip
    return sample_id
