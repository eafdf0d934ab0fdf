"""What is counted of people: characteristics, their answers in words, and the ladder from fine groups to coarse ones.

Codes follow the harmonised questions of the Government Statistical Service where there is one, and Census 2021 for
ethnic group (TS021, nineteen groups), sex, religion, English and unpaid care. Gender identity and pregnancy are not
asked. Of two groupings of one question only one is ever published: the other could be subtracted from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

PREFER_NOT, UNANSWERED, NOT_ASKED = "prefer_not_to_say", ":unanswered", ":not_asked"
STATES = (PREFER_NOT, UNANSWERED, NOT_ASKED)
NOT_SAID = ":not_said"  # all states together, where an opinion is counted by a characteristic
NOT_ANSWERED = "not_answered"  # in a reference: people of whom the source does not know
ADULT = 18


@dataclass(frozen=True)
class Rung:
    """One way to group the answers to a question: each group, the answers in it, and the words for it."""

    code: str
    groups: Mapping[str, frozenset[str]]
    words: Mapping[str, str]

    def group_of(self, answer: str) -> str:
        """The group of an answer; a state is its own. Raises KeyError."""
        return answer if answer in STATES else self._group_by_answer[answer]

    @cached_property
    def _group_by_answer(self) -> Mapping[str, str]:
        return {one: group for group, answers in self.groups.items() for one in answers}


@dataclass(frozen=True)
class Characteristic:
    """A question about people and its rungs, the finest first. It is asked of those of this age and above.

    `of_records` is how the records of complaints group people, where these say it anyway; it is no rung of the ladder.
    """

    code: str
    words: str
    ladder: tuple[Rung, ...]
    asked_from: int = 0
    asked_until: int = 200
    of_records: Rung | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers to it."""
        return tuple(self.ladder[0].groups)

    def rung(self, code: str) -> Rung:
        """The rung of that code. Raises KeyError."""
        if self.of_records and self.of_records.code == code:
            return self.of_records
        return {rung.code: rung for rung in self.ladder}[code]


def _characteristic(
    code: str, words: str, answers: Mapping[str, str], *coarser: Rung, **different: Any
) -> Characteristic:
    finest = Rung(code, {one: frozenset({one}) for one in answers}, answers)
    return Characteristic(code, words, (finest, *coarser), **different)


def _rung(code: str, **groups: tuple[str, Iterable[str]]) -> Rung:
    return Rung(
        code, {one: frozenset(of) for one, (_, of) in groups.items()}, {one: said for one, (said, _) in groups.items()}
    )


ETHNIC_GROUPS = {
    "white_british": "English, Welsh, Scottish, Northern Irish or British",
    "white_irish": "Irish",
    "white_gypsy_traveller": "Gypsy or Irish Traveller",
    "white_roma": "Roma",
    "white_other": "Any other White background",
    "mixed_white_black_caribbean": "White and Black Caribbean",
    "mixed_white_black_african": "White and Black African",
    "mixed_white_asian": "White and Asian",
    "mixed_other": "Any other Mixed or multiple background",
    "asian_indian": "Indian",
    "asian_pakistani": "Pakistani",
    "asian_bangladeshi": "Bangladeshi",
    "asian_chinese": "Chinese",
    "asian_other": "Any other Asian background",
    "black_african": "African",
    "black_caribbean": "Caribbean",
    "black_other": "Any other Black, Black British or Caribbean background",
    "other_arab": "Arab",
    "other_any": "Any other ethnic group",
}
_BROAD = {
    broad: frozenset(code for code in ETHNIC_GROUPS if code.startswith(f"{broad}_"))
    for broad in ("asian", "black", "mixed", "white", "other")
}
_BRITISH = {"white_british"}

AGE_BANDS = {
    "a00_04": "4 or younger", "a05_10": "5 to 10", "a11_12": "11 or 12", "a13_15": "13 to 15", "a16_17": "16 or 17",
    "a18_24": "18 to 24", "a25_34": "25 to 34", "a35_44": "35 to 44", "a45_54": "45 to 54", "a55_64": "55 to 64",
    "a65_74": "65 to 74", "a75_plus": "75 or older",
}  # fmt: skip

AGE = _characteristic(
    "age_band", "Age", AGE_BANDS,
    _rung(
        "age_5",
        under_11=("Under 11", ("a00_04", "a05_10")),
        from_11=("11 to 17", ("a11_12", "a13_15", "a16_17")),
        from_18=("18 to 34", ("a18_24", "a25_34")),
        from_35=("35 to 54", ("a35_44", "a45_54")),
        from_55=("55 and over", ("a55_64", "a65_74", "a75_plus")),
    ),
    _rung(
        "age_2",
        under_18=("Under 18", ("a00_04", "a05_10", "a11_12", "a13_15", "a16_17")),
        adult=("18 and over", ("a18_24", "a25_34", "a35_44", "a45_54", "a55_64", "a65_74", "a75_plus")),
    ),
)  # fmt: skip
SEX = _characteristic("sex", "Sex", {"female": "Female", "male": "Male"})
# The school census puts Roma with Gypsies and keeps Irish Travellers apart, the census the other way round: only both
# together mean the same in both. The same goes for Arab, which is “any other” in the school census.
ETHNIC_GROUP = _characteristic(
    "ethnic_group", "Ethnic group", ETHNIC_GROUPS,
    Rung(
        "ethnic_group_17",
        {code: frozenset({code}) for code in ETHNIC_GROUPS if code not in
            ("white_gypsy_traveller", "white_roma", "other_arab", "other_any")}
        | {"grt": frozenset({"white_gypsy_traveller", "white_roma"}), "other": _BROAD["other"]},
        ETHNIC_GROUPS | {"grt": "Gypsy, Roma or Irish Traveller", "other": "Another ethnic group"},
    ),
    _rung(
        "ethnic_group_5",
        asian=("Asian or Asian British", _BROAD["asian"]),
        black=("Black, Black British, Caribbean or African", _BROAD["black"]),
        mixed=("Mixed or more than one ethnic group", _BROAD["mixed"]),
        white=("White", _BROAD["white"]),
        other=("Another ethnic group", _BROAD["other"]),
    ),
    _rung(
        "ethnic_group_4",
        white_british=("White British", _BRITISH),
        white_minority=("White and not British", _BROAD["white"] - _BRITISH),
        mixed=("Mixed or more than one ethnic group", _BROAD["mixed"]),
        asian_black_other=("Asian, Black or another ethnic group", _BROAD["asian"] | _BROAD["black"] | _BROAD["other"]),
    ),
    _rung(
        "ethnic_group_2",
        white_british=("White British", _BRITISH),
        all_other=("Not White British", ETHNIC_GROUPS.keys() - _BRITISH),
    ),
    asked_from=13,
)  # fmt: skip
DISABILITY = _characteristic("disability", "Disability", {"disabled": "Disabled", "not_disabled": "Not disabled"})
RELIGION = _characteristic(
    "religion", "Religion",
    {
        "none": "No religion", "christian": "Christian", "buddhist": "Buddhist", "hindu": "Hindu", "jewish": "Jewish",
        "muslim": "Muslim", "sikh": "Sikh", "other": "Any other religion",
    },
    _rung(
        "religion_3",
        none=("No religion", ("none",)),
        christian=("Christian", ("christian",)),
        another=("Another religion", ("buddhist", "hindu", "jewish", "muslim", "sikh", "other")),
    ),
    asked_from=13,
)  # fmt: skip
SEXUAL_ORIENTATION = _characteristic(
    "sexual_orientation", "Sexual orientation",
    {"heterosexual": "Heterosexual or straight", "gay_lesbian": "Gay or lesbian", "bisexual": "Bisexual",
     "other": "Other"},
    _rung(
        "sexual_orientation_2",
        heterosexual=("Heterosexual or straight", ("heterosexual",)),
        lgb_other=("Gay, lesbian, bisexual or other", ("gay_lesbian", "bisexual", "other")),
    ),
    asked_from=16,
)  # fmt: skip
ENGLISH = _characteristic(
    "english", "English",
    {
        "main_english": "English is the main language", "very_well": "Speaks English very well",
        "well": "Speaks English well", "not_well": "Does not speak English well",
        "not_at_all": "Does not speak English",
    },
    _rung(
        "english_3",
        main_english=("English is the main language", ("main_english",)),
        speaks_well=("Another main language, speaks English well", ("very_well", "well")),
        speaks_little=("Another main language, speaks little English", ("not_well", "not_at_all")),
    ),
    _rung(
        "english_2",
        main_english=("English is the main language", ("main_english",)),
        other_language=("Another main language", ("very_well", "well", "not_well", "not_at_all")),
    ),
)  # fmt: skip
MARITAL_STATUS = _characteristic(
    "marital_status", "Marriage and civil partnership",
    {
        "never": "Never married or in a civil partnership", "married": "Married",
        "civil_partnership": "In a civil partnership", "separated_married": "Separated, but still married",
        "separated_cp": "Separated, but still in a civil partnership", "divorced": "Divorced",
        "dissolved_cp": "Civil partnership ended by law", "widowed": "Widowed",
        "surviving_cp": "Civil partner has died",
    },
    _rung(
        "marital_status_5",
        never=("Never married or in a civil partnership", ("never",)),
        married_or_cp=("Married or in a civil partnership", ("married", "civil_partnership")),
        separated=("Separated", ("separated_married", "separated_cp")),
        divorced_or_dissolved=("Divorced, or partnership ended by law", ("divorced", "dissolved_cp")),
        widowed_or_surviving=("Widowed, or civil partner has died", ("widowed", "surviving_cp")),
    ),
    _rung(
        "marital_status_2",
        married_or_cp=("Married or in a civil partnership", ("married", "civil_partnership")),
        not_married=("Not married, or no longer", (
            "never", "separated_married", "separated_cp", "divorced", "dissolved_cp", "widowed", "surviving_cp",
        )),
    ),
    asked_from=ADULT,
)  # fmt: skip
UNPAID_CARE = _characteristic(
    "unpaid_care", "Unpaid care",
    {
        "none": "None", "h01_09": "Up to 9 hours a week", "h10_19": "10 to 19 hours", "h20_34": "20 to 34 hours",
        "h35_49": "35 to 49 hours", "h50_plus": "50 hours or more",
    },
    _rung(
        "unpaid_care_2",
        none=("None", ("none",)),
        some=("Looks after someone without pay", ("h01_09", "h10_19", "h20_34", "h35_49", "h50_plus")),
    ),
    asked_from=13,
)  # fmt: skip
LOOKS_AFTER_SOMEONE = _characteristic(
    "looks_after_someone", "Looks after someone at home", {"yes": "Yes", "no": "No"}, asked_from=11, asked_until=12
)
_RELATIONSHIPS = {
    "self": "The help is for me", "parent": "Parent", "step_parent": "Step-parent",
    "special_guardian": "Special guardian", "kinship_carer": "Family or friend who looks after the child",
    "foster_carer": "Foster carer", "adopter": "Adopter", "prospective_adopter": "Waiting to adopt",
    "care_leaver": "Care leaver", "advocate": "Advocate", "other_family": "Someone else in the family",
    "other": "Someone else",
}  # fmt: skip
# Records do not tell family and friends who look after the child from others in the family.
_RELATIONSHIP_OF_RECORDS = _rung(
    "relationship_to_child_of_records",
    **{code: (said, (code,)) for code, said in _RELATIONSHIPS.items() if code not in ("kinship_carer", "other_family")},
    other_family=("Family or friends", ("kinship_carer", "other_family")),
)
RELATIONSHIP = _characteristic(
    "relationship_to_child", "Who they are to the child", _RELATIONSHIPS,
    _rung(
        "relationship_to_child_4",
        themselves=("The help is or was for them", ("self", "care_leaver")),
        parents=("Parents and step-parents", ("parent", "step_parent")),
        carers=("Carers, guardians and adopters", (
            "special_guardian", "kinship_carer", "foster_carer", "adopter", "prospective_adopter",
        )),
        others=("Others", ("advocate", "other_family", "other")),
    ),
    asked_from=ADULT, of_records=_RELATIONSHIP_OF_RECORDS,
)  # fmt: skip
CARE_EXPERIENCE = _characteristic(
    "care_experience", "Being in care",
    {"in_care_now": "In care now", "in_care_before": "In care before", "never": "Never in care"},
    _rung(
        "care_experience_2",
        ever=("In care, now or before", ("in_care_now", "in_care_before")),
        never=("Never in care", ("never",)),
    ),
)  # fmt: skip

# In the order in which they are published: what comes later is given up first where all together would tell too much.
CHARACTERISTICS: Mapping[str, Characteristic] = {
    it.code: it
    for it in (
        ETHNIC_GROUP, DISABILITY, AGE, SEX, RELATIONSHIP, CARE_EXPERIENCE, ENGLISH, RELIGION, UNPAID_CARE,
        SEXUAL_ORIENTATION, MARITAL_STATUS, LOOKS_AFTER_SOMEONE,
    )
}  # fmt: skip
