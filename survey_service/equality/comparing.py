"""One release as the officer reads it and as everybody does, side by side: what the public version leaves out."""

from collections.abc import Iterator, Mapping, Sequence

from foundation.equality.release.counts import Counts
from foundation.equality.release.demand import Demand
from foundation.equality.release.year import Characteristic, Heard, Line, Year
from survey_service.equality import parts, tables, words
from survey_service.equality.history import Released
from survey_service.equality.telling import Part, Table

OFFICER, PUBLIC = "For the officer", "Public"
NOT_THERE, SAME = "–", "The same"


def compare(officer: Released, public: Released | None, areas: Mapping[str, str]) -> list[Part]:
    """Both versions of one number; the public one is missing only where it was not made."""
    found, shown = officer.content, public.content if public else None
    if isinstance(found, Counts):
        return list(_counts(found, shown, areas))
    if isinstance(found, Year):
        return list(_year(found, shown, areas))
    return _demand(found, shown, areas)


def made_from(it: Released) -> list[str]:
    """What a release was made from, as far as it says so itself."""
    said = [f"{words.span(it.begins_on, it.ends_on)}, settings of version {it.settings_version}."]
    found = it.content
    if isinstance(found, Counts):
        said.append(f"Questions of version {', '.join(map(str, found.versions)) or 'unknown'}.")
    elif isinstance(found, Demand):
        said += [f"{words.compared_with(found.open_children)}."] if found.open_children else []
    else:
        n = len(found.periods)
        said.append(f"{n} closed {'quarter' if n == 1 else 'quarters'} of answers of people who complained.")
        said.append("One survey of families." if found.sample else "No survey of families.")
        said += [
            f"{words.characteristic(one.code)}: {words.compared_with(one.against)}."
            for one in found.characteristics
            if one.against
        ]
    return said


def _counts(officer: Counts, public: Counts | None, areas: Mapping[str, str]) -> Iterator[Part]:
    versions = [(OFFICER, officer), *([(PUBLIC, public)] if public else [])]
    funnel = [
        (words.STEPS.get(step.code, step.code), *(_step(of, step.code) for _, of in versions))
        for step in officer.funnel
    ]  # fmt: skip
    answers = [
        ("Answers", *(words.number(of.answers) for _, of in versions)),
        ("No thanks to all questions", *(words.number(of.declined) for _, of in versions)),
    ]
    head = ("Step", *(name for name, _ in versions))
    yield Part("How many answered", tables=[Table("From being asked to answering", head, [*funnel, *answers])])
    every = [it for _, of in versions for it in (*of.tables, *of.withheld)]
    for key in dict.fromkeys((it.characteristic, it.opinion) for it in every):
        yield _one_question(key, versions, areas)


def _one_question(
    key: tuple[str, str | None], versions: Sequence[tuple[str, Counts]], areas: Mapping[str, str]
) -> Part:
    found = {name: it for name, of in versions for it in of.tables if (it.characteristic, it.opinion) == key}
    left_out = [(name, it) for name, of in versions for it in of.withheld if (it.characteristic, it.opinion) == key]
    said = [f"{name}: not shown, because {words.WITHHELD.get(it.why, it.why)}." for name, it in left_out]
    heading = tables.caption(next(iter((*found.values(), *(it for _, it in left_out)))))
    if len(found) > 1 and len({(it.rung, it.rows, it.columns) for it in found.values()}) == 1 and key[1] is None:
        lines = zip(*(tables.rows(it, areas) for it in found.values()), strict=True)
        rows = [(name, n, *(other for _, other in others)) for (name, n), *others in lines]
        return Part(heading, said, tables=[Table("How many gave each answer", ("Group", *found), rows)])
    shown = [
        Table(f"{heading}. {name}", ("Group", *tables.columns(it)), tables.rows(it, areas))
        for name, it in found.items()
    ]  # fmt: skip
    return Part(heading, said, tables=shown)


def _step(of: Counts, code: str) -> str:
    return next((words.number(step.n) for step in of.funnel if step.code == code), NOT_THERE)


def _year(officer: Year, public: Year | None, areas: Mapping[str, str]) -> Iterator[Part]:
    shown = {(it.code, it.channel): it for it in public.characteristics} if public else {}
    for it in officer.characteristics:
        other = shown.get((it.code, it.channel))
        lines, others = _lines(it), _lines(other) if other else {}
        rows = [
            (words.group(it.code, group, areas), *_beside(_line(lines.get(group), it), _line(others.get(group), it)))
            for group in dict.fromkeys((*lines, *others))
        ]  # fmt: skip
        heading = f"{words.characteristic(it.code)}, {words.CHANNELS[it.channel]}"
        yield Part(heading, tables=[Table("What is said of each group", ("Group", OFFICER, PUBLIC), rows)])


def _beside(officer: str, public: str) -> tuple[str, str]:
    return officer, SAME if public == officer else public


def _lines(it: Characteristic) -> dict[str, Line]:
    return {line.group: line for line in it.lines}


def _line(line: Line | None, of: Characteristic) -> str:
    if line is None:
        return NOT_THERE
    outcome = f" {words.OUTCOMES[line.outcome]}." if line.outcome else ""
    return f"{_heard(line.complained, words.COUNTED[of.channel])}.{outcome}"


def _heard(heard: Heard, of: str) -> str:
    much = words.how_much(heard, of)
    said = words.verdict(heard).capitalize()
    return f"{said}: {much}" if much else said


def _demand(officer: Demand, public: Demand | None, areas: Mapping[str, str]) -> list[Part]:
    others = {one[0]: one for one in parts.rows(public, areas)} if public else {}
    rows = [
        (name, complaints, others[name][1] if name in others else NOT_THERE, compliments,
         others[name][2] if name in others else NOT_THERE)
        for name, complaints, compliments, *_ in parts.rows(officer, areas)
    ]  # fmt: skip
    head = ("Part of the service", "Complaints", "Complaints, public", "Compliments", "Compliments, public")
    said = ["The months are the same in both versions."]
    return [Part("By part of the service", said, tables=[Table("Complaints and compliments", head, rows)])]
