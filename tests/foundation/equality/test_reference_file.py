"""A file of people is checked whole: every fault is named by row and column, and nothing of a wrong file is used."""

import pytest

from foundation.equality.reference_file import COLUMNS, LARGEST, BadReference, Counted, Line, check

AREA = "E06000019"
PARTS = ("child_in_need", "children_in_care", "adoption")
RIGHT = [("sex", "female", "95177"), ("sex", "male", "91848"), ("disability", "disabled", "34828"),
         ("disability", "not_disabled", "152206"), ("disability", "not_answered", "12")]  # fmt: skip
CARE = [("service_population", "cla", "386"), ("service_population", "adoption", "40")]


def lines(rows: list[tuple[str, str, str]], **different: dict[int, str]) -> list[Line]:
    """Rows of a file from row 2 on; `different` gives for a column other cells by row."""
    found = []
    for at, (characteristic, code, count) in enumerate(rows, 2):
        cells = dict(zip(COLUMNS, (AREA, "Census", "2021", characteristic, code, "said", count), strict=True))
        found.append(Line(at, cells | {column: rows[at] for column, rows in different.items() if at in rows}))
    return found


def read(rows: list[Line], population: str = "residents", area_code: str | None = AREA) -> Counted:
    return check(rows, population, area_code=area_code, parts=PARTS)


def faults(rows: list[Line], population: str = "residents", area_code: str | None = AREA) -> list[str]:
    with pytest.raises(BadReference) as refused:
        read(rows, population, area_code)
    return [str(fault) for fault in refused.value.faults]


def test_a_right_file_says_what_is_counted_of_whom_and_by_which_source():
    one = read(lines(RIGHT + CARE))
    assert (one.area_code, one.year) == (AREA, 2021)
    assert one.sources == dict.fromkeys(("sex", "disability", "service_population"), "Census")
    assert one.counts["disability"] == {"disabled": 34_828, "not_disabled": 152_206, "not_answered": 12}
    assert one.counts["service_population"] == {"cla": 386, "adoption": 40}
    assert one.may_be_shares() == []


# In row 3 of the right file: which cell, what it says, and what is said of it.
BAD_CELLS = [
    ("area_code", "E06000020", "“E06000020” is another area than E06000019. Leave rows of other areas out"),
    ("area_code", "", "this is empty. Write the code of the area, like E06000019"),
    ("source", "", "this is empty. Write who counted this and in which table"),
    ("source", "a\x00b", "there are signs in it that cannot be shown. Type it again, on one line"),
    ("source", "x" * 201, "this has more than 200 letters. Shorten it"),
    ("source", "School census", "“School census” is another source than in row 2, “Census”. All rows of “sex” must "
     "be of one: two sources never count the same people"),
    ("year", "21", "“21” is no year. Write it with four digits, from 1991 on"),
    ("year", "٢٠٢١", "“٢٠٢١” is no year. Write it with four digits, from 1991 on"),
    ("year", "2022", "this is 2022, and row 2 is 2021. Put each year in a file of its own"),
    ("count", "", "this is empty. Write how many people; 0 for nobody"),
    ("count", "-3", "“-3” is less than nobody. Write how many people"),
    ("count", "0.12", "“0.12” is a share. Write how many people, not which part of all"),
    ("count", "12%", "“12%” is a share. Write how many people, not how many of a hundred"),
    ("count", "12.5", "“12.5” is not written as a whole number. Write how many people, in digits only"),
    ("count", "1,200", "“1,200” has signs between its digits. Write it as 1200"),
    ("count", "1 200", "“1 200” has signs between its digits. Write it as 1200"),
    ("count", "c", "“c” stands for a number that was not published. Leave this characteristic out, or give it in "
     "larger groups"),
    ("count", "many", "“many” is no number. Write how many people, in digits only"),
    ("count", "nan", "“nan” is not written as a whole number. Write how many people, in digits only"),
    ("count", "1\x00", "“1\ufffd” is no number. Write how many people, in digits only"),
    ("count", str(LARGEST + 1), f"“{LARGEST + 1}” is more people than any council’s area has. Check it"),
    ("count", "9" * 5_000, f"“{'9' * 39}…” is more people than any council’s area has. Check it"),
]  # fmt: skip


@pytest.mark.parametrize("column, cell, said", BAD_CELLS, ids=[f"{it[0]} {it[1][:12]!r}" for it in BAD_CELLS])
def test_a_bad_cell_is_named_by_its_row_and_column_and_how_to_mend_it(column, cell, said):
    assert faults(lines(RIGHT, **{column: {3: cell}})) == [f"Row 3, {column}: {said}"]


def test_an_unknown_characteristic_is_told_what_it_may_have_meant():
    assert faults(lines([*RIGHT, ("ethnic group", "white", "5")])) == [
        "Row 7, characteristic: “ethnic group” is not known. Did you mean ethnic_group?"
    ]
    (said,) = faults(lines([*RIGHT, ("shoe_size", "44", "5")]))
    assert "“shoe_size” is not known. Write one of: " in said


def test_an_unknown_code_is_told_which_there_are():
    assert faults(lines([*RIGHT, ("sex", "unknown", "5")])) == [
        "Row 7, category_code: “unknown” is no code of sex. Write one of: female, male, not_answered"
    ]
    assert (
        faults(lines([("ethnic_group_dfe", "wbri", "5")]))[0]
        == "Row 2, category_code: “wbri” is no code of ethnic_group_dfe. Did you mean WBRI?"
    )
    assert faults(lines([("service_population", "post_room", "5")])) == [
        "Row 2, category_code: “post_room” is no code of service_population. Write one of: adoption, care_leavers, "
        "child_in_need, children_in_care, cin, cla, cp, open_children, sgo"
    ]  # fmt: skip


def test_a_characteristic_with_a_group_left_out_is_refused():
    assert faults(lines(RIGHT[1:])) == [
        "Row 2, category_code: sex has no row for female. Add them, with 0 where there is nobody"
    ]
    (said,) = faults(lines([("age_single", "a00", "5")]))
    assert said.endswith("a10 and 80 more. Add them, with 0 where there is nobody")


def test_a_characteristic_of_nobody_is_refused():
    rows = [("sex", "female", "0"), ("sex", "male", "000"), ("sex", "not_answered", "12")]
    assert faults(lines(rows)) == ["Row 2, count: sex counts nobody at all. Leave it out"]


def test_a_group_that_stands_twice_is_refused_also_under_two_names():
    assert faults(lines([*RIGHT, ("sex", "male", "7")])) == [
        "Row 7, category_code: “male” stands in row 3 already. Leave one of them out"
    ]
    assert faults(lines([*CARE, ("service_population", "children_in_care", "7")])) == [
        "Row 4, category_code: “children_in_care” stands in row 2 already. Leave one of them out"
    ]


def test_a_number_with_a_comma_that_fell_apart_is_not_read_as_a_smaller_one():
    rows = lines(RIGHT)
    rows[1] = Line(3, rows[1].cells | {"count": "1"}, too_long=True)
    assert faults(rows) == [
        "Row 3, count: this row has more cells than there are columns. A number over a thousand has no comma: 1,200 is "
        "1200"
    ]


def test_what_children_cannot_be_compared_by_is_not_taken_of_them():
    rows = lines([("age_2", "under_18", "400"), ("age_2", "adult", "0")])
    assert faults(rows, "cin") == [
        f"Row {row}, characteristic: age_2 of children says nothing about grown-ups who answer, so it is never used. "
        "Leave these rows out"
        for row in (2, 3)
    ]
    assert read(rows).counts == {"age_2": {"under_18": 400, "adult": 0}}


def test_every_fault_is_told_at_once_in_the_order_of_the_rows():
    rows = lines([*RIGHT, ("shoe_size", "44", "5")], count={6: "12%", 2: "-1"}, year={4: "last"})
    assert [said.split(":")[0] for said in faults(rows)] == [
        "Row 2, count", "Row 4, year", "Row 6, count", "Row 7, characteristic",
    ]  # fmt: skip


def test_without_the_councils_code_all_rows_must_be_of_one_area():
    assert (
        read(lines(RIGHT, area_code=dict.fromkeys(range(2, 7), "E09000001")), area_code=None).area_code == "E09000001"
    )
    assert faults(lines(RIGHT, area_code={4: "E09000001"}), area_code=None) == [
        "Row 4, area_code: “E09000001” is another area than E06000019. Leave rows of other areas out"
    ]
    assert faults(lines([("sex", "female", "1"), ("sex", "male", "2")], area_code={2: "a b", 3: "a b"}), area_code=None)


def test_a_file_without_rows_is_refused():
    assert faults([]) == ["Row 1, count: there are no rows below the names of the columns. Add one for each group"]


def test_counts_that_add_up_to_a_hundred_are_shown_to_a_person():
    assert read(lines([("sex", "female", "51"), ("sex", "male", "49"), *CARE])).may_be_shares() == ["sex"]


def test_zeros_before_a_number_are_passed_over():
    assert read(lines([("sex", "female", "0" * 6_000), ("sex", "male", "007")])).counts == {
        "sex": {"female": 0, "male": 7}
    }
