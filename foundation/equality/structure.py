"""How counts are built: the finest cells by name, and what every reader knows of them without being told."""

from collections.abc import Iterator, Mapping

from foundation.equality.attack import DoesNotAddUp
from foundation.equality.characteristics import (
    ADULT,
    AGE,
    AGE_BANDS,
    CHARACTERISTICS,
    NOT_ASKED,
    PREFER_NOT,
    STATES,
    UNANSWERED,
    Characteristic,
)
from foundation.equality.counted import Counted
from foundation.equality.opinions import OPINIONS
from foundation.equality.register import Known, Register, Sum

EVERY_AGE = "easy_read"
# The ages that each wording of the questions is for; easy read is for any.
WORDINGS: Mapping[str, range] = {
    "under_13": range(0, 13), "13_17": range(13, 18), "adult": range(18, 200), EVERY_AGE: range(0, 200),
}  # fmt: skip


def answers_cell(code: str) -> str:
    """The cell of all answers of a period or a sample."""
    return f"{code}/:answers"


def declined_cell(code: str) -> str:
    """The cell of those who said no thanks to all questions together."""
    return f"{code}/:declined"


def cell(code: str, question: str, answer: str) -> str:
    """The cell of one answer to one question."""
    return f"{code}/{question}={answer}"


def crossed_cell(code: str, characteristic: str, answer: str, opinion: str, said: str) -> str:
    """The cell of one answer to an opinion within one answer to a characteristic."""
    return f"{code}/{characteristic}={answer}/{opinion}={said}"


def is_of(cells: Sum, opinion: str | None) -> bool:
    """Whether a sum is of what was said to this opinion; one of a characteristic alone is of them all."""
    return all("/" not in (rest := cell.split("/", 1)[1]) or f"/{opinion}=" in rest for cell, _ in cells)


def summed(*cells: str) -> Sum:
    """Cells that count once each."""
    return tuple((one, 1) for one in cells)


def released(counted: Counted) -> tuple[Characteristic, ...]:
    """The characteristics of which tables are made, in their order.

    What is counted beside them, a broad group or a main language, could be subtracted from the finer question and is
    never released.
    """
    asked = {question for question, _ in counted.counts}
    return tuple(one for code, one in CHARACTERISTICS.items() if code in asked)


def structure(counted: Counted) -> tuple[Known, ...]:
    """What is known beforehand of these counts, crossed ones too."""
    return (*structure_alone(counted), *structure_crossed(counted))


def structure_alone(counted: Counted) -> tuple[Known, ...]:
    """Answers to a question add up to all answers, and who is too young for a question is not asked it."""
    plain = tuple(_adding_up(counted))
    by_age = (*plain, *_not_asked_by_age(counted))
    return by_age if _holds(by_age, counted) else plain


def structure_crossed(counted: Counted) -> tuple[Known, ...]:
    """Crossed answers add up to both of their parts; and how all together answered an opinion other pages show."""
    return (*_opinions(counted), *_crossed(counted))


def structure_of_the_young(counted: Counted) -> tuple[Known, ...]:
    """What is known beforehand of opinions of those who are too young for a question: they were not asked it.

    Who is too young for one is too young for those that are asked later. Nothing where an older version of the
    questions asked at other ages.
    """
    lines = tuple(
        line for opinion in OPINIONS for said, n in counted.of(opinion).items() if n
        for line in _too_young(counted, opinion, said)
    )  # fmt: skip
    true = {crossed_cell(counted.code, *at): n for at, n in counted.crossed.items()}
    sums = [sum(weight * true.get(name, 0) for name, weight in line.cells) for line in lines]
    agree = all(line.lo <= n and (line.hi is None or n <= line.hi) for line, n in zip(lines, sums, strict=True))
    return lines if agree else ()


def _too_young(counted: Counted, opinion: str, said: str) -> Iterator[Known]:
    crossed = {name for name, _, other, _ in counted.crossed if other == opinion}
    not_asked: dict[int, list[str]] = {}
    for one in released(counted):
        if one.code in crossed and one.asked_from and one.asked_until > ADULT:
            of_those = crossed_cell(counted.code, one.code, NOT_ASKED, opinion, said)
            not_asked.setdefault(one.asked_from, []).append(of_those)
    youngest = 0
    younger: tuple[str, ...] = ()
    for age, (first, *others) in sorted(not_asked.items()):
        yield from (Known(((first, 1), (other, -1)), 0, 0) for other in others)
        bands = [band for band in AGE_BANDS if AGE.code in crossed and youngest <= _span(band)[0] < age]
        here = (*younger, *(crossed_cell(counted.code, AGE.code, band, opinion, said) for band in bands))
        yield Known(((first, 1), *((one, -1) for one in here)), 0, None)
        youngest, younger = age, (first,)


def _adding_up(counted: Counted) -> Iterator[Known]:
    for one in released(counted):
        cells = summed(*(cell(counted.code, one.code, answer) for answer in (*one.answers, *STATES)))
        yield Known((*cells, (answers_cell(counted.code), -1)), 0, 0)


def _opinions(counted: Counted) -> Iterator[Known]:
    for (question, said), n in counted.counts.items():
        if question in OPINIONS:
            yield Known(summed(cell(counted.code, question, said)), n, n)


def _crossed(counted: Counted) -> Iterator[Known]:
    """An opinion that nobody gave at all has no crossed cell."""
    crossed = {(name, opinion) for name, _, opinion, _ in counted.crossed}
    for one in released(counted):
        for opinion in (opinion for opinion in OPINIONS if (one.code, opinion) in crossed):
            given = [said for said, n in counted.of(opinion).items() if n]
            answers = (*one.answers, *STATES)
            for answer in answers:
                row = summed(*(crossed_cell(counted.code, one.code, answer, opinion, said) for said in given))
                yield Known((*row, (cell(counted.code, one.code, answer), -1)), 0, 0)
            for said in given:
                column = summed(*(crossed_cell(counted.code, one.code, answer, opinion, said) for answer in answers))
                yield Known((*column, (cell(counted.code, opinion, said), -1)), 0, 0)


def _not_asked_by_age(counted: Counted) -> Iterator[Known]:
    """Who is asked a question hangs on the wording they read and the age they say.

    How many read which wording and said which age is not counted: those cells are the reader's unknowns.
    """
    ages = (*AGE_BANDS, PREFER_NOT, UNANSWERED)
    read = [(wording, age) for wording in WORDINGS for age in ages if age not in AGE_BANDS or _fits(wording, age)]
    names = {pair: f"{counted.code}/:wording={pair[0]}/{AGE.code}={pair[1]}" for pair in read}
    characteristics = released(counted)
    if AGE in characteristics:
        for age in ages:
            of_age = summed(*(name for (_, said), name in names.items() if said == age))
            yield Known((*of_age, (cell(counted.code, AGE.code, age), -1)), 0, 0)
    for one in characteristics:
        not_asked = summed(*(name for pair, name in names.items() if not is_asked(one, *pair)))
        yield Known((*not_asked, (cell(counted.code, one.code, NOT_ASKED), -1)), 0, 0)
    yield Known((*summed(*names.values()), (answers_cell(counted.code), -1)), 0, 0)


def is_asked(characteristic: Characteristic, wording: str, age: str) -> bool:
    """Whether somebody who reads this wording and says this age, or says none, is asked the question."""
    if characteristic.asked_from == 0:
        return True
    # Who reads easy read may be a child, and who does not say an age is of any that the wording is for.
    span = _span(age) if age in AGE_BANDS else WORDINGS[wording]
    return wording != EVERY_AGE and characteristic.asked_from <= span[0] and span[-1] <= characteristic.asked_until


def _fits(wording: str, age: str) -> bool:
    return _span(age)[0] in WORDINGS[wording]


def _span(age: str) -> range:
    first, last = age.removeprefix("a").split("_")
    return range(int(first), 200 if last == "plus" else int(last) + 1)


def _holds(lines: tuple[Known, ...], counted: Counted) -> bool:
    """Whether the counts agree with these lines: an older version of the questions may have asked at other ages."""
    true = [
        Known(summed(cell(counted.code, one.code, answer)), n, n)
        for one in released(counted)
        for answer, n in {**dict.fromkeys((*one.answers, *STATES), 0), **counted.of(one.code)}.items()
    ]
    crossed = "/:wording="
    try:
        Register(true, lines).bounds(summed(*{name for line in lines for name, _ in line.cells if crossed in name}))
    except DoesNotAddUp:
        return False
    return True
