"""Groups as they stand in a sentence: “we hear less from disabled people”."""

from collections.abc import Mapping

from foundation.equality.characteristics import CHARACTERISTICS

ETHNIC_GROUPS = {
    "white_british": "people who are White British",
    "white_irish": "people who are White Irish",
    "white_gypsy_traveller": "Gypsies and Irish Travellers",
    "white_roma": "Roma people",
    "white_other": "people of any other White background",
    "mixed_white_black_caribbean": "people who are White and Black Caribbean",
    "mixed_white_black_african": "people who are White and Black African",
    "mixed_white_asian": "people who are White and Asian",
    "mixed_other": "people of any other Mixed background",
    "asian_indian": "people who are Indian",
    "asian_pakistani": "people who are Pakistani",
    "asian_bangladeshi": "people who are Bangladeshi",
    "asian_chinese": "people who are Chinese",
    "asian_other": "people of any other Asian background",
    "black_african": "people who are Black African",
    "black_caribbean": "people who are Black Caribbean",
    "black_other": "people of any other Black background",
    "other_arab": "people who are Arab",
    "other_any": "people of any other ethnic group",
    "grt": "Gypsies, Roma and Irish Travellers",
    "other": "people of another ethnic group",
    "asian": "people who are Asian",
    "black": "people who are Black",
    "mixed": "people of Mixed ethnic groups",
    "white": "people who are White",
    "white_minority": "people who are White and not British",
    "asian_black_other": "people who are Asian, Black or of another ethnic group",
    "all_other": "people who are not White British",
}
RELATIONSHIPS = {
    "self": "people who have the help themselves",
    "parent": "parents",
    "step_parent": "step-parents",
    "special_guardian": "special guardians",
    "kinship_carer": "family and friends who look after the child",
    "foster_carer": "foster carers",
    "adopter": "adopters",
    "prospective_adopter": "people who wait to adopt",
    "care_leaver": "care leavers",
    "advocate": "advocates",
    "other_family": "others in the family",
    "other": "other people",
    "themselves": "people who have or had the help themselves",
    "parents": "parents and step-parents",
    "carers": "carers, guardians and adopters",
    "others": "others, like advocates and the wider family",
}
RELIGIONS = {
    "none": "people of no religion",
    "christian": "Christians",
    "buddhist": "Buddhists",
    "hindu": "Hindus",
    "jewish": "Jewish people",
    "muslim": "Muslims",
    "sikh": "Sikhs",
    "other": "people of any other religion",
    "another": "people of a religion other than Christian",
}
MARRIAGES = {
    "never": "people who were never married or in a civil partnership",
    "married": "married people",
    "civil_partnership": "people in a civil partnership",
    "separated_married": "people who are separated, but still married",
    "separated_cp": "people who are separated, but still in a civil partnership",
    "divorced": "divorced people",
    "dissolved_cp": "people whose civil partnership was ended by law",
    "widowed": "widowed people",
    "surviving_cp": "people whose civil partner has died",
    "married_or_cp": "people who are married or in a civil partnership",
    "separated": "separated people",
    "divorced_or_dissolved": "people who are divorced, or whose partnership was ended by law",
    "widowed_or_surviving": "people who are widowed, or whose civil partner has died",
    "not_married": "people who are not married, or no longer",
}
PEOPLE: Mapping[str, Mapping[str, str]] = {
    "ethnic_group": ETHNIC_GROUPS,
    "relationship_to_child": RELATIONSHIPS,
    "religion": RELIGIONS,
    "marital_status": MARRIAGES,
    "disability": {"disabled": "disabled people", "not_disabled": "people who are not disabled"},
    "sex": {"female": "women and girls", "male": "men and boys"},
    "care_experience": {
        "in_care_now": "people who are in care", "in_care_before": "people who were in care before",
        "ever": "people who are or were in care", "never": "people who were never in care",
    },
    "english": {
        "main_english": "people whose main language is English",
        "very_well": "people with another main language who speak English very well",
        "well": "people with another main language who speak English well",
        "not_well": "people who do not speak English well",
        "not_at_all": "people who do not speak English",
        "speaks_well": "people with another main language who speak English well",
        "speaks_little": "people who speak little English",
        "other_language": "people whose main language is not English",
    },
    "unpaid_care": {
        "none": "people who look after nobody without pay",
        "h01_09": "people who look after someone for up to 9 hours a week",
        "h10_19": "people who look after someone for 10 to 19 hours a week",
        "h20_34": "people who look after someone for 20 to 34 hours a week",
        "h35_49": "people who look after someone for 35 to 49 hours a week",
        "h50_plus": "people who look after someone for 50 hours a week or more",
        "some": "people who look after someone without pay",
    },
    "sexual_orientation": {
        "heterosexual": "people who are heterosexual", "gay_lesbian": "people who are gay or lesbian",
        "bisexual": "people who are bisexual", "other": "people of another sexual orientation",
        "lgb_other": "people who are gay, lesbian, bisexual or other",
    },
    "looks_after_someone": {
        "yes": "children of 11 or 12 who look after someone at home",
        "no": "children of 11 or 12 who look after nobody at home",
    },
}  # fmt: skip
AGE = "age_band"
AGE_IN_SENTENCES = {"a00_04": "children of 4 or younger", "under_11": "children under 11", "under_18": "under 18s"}


def people(characteristic: str, group: str, areas: Mapping[str, str]) -> str:
    """The people of a group as a phrase; `areas` are the words for parts of the service."""
    if found := PEOPLE.get(characteristic, {}).get(group):
        return found
    if characteristic == AGE:
        return AGE_IN_SENTENCES.get(group) or f"people aged {_age(group)}"
    return f"families with “{areas.get(group, group)}”"


def _age(group: str) -> str:
    return next(rung.words[group] for rung in CHARACTERISTICS[AGE].ladder if group in rung.groups)
