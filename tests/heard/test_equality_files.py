"""`heard equality coverage` and `disclose` on an analyst's own CSV files."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from heard.command import main

ANSWERS = """characteristic,category_code,count
ethnic_group_2,white_british,175
ethnic_group_2,all_other,5
ethnic_group_2,prefer_not_to_say,20
ethnic_group_2,unanswered,4
ethnic_group_2,not_asked,7
"""
REFERENCE = """area_code,source,year,characteristic,category_code,category_label,count
E06000019,ONS Census 2021 TS021,2021,ethnic_group_2,white_british,White British,170419
E06000019,ONS Census 2021 TS021,2021,ethnic_group_2,all_other,All other,16613
E06000019,ONS Census 2021 TS009,2021,sex,female,Female,95177
"""
TABLE = """group,satisfied,not satisfied,not sure
adults,4,20,35
carers,16,28,31
children,22,9,40
"""
SAFE = """group,satisfied,not satisfied,not sure,Total
adults,c,c,35,59
carers,16,28,31,75
children,c,c,40,71
Total,42,57,106,205
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files are, and where the command is typed."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def type_in(*words: str) -> Result:
    done = CliRunner().invoke(main, ["equality", *words], prog_name="heard")
    assert "fault of ours" not in done.stderr
    assert "Traceback" not in done.output
    return done


def coverage(folder: Path, answers: str | bytes = ANSWERS, reference: str | bytes = REFERENCE) -> Result:
    for name, content in (("answers.csv", answers), ("reference.csv", reference)):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return type_in("coverage", "answers.csv", "--reference", "reference.csv")


def disclose(folder: Path, table: str | bytes, *options: str) -> Result:
    (folder / "table.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    return type_in("disclose", "table.csv", *options)


def test_coverage_says_who_is_heard_less_with_n_beside_everything(folder):
    done = coverage(folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "ethnic_group_2: 180 answered of 204 asked; 7 were not asked." in done.stdout
    assert "ONS Census 2021 TS021, E06000019, 2021 (n = 187032)" in done.stdout
    most, rest = done.stdout.splitlines()[-2:]
    assert "175 of 180" in most
    assert "heard more than expected" in most
    for said in ("5 of 180", "2.8%", "16613 (8.88%)", "0.31 (0.13 to 0.71)", "0.001", "heard less than expected"):
        assert said in rest


def test_a_group_without_an_answer_counts_as_nobody_and_too_few_answers_show_no_share(folder):
    done = coverage(folder, "characteristic,category_code,count\nethnic_group_2,white_british,19\n")
    assert "0 of 19" in done.stdout
    assert "fewer than 20 answers" in done.stdout
    assert "100.0%" not in done.stdout


def test_what_the_reference_lacks_is_told_and_taken_into_account(folder):
    lacking = REFERENCE + "E06000019,ONS Census 2021 TS021,2021,ethnic_group_2,not_answered,Not answered,300000\n"
    done = coverage(folder, reference=lacking)
    assert "which lacks 300000 more" in done.stdout
    assert "cannot tell: the reference lacks people who could change it" in done.stdout


def test_a_survey_of_most_of_the_population_is_said_to_be_cautious(folder):
    small = REFERENCE.replace("170419", "300").replace("16613", "30")
    assert "More than a tenth of the population answered" in coverage(folder, reference=small).stdout


def replaced(old: str, new: str, text: str = ANSWERS) -> str:
    assert old in text
    return text.replace(old, new)


BAD_ANSWERS = [
    ("", "answers.csv: this file is empty"),
    ("characteristic,category_code,count\n", "answers.csv: there is no row below"),
    (replaced("count", "n"), "answers.csv: row 1: the columns characteristic, category_code, count are needed"),
    (replaced("175", "87.5%"), "row 2, column count: “87.5%” is no whole number"),
    (replaced(",5\n", ",-5\n"), "row 3, column count: “-5” is no whole number"),
    (replaced(",5\n", ",\n"), "row 3, column count: this is empty"),
    (replaced("all_other", "all_othr"), "row 3, column category_code: “all_othr” is not in reference.csv"),
    (replaced("all_other", "white_british"), "row 3, column category_code: “white_british” stands in row 2 too"),
    (replaced("ethnic_group_2", "religion"), "reference.csv: there is no characteristic “religion”"),
    (replaced("175", "175,1"), "row 2: this row has 4 columns, row 1 has 3"),
    (replaced(",", ";"), "row 1: the columns are not parted by commas"),
    (b"\xff\xfea\x00", "is not UTF-8 text"),
    (b"a,b\x00", "is no CSV file"),
    ('a,b\n"x', "is no CSV file"),
    (b"a" * 5_000_001, "more than 5 MB"),
]
BAD_REFERENCES = [
    (replaced("170419", "0.911", REFERENCE), "row 2, column count: “0.911” is no whole number"),
    (replaced("TS021,2021,ethnic_group_2,all_other", "TS021,2011,ethnic_group_2,all_other", REFERENCE),
     "row 3, column year: “2011” is another than “2021” above"),
    (replaced("ONS Census 2021 TS021,2021,ethnic_group_2,all", "School census,2021,ethnic_group_2,all", REFERENCE),
     "row 3, column source: “School census” is another than “ONS Census 2021 TS021” above"),
    (replaced("170419", "0", REFERENCE).replace("16613", "0"), "“ethnic_group_2” adds up to 0 people"),
    (replaced("area_code", "area", REFERENCE), "see area_code"),
]  # fmt: skip


@pytest.mark.parametrize("answers, said", BAD_ANSWERS)
def test_bad_answers_are_refused_with_row_and_column(folder, answers, said):
    done = coverage(folder, answers)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.parametrize("reference, said", BAD_REFERENCES)
def test_a_bad_reference_is_refused_with_row_and_column(folder, reference, said):
    done = coverage(folder, reference=reference)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


def test_a_file_full_of_mistakes_tells_the_first_twenty(folder):
    rows = "".join(f"sex,code{at},many\n" for at in range(50))
    done = coverage(folder, f"characteristic,category_code,count\n{rows}")
    assert done.stderr.count("is no whole number") == 20
    assert "and 30 more" in done.stderr


def test_a_small_count_is_hidden_with_as_few_others_as_keep_it_hidden(folder):
    done = disclose(folder, TABLE, "--profile", "officer")
    assert (done.exit_code, done.stdout) == (0, SAFE)
    assert "4 of 9 counts hidden, n = 205" in done.stderr


def test_a_table_with_its_totals_is_read_as_the_same(folder):
    totals = SAFE.replace("c,c,35", "4,20,35").replace("c,c,40", "22,9,40")
    assert disclose(folder, totals, "--profile", "officer").stdout == SAFE


def test_a_table_with_nothing_small_is_printed_as_it_is(folder):
    done = disclose(folder, "group,a,b\nx,20,30\ny,40,50\n")
    assert done.stdout == "group,a,b,Total\nx,20,30,50\ny,40,50,90\nTotal,60,80,140\n"
    assert "0 of 4 counts hidden" in done.stderr


def test_the_public_profile_which_is_the_usual_one_hides_up_to_nine(folder):
    done = disclose(folder, TABLE)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "6 of 9 counts would be hidden, which is more than half; join rows or columns" in done.stderr


def test_the_attack_says_what_can_be_worked_out(folder):
    done = disclose(folder, TABLE, "--profile", "officer", "--attack")
    assert "adults, satisfied: from 0 to 24" in done.stdout
    assert "children, not satisfied: from 5 to 29" in done.stdout


def test_a_table_published_elsewhere_is_attacked_as_it_is(folder):
    published = SAFE.replace("c,c,35", "c,20,35").replace("c,c,40", "22,9,40")
    done = disclose(folder, published, "--attack")
    assert "1 of 9 counts hidden as published" in done.stdout
    assert "adults, satisfied: exactly 4 – too narrow" in done.stdout


def test_the_attack_says_what_those_know_besides_who_stand_in_a_hidden_count(folder):
    few = "g,a,b,c,Total\nx,c,c,20,24\ny,c,c,30,33\nTotal,4,3,50,57\n"
    done = disclose(folder, few, "--attack")
    assert "x, b: from 0 to 3" in done.stdout
    assert "Somebody who stands in y, b can tell that x, b is from 0 to 2." in done.stdout
    assert "stands" not in disclose(folder, SAFE, "--attack").stdout


def test_the_attack_on_a_table_with_nothing_to_hide_says_so(folder):
    done = disclose(folder, "group,a,b\nx,20,30\ny,40,50\n", "--attack")
    assert "0 of 4 counts would be hidden" in done.stdout
    assert "nothing to work out" in done.stdout


BAD_TABLES = [
    ("a,b\n", "give names of columns in row 1"),
    ("group,a\nx,1,2\n", "row 2: this row has 3 columns, row 1 has 2"),
    ("group,a b\nx,few\n", "row 2, column “a b”: “few” is no whole number"),
    ("group,\u202ea\nx,fe\x07w\n", "row 2, column '\\u202ea': 'fe\\x07w' is no whole number"),
    ("group,a\nx,c\n", "row 2, column “a”: this is hidden already"),
    ("group,a,Total\nx,20,30\n", "row 2: the counts add up to 20, and Total is 30"),
    ("group,a\nx,2\n", "fewer than 10 people in the whole table"),
    ("group,Total\nTotal,5\n", "there is nothing but totals"),
    ("group,a\n" + "x,20\n" * 121, "this table has 121 cells"),
]


@pytest.mark.parametrize("table, said", BAD_TABLES)
def test_a_table_that_cannot_be_read_is_refused_with_row_and_column(folder, table, said):
    done = disclose(folder, table)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


def test_a_published_table_that_does_not_add_up_is_refused(folder):
    assert "needs its last row and column called Total" in disclose(folder, "g,a,b\nx,c,5\n", "--attack").stderr
    wrong = "g,a,b,Total\nx,c,50,40\ny,5,5,10\nTotal,c,55,50\n"
    assert "no counts add up to these totals" in disclose(folder, wrong, "--attack").stderr


def test_a_file_that_there_is_not_is_named(folder):
    done = type_in("disclose", "nowhere.csv")
    assert done.exit_code == 2
    assert "nowhere.csv" in done.stderr
