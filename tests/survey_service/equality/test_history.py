"""Every release stays, under its number, with what the officer reads beside what everybody reads."""

from dataclasses import replace

from released import HEARD, SHUT_OUT, WITHHELD, a_characteristic, a_demand, a_year, counts

from foundation.equality.release.counts import Table, Withheld
from foundation.equality.release.demand import Area
from foundation.staff.roles import Role

DISABILITY = counts().tables[0]
HIDDEN = replace(DISABILITY, counts=((None,), (None,), (None,), (None,), (0,), (71,)))
BY_SATISFIED = Table(
    "sex", "sex", "satisfied", ("female", "male"), ("yes", ":no_answer"), ((31, None, 40), (None, 17, 31), (45, 26, 71))
)


def test_all_releases_are_listed_the_last_first(officer, release, words_of):
    assert "Nothing is released yet" in words_of(officer.get("/equality/releases"))
    for number, content in enumerate((counts(), a_year(), a_demand()), 1):
        release(content, number, about="complainants")
        release(content, number, "public")
    told = words_of(officer.get("/equality/releases"))
    assert told.index("Release 3 Complaints and compliments") < told.index("Release 2 A year ")
    assert told.count("Release 1 ") == 1
    assert "A quarter of answers: People who complained 1 April 2025 to 30 June 2025; made on 4 May 2026" in told


def test_counts_stand_beside_those_that_everybody_reads(officer, release, words_of):
    release(counts(tables=(DISABILITY, BY_SATISFIED)))
    release(counts(tables=(HIDDEN,), withheld=(Withheld("sex", "satisfied", "too_much_hidden"),)), profile="public")
    told = words_of(officer.get("/equality/releases/1"))
    assert "Questions of version 2." in told
    assert "Group For the officer Public Disabled 23 c Not disabled 41 c Preferred not to say c c" in told
    assert "All together 71 71" in told
    assert "Sex, by how many are satisfied with the help Public: not shown, because most of it would be hidden." in told
    assert "Group Yes No answer All together Female 31 c 40 Male c 17 31 All together 45 26 71" in told
    assert "Were shown the link to the questions 316 316" in told


def test_tables_that_are_grouped_otherwise_stand_one_below_the_other(officer, release, words_of):
    fine = Table("english", "english_3", None, ("main_english", "speaks_well"), (), ((41,), (30,), (71,)))
    coarse = Table("english", "english_2", None, ("main_english", "other_language"), (), ((41,), (30,), (71,)))
    release(counts(tables=(fine,)))
    release(counts(tables=(coarse,)), profile="public")
    told = words_of(officer.get("/equality/releases/1"))
    assert "English. For the officer Group How many English is the main language 41 Another main" in told
    assert "English. Public Group How many English is the main language 41 Another main language 30 All" in told


def test_what_is_said_of_a_group_stands_beside_what_everybody_reads(officer, release, words_of):
    release(a_year(), number=7)
    hidden = a_characteristic("ethnic_group", replace(SHUT_OUT, complained=WITHHELD, outcome=None), HEARD)
    release(a_year(characteristics=(hidden,)), 7, "public")
    told = words_of(officer.get("/equality/releases/7"))
    assert "1 closed quarter of answers of people who complained." in told
    assert "Ethnic group: pupils in state schools, 2022 (DfE school census; n = 23,465" in told
    assert (
        "Not White British Less than expected: 5 of 140 answers, 4% (likely 2% to 8%). May be shut out. Cannot be told."
        in told
    )
    assert "Carers, guardians and adopters Cannot tell. –" in told
    assert 'href="/equality/silence?release=7"' in officer.get("/equality/releases/7").text


def test_parts_of_the_service_stand_beside_what_everybody_reads(officer, release, words_of):
    release(a_demand(), number=4)
    release(a_demand(areas=(Area("children_in_care", None, 22, 386, None),)), 4, "public")
    told = words_of(officer.get("/equality/releases/4"))
    assert " 57 c 22 22 " in told
    assert "children in need, 2025 (DfE children in need; n = 1,512)" in told


def test_what_was_never_released_is_not_found(officer, release):
    release(counts())
    for path in ("2", "-1", "x", "99999999999999999999", "1/officer.exe", "1/public.csv", "1/nobody.csv"):
        assert officer.get(f"/equality/releases/{path}").status_code == 404, path
    assert officer.get("/equality/releases/1/officer.csv").status_code == 200


def test_nobody_else_reads_the_history(signed_in_as, release):
    release(counts())
    release(counts(), profile="public")
    manager = signed_in_as(Role.COMPLAINTS_MANAGER)
    for path in ("", "/1", "/1/officer.csv", "/1/public.pdf"):
        assert manager.get(f"/equality/releases{path}").status_code == 403
