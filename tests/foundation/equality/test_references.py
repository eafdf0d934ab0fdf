"""Which population a share is held against, and what of it is known."""

from datetime import date
from typing import Any

import pytest

from foundation.equality.characteristics import (
    AGE,
    CHARACTERISTICS,
    DISABILITY,
    ENGLISH,
    ETHNIC_GROUP,
    MARITAL_STATUS,
    Characteristic,
)
from foundation.equality.references import (
    ALL_OPEN,
    GROUPINGS,
    SERVICE_POPULATION,
    Found,
    Population,
    choose,
    people_by_part,
)

CENSUS = {
    "white_british": 170_419, "white_irish": 727, "white_gypsy_traveller": 431, "white_roma": 161,
    "white_other": 9_510, "mixed_white_black_caribbean": 473, "mixed_white_black_african": 280,
    "mixed_white_asian": 689, "mixed_other": 538, "asian_indian": 843, "asian_pakistani": 139,
    "asian_bangladeshi": 55, "asian_chinese": 339, "asian_other": 842, "black_african": 340, "black_caribbean": 150,
    "black_other": 77, "other_arab": 224, "other_any": 795,
}  # fmt: skip
SCHOOLS = {
    "WBRI": 20_267, "WOTH": 1_865, "MOTH": 346, "MWAS": 181, "AIND": 158, "OOTH": 148, "WROM": 94, "MWBA": 91,
    "MWBC": 87, "AOTH": 61, "BAFR": 46, "WIRI": 36, "BOTH": 32, "APKN": 17, "CHNE": 13, "WIRT": 10, "BCRB": 8,
    "ABAN": 5, "unclassified": 120,
}  # fmt: skip
DISABLED = {"disabled": 34_828, "not_disabled": 152_206}


def of(population: str, *, of_id: str = "one", dated: date = date(2021, 3, 21), own: bool = True, **counts: Any):
    sources = {name: f"source of {name}" for name in counts}
    return Population(of_id, population, dated.year, dated, not own, sources, counts)


def found(populations: list[Population], characteristic: Characteristic, rung: str, **more: Any) -> Found:
    one = choose(populations, characteristic, characteristic.rung(rung), **more)
    assert one is not None
    return one


RESIDENTS = of("residents", of_id="census", ethnic_group=CENSUS, disability=DISABLED)
PUPILS = of("pupils", of_id="schools", dated=date(2022, 1, 20), ethnic_group_dfe=SCHOOLS)


def test_the_share_that_is_not_white_british_depends_on_whom_one_asks():
    of_residents = found([RESIDENTS], ETHNIC_GROUP, "ethnic_group_2")
    of_pupils = found([RESIDENTS, PUPILS], ETHNIC_GROUP, "ethnic_group_2")
    assert (of_residents.groups["all_other"], of_residents.against.n) == (16_613, 187_032)
    assert round(of_residents.groups["all_other"] / of_residents.against.n, 4) == 0.0888
    assert (of_pupils.groups["all_other"], of_pupils.against.n) == (3_198, 23_465)
    assert round(of_pupils.groups["all_other"] / of_pupils.against.n, 4) == 0.1363
    assert of_residents.against.poor
    assert not of_pupils.against.poor


def test_what_schools_do_not_know_is_missing_and_no_other_group():
    pupils = of("pupils", ethnic_group_dfe=SCHOOLS | {"REFU": 7, "NOBT": 9})
    one = found([pupils], ETHNIC_GROUP, "ethnic_group_5")
    assert one.missing == one.against.missing == 136
    assert one.groups["other"] == 148


def test_gypsies_roma_and_irish_travellers_are_the_same_only_together():
    assert choose([PUPILS], ETHNIC_GROUP, ETHNIC_GROUP.rung("ethnic_group")) is None
    of_pupils = found([PUPILS], ETHNIC_GROUP, "ethnic_group_17")
    assert (of_pupils.groups["grt"], of_pupils.groups["other"]) == (104, 148)
    of_residents = found([RESIDENTS], ETHNIC_GROUP, "ethnic_group_17")
    assert (of_residents.groups["grt"], of_residents.groups["other"]) == (592, 1_019)


def test_a_population_that_lacks_a_rung_leaves_it_to_the_next_one():
    one = found([PUPILS, RESIDENTS], ETHNIC_GROUP, "ethnic_group")
    assert one.against.reference_id == "census"
    assert one.groups == CENSUS
    assert found([PUPILS, RESIDENTS], DISABILITY, "disability").groups == DISABLED


def test_a_coarse_count_says_nothing_of_fine_groups():
    coarse = of("families_open", ethnic_group_2={"white_british": 900, "all_other": 100})
    assert choose([coarse], ETHNIC_GROUP, ETHNIC_GROUP.rung("ethnic_group_4")) is None
    assert found([coarse, RESIDENTS], ETHNIC_GROUP, "ethnic_group_4").against.population == "residents"
    assert found([coarse, RESIDENTS], ETHNIC_GROUP, "ethnic_group_2").against.population == "families_open"


@pytest.mark.parametrize("characteristic", CHARACTERISTICS.values(), ids=lambda it: it.code)
def test_fine_answers_add_up_on_every_rung(characteristic: Characteristic):
    fine = {code: at for at, code in enumerate(characteristic.answers, 1)}
    population = of("families_open", **{characteristic.code: fine | {"not_answered": 3}})
    for rung in characteristic.ladder:
        one = found([population], characteristic, rung.code)
        assert one.groups == {group: sum(fine[code] for code in codes) for group, codes in rung.groups.items()}
        assert (one.against.n, one.missing) == (sum(fine.values()), 3)


def test_the_people_nearest_to_the_service_come_first():
    ranks = ["families_open", "cin", "cla", "cp", "pupils", "residents_age", "residents"]
    populations = [of(it, of_id=it, ethnic_group=CENSUS) for it in ranks]
    for at, rank in enumerate(ranks):
        assert found(populations[at:][::-1], ETHNIC_GROUP, "ethnic_group").against.population == rank
    assert (
        found(populations, ETHNIC_GROUP, "ethnic_group", wanted={"residents", "pupils"}).against.population == "pupils"
    )


def test_the_councils_own_comes_before_a_place_holder_and_the_newest_before_older_ones():
    older = of("residents", of_id="older", disability=DISABLED)
    newer = of("residents", of_id="newer", dated=date(2023, 6, 30), disability=DISABLED)
    mended = of("residents", of_id="mended", dated=date(2023, 6, 30), disability=DISABLED)
    example = of("residents", of_id="example", dated=date(2025, 6, 30), own=False, disability=DISABLED)
    assert found([older, example, newer], DISABILITY, "disability").against.reference_id == "newer"
    assert found([newer, mended, older], DISABILITY, "disability").against.reference_id == "mended"
    only = found([example], DISABILITY, "disability").against
    assert only.place_holder


def test_children_are_no_measure_of_the_ages_of_grown_ups():
    ages = {f"a{age:02}": 10 for age in range(90)} | {"a90_plus": 0}
    children, residents = of("cin", age_single=ages), of("residents", age_single=ages)
    assert found([children, residents], AGE, "age_2").against.population == "residents"
    assert choose([children], AGE, AGE.rung("age_2")) is None
    assert choose([of("pupils", marital_status_2={"married_or_cp": 1, "not_married": 9})], MARITAL_STATUS,
                  MARITAL_STATUS.rung("marital_status_2")) is None  # fmt: skip


def test_single_years_of_age_become_bands():
    ages = {f"a{age:02}": 1 for age in range(90)} | {"a90_plus": 1}
    assert found([of("residents", age_single=ages)], AGE, "age_band").groups == {
        "a00_04": 5, "a05_10": 6, "a11_12": 2, "a13_15": 3, "a16_17": 2, "a18_24": 7, "a25_34": 10, "a35_44": 10,
        "a45_54": 10, "a55_64": 10, "a65_74": 10, "a75_plus": 16,
    }  # fmt: skip


def test_a_first_language_is_known_only_as_english_or_another():
    pupils = of("pupils", first_language={"english": 21_467, "other": 2_115, "unclassified": 3})
    one = found([pupils], ENGLISH, "english_2")
    assert one.groups == {"main_english": 21_467, "other_language": 2_115}
    assert (one.against.n, one.missing) == (23_582, 3)
    assert choose([pupils], ENGLISH, ENGLISH.rung("english_3")) is None


def test_a_population_of_nobody_is_none():
    assert choose([of("cin", disability={"disabled": 0, "not_disabled": 0})], DISABILITY, DISABILITY.ladder[0]) is None


def test_every_grouping_takes_in_every_answer_of_its_characteristic():
    for name, grouping in GROUPINGS.items():
        covered = frozenset().union(*grouping.takes_in.values())
        assert covered == set(CHARACTERISTICS[grouping.characteristic].answers), name
        assert not grouping.not_known & grouping.takes_in.keys()


def test_people_by_part_of_the_service_are_the_newest_under_the_councils_own_names():
    older = of("cla", of_id="older", service_population={"cla": 388})
    newer = of("cla", of_id="newer", dated=date(2024, 6, 30), service_population={"cla": 386})
    people = people_by_part([newer, older])
    assert people.keys() == {"children_in_care"}
    assert (people["children_in_care"].n, people["children_in_care"].reference_id) == (386, "newer")
    own = of("residents", service_population={"cla": 380})
    example = of("cla", own=False, dated=date(2025, 6, 30), service_population={"cla": 386})
    assert people_by_part([own, example])["children_in_care"].n == 380
    every = of("families_open", service_population={"adoption": 40, ALL_OPEN: 1_200})
    assert {code: it.n for code, it in people_by_part([newer, every]).items()} == {
        "children_in_care": 386, "adoption": 40, ALL_OPEN: 1_200,
    }  # fmt: skip
    assert SERVICE_POPULATION not in GROUPINGS
