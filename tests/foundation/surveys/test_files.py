"""The file of a questionnaire: read as it stands, refused by file, line and cure if it has a mistake."""

import pytest
from little_questionnaire import LITTLE, read_little

from foundation.runtime.settings import PROJECT
from foundation.runtime.written_files import Mistake
from foundation.surveys.library import FOLDER, read_questionnaire
from foundation.surveys.questionnaire import Band, Kind


@pytest.fixture
def read(tmp_path):
    return lambda text: read_little(tmp_path, text)


def line_of(text, part):
    """The number of the line in which a part of the text stands."""
    return text[: text.index(part)].count("\n") + 1


def test_a_file_is_read_as_it_stands(read):
    tea = read(LITTLE)
    assert (tea.code, tea.version, tea.name) == ("tea", 1, "After tea")
    assert tea.title == dict.fromkeys((Band.UNDER_13, Band.FROM_13_TO_17, Band.ADULT), "How was tea?")
    assert tea.intro[Band.FROM_13_TO_17] == "Tell us how it was, please."
    kinds = [question.kind for question in tea.questions]
    assert kinds == [Kind.SCALE, Kind.MANY, Kind.SHORT, Kind.YES_NO_NOT_SURE, Kind.ONE, Kind.LONG]
    assert [option.code for option in tea.questions[0].options] == ["1", "2", "3", "4", "5", "not_sure"]
    assert tea.questions[0].words_of("5", Band.ADULT) == "Great"
    assert [option.code for option in tea.questions[3].options] == ["yes", "no", "not_sure"]
    assert tea.questions[3].needed[Band.ADULT] == "We must buy milk."
    assert tea.questions[4].only_if.answers == {"no", "not_sure"}


def test_a_band_is_asked_only_what_is_meant_for_it(read):
    tea = read(LITTLE)
    assert [question.code for question in tea.asked_of(Band.UNDER_13)] == ["liked", "ate", "what_else", "come_again"]
    assert tea.asked_of(Band.ADULT) == tea.questions


# What is changed into what, what is said, and the part of the changed text whose line is named.
MISTAKES = [
    ("a word nobody knows", "name: After tea", "name: After tea\ncolour: red", "we do not know this word", "colour"),
    ("no name", "name: After tea\n", "", "name: Missing data", "code: tea"),
    ("a version in words", "version: 1", "version: one", "version: ", "version: one"),
    ("version nought", "version: 1", "version: 0", "version: ", "version: 0"),
    ("a code with a space", "code: tea", "code: a tea", "use small letters", "code: a tea"),
    ("a band nobody knows", "adult]\ntitle", "teenager]\ntitle", "write one of under_13", "bands:"),
    ("a band without its quotes", '"13_17", adult]\ntitle', "13_17, adult]\ntitle", 'with its quotes', "bands:"),
    ("a band without its quotes before words", '"13_17": Was it good?', "13_17: Was it good?", "with its quotes",
     "13_17: Was"),
    ("a band twice", '[under_13, "13_17", adult]', '[under_13, adult, "13_17", adult]', "“adult” stands twice",
     "bands:"),
    ("no words for a band", '{under_13: Was it nice?, "13_17"', '{"13_17"', "words: there are no words for “under_13”",
     "words: {"),
    ("words for a band that is not asked", "words: Who was it?", "words: {adult: Who?, easy_read: Who?}",
     "this band is not asked here", "words: {adult: Who"),
    ("a band that the questionnaire has not", "bands: [adult]", "bands: [adult, easy_read]",
     "“easy_read” is no band of this questionnaire", "bands: [adult, easy"),
    ("words on two lines", "words: What did you eat?", 'words: "What did\\n you eat?"', "plain text on one line",
     'words: "What did'),
    ("a number for words", "words: Cake", "words: 7", "in quotes where they are a number", "words: 7"),
    ("empty words", "words: Cake", "words: ' '", "write words here", "words: ' '"),
    ("words without end", "words: Cake", f"words: {'cake ' * 99}", "200 characters at most", "words: cake"),
    ("a type nobody knows", "type: many", "type: stars", "write one of scale", "type: stars"),
    ("four points", "[Bad, Poor, Fair, Good, Great]", "[Bad, Poor, Good, Great]", "points: give five", "points:"),
    ("a point without words", "[Bad, Poor, Fair, Good, Great]", "[Bad, {adult: Poor}, Fair, Good, Great]",
     "points 2: there are no words for “under_13”", "points:"),
    ("a scale without points", "    points: [Bad, Poor, Fair, Good, Great]\n", "", "of the type “scale” needs them",
     "code: liked"),
    ("points of a choice", "type: many", "type: many\n    points: [a, b, c, d, e]", "“many” has none", "points: [a"),
    ("options of a text", "type: short", "type: short\n    options: [{code: a, words: A}, {code: b, words: B}]",
     "“short” has none", "options: [{code: a"),
    ("one option", "      - {code: scone, words: A scone}\n      - {code: other, words: Something else}\n", "",
     "options: give 2 to 15", "options:"),
    ("an option twice", "code: scone", "code: cake", "“cake” stands twice", "A scone"),
    ("a question twice", "code: why_not", "code: ate", "“ate” stands twice", "code: ate\n    type: one"),
    ("a condition on nothing", "{question: ate, ", "{question: drank, ", "“drank” is no earlier question", "only_if: "),
    ("a condition on a later question", "{question: ate, answers: [other]}", "{question: come_again, answers: [yes]}",
     "“come_again” is no earlier question", "only_if: "),
    ("a condition on itself", "{question: ate, answers: [other]}", "{question: what_else, answers: [other]}",
     "“what_else” is no earlier question", "only_if: "),
    ("a condition on words", '{question: come_again, answers: ["no", not_sure]}', 
     "{question: what_else, answers: [a]}", "is answered in words", "only_if: {question: what_else"),
    ("a condition that cannot come true", "answers: [other]}", "answers: [biscuit]}",
     "“biscuit” is no answer to it; there are cake, scone, other", "only_if: "),
    ("a condition on what the band is not asked", "    bands: [adult]\n", "",
     "“why_not” is not asked of “under_13”", "only_if: {question: why_not"),
    ("a condition without answers", "answers: [other]}", "answers: []}", "answers: ", "only_if: "),
    ("a key twice", "version: 1", "version: 1\nversion: 2", 'duplicate key "version"', "version: 2"),
    ("a list for the whole", LITTLE, "- tea\n", "Invalid input type", "- tea"),
    ("nothing at all", LITTLE, "", "Invalid input type", ""),
    ("no questions", LITTLE[LITTLE.index("questions:") :], "questions: []\n", "questions: give 1 to 250", "questions:"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, said, part", [pytest.param(*row[1:], id=row[0]) for row in MISTAKES])
def test_a_mistake_is_said_with_file_line_and_cure(read, tmp_path, old, new, said, part):
    assert old in LITTLE
    text = LITTLE.replace(old, new, 1)
    with pytest.raises(Mistake) as mistake:
        read(text)
    lines = str(mistake.value).splitlines()
    assert all(line.startswith(str(tmp_path / "tea.1.yaml")) for line in lines)
    assert any(f"line {line_of(text, part)}:" in line and said in line for line in lines), lines


def test_every_mistake_of_a_file_is_said_at_once_in_its_order(read):
    text = LITTLE.replace("version: 1", "version: one").replace("words: Cake", "words: 7")
    with pytest.raises(Mistake) as mistake:
        read(text)
    numbers = [int(line.split("line ")[1].split(":")[0]) for line in str(mistake.value).splitlines()]
    assert numbers == [2, line_of(text, "words: 7")]


@pytest.mark.parametrize(
    "written, said",
    [
        (b"code: \xff", "line 1: this is not UTF-8 text"),
        (b"code: tea\x00", "cannot be read"),
        (b"\ncode: [", "line 2: expected"),
        (b"[" * 100_000, "nested too deep"),
        (b"# " + b"x" * 1_000_001, "more than 1000000 bytes"),
    ],
    ids=["no UTF-8", "a NUL", "an open bracket", "nested without end", "too large"],
)
def test_what_is_no_file_of_ours_is_refused_in_plain_words(tmp_path, written, said):
    (tmp_path / "tea.1.yaml").write_bytes(written)
    with pytest.raises(Mistake, match=said):
        read_questionnaire(tmp_path / "tea.1.yaml")


def test_two_hundred_and_fifty_questions_are_enough_and_one_more_is_refused(read):
    def long(count):
        head = LITTLE[: LITTLE.index("questions:")]
        asked = "".join(f"  - {{code: q{n}, type: short, words: And {n}?}}\n" for n in range(count))
        return f"{head}questions:\n{asked}"

    assert len(read(long(250)).questions) == 250
    with pytest.raises(Mistake, match="questions: give 1 to 250"):
        read(long(251))


def test_every_file_that_we_ship_is_read():
    files = [path for path in FOLDER.iterdir() if path.name.endswith(".yaml")]
    assert len(files) >= 10
    for path in files:
        assert read_questionnaire(path)[0].questions


def test_the_example_in_the_guide_for_writers_is_a_good_file(read):
    guide = (PROJECT / "docs" / "questionnaires.md").read_text("utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    assert [it.code for it in read(example).questions] == ["listened_to", "came_when_agreed", "how_late"]
