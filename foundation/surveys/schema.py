"""What the file of a questionnaire must look like, and which of its words must agree with each other."""

from collections.abc import Collection, Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length, Range, Regexp

from foundation.contracts.text import is_text
from foundation.runtime.written_files import Strict, add_fault
from foundation.surveys.questionnaire import (
    IN_WORDS,
    NOT_SURE,
    POINTS,
    Band,
    Condition,
    Kind,
    Option,
    Question,
    Questionnaire,
)

CODE = Regexp(r"^[a-z][a-z0-9_]{0,39}$", error="use small letters, numbers and underscores")
MOST_QUESTIONS = 250
MOST_OPTIONS = 15
LONGEST = {"title": 80, "intro": 600, "words": 200, "hint": 200, "needed": 200}
BANDS = 'write one of under_13, "13_17" (with its quotes), adult, easy_read'
YES_NO_NOT_SURE = {"yes": "Yes", "no": "No", NOT_SURE: "Not sure"}

Faults = dict[Any, Any]


class Wording(fields.Field[Any]):
    """One text for every band, or a text for each band."""

    def __init__(self, longest: int, **how: Any) -> None:
        super().__init__(**how)
        self.longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, Mapping):
            return self._text(value)
        faults = {band: [BANDS] for band in value if band not in list(Band)}
        texts = {}
        for band in value.keys() - faults.keys():
            try:
                texts[Band(band)] = self._text(value[band])
            except ValidationError as error:
                faults[band] = error.messages  # type: ignore[assignment]
        if faults:
            raise ValidationError(faults)
        return texts

    def _text(self, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise ValidationError("write words here, in quotes where they are a number")
        if len(value.splitlines()) > 1 or not is_text(value):
            raise ValidationError("write plain text on one line")
        if len(value) > self.longest:
            raise ValidationError(f"this can be {self.longest} characters at most; it has {len(value)}")
        return value.strip()


def _wording(key: str, **how: Any) -> Wording:
    return Wording(LONGEST[key], **how)


def _bands(**how: Any) -> fields.List[Any]:
    band = fields.Enum(Band, by_value=True, error_messages={"unknown": BANDS})
    return fields.List(band, validate=Length(1), **how)


class Answer(fields.String):
    """A code of an answer; a point of a scale may be written as a number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        point = isinstance(value, int) and not isinstance(value, bool)
        return super()._deserialize(str(value) if point else value, attr, data, **kwargs)


class OptionSchema(Strict):
    """An answer to choose."""

    code = fields.String(required=True, validate=CODE)
    words = _wording("words", required=True)


class ConditionSchema(Strict):
    """The question, and its answers, that lead to another question."""

    question = fields.String(required=True)
    answers = fields.List(Answer(), required=True, validate=Length(1))


class QuestionSchema(Strict):
    """One question: its type, its wording for each reader, and what its type needs."""

    code = fields.String(required=True, validate=CODE)
    kind = fields.Enum(
        Kind, by_value=True, data_key="type", required=True,
        error_messages={"unknown": f"write one of {', '.join(Kind)}"},
    )  # fmt: skip
    bands = _bands(load_default=None)
    words = _wording("words", required=True)
    hint = _wording("hint", load_default=dict)
    needed = _wording("needed", load_default=dict)
    points = fields.List(_wording("words"), validate=Length(equal=len(POINTS), error="give five, from worst to best"))
    not_sure = _wording("words")
    options = fields.List(
        fields.Nested(OptionSchema), validate=Length(2, MOST_OPTIONS, error=f"give 2 to {MOST_OPTIONS}")
    )
    only_if = fields.Nested(ConditionSchema, load_default=None)

    @validates_schema
    def has_what_its_type_needs(self, data: dict[str, Any], **_: Any) -> None:
        kind: Kind = data["kind"]
        needs = {Kind.SCALE: {"points"}, Kind.ONE: {"options"}, Kind.MANY: {"options"}}.get(kind, set())
        may = needs | ({"not_sure"} if kind is Kind.SCALE else set())
        there = data.keys() & {"points", "not_sure", "options"}
        faults = {key: [f"a question of the type “{kind}” has none"] for key in there - may}
        faults |= {key: [f"a question of the type “{kind}” needs them"] for key in needs - there}
        if faults:
            raise ValidationError(faults)


class QuestionnaireFile(Strict):
    """The whole of a questionnaire's file."""

    code = fields.String(required=True, validate=CODE)
    version = fields.Integer(required=True, strict=True, validate=Range(1, 999))
    name = fields.String(required=True, validate=Length(1, 80))
    bands = _bands(required=True)
    title = _wording("title", required=True)
    intro = _wording("intro", required=True)
    questions = fields.List(
        fields.Nested(QuestionSchema), required=True,
        validate=Length(1, MOST_QUESTIONS, error=f"give 1 to {MOST_QUESTIONS}"),
    )  # fmt: skip

    @validates_schema
    def agree(self, data: dict[str, Any], **_: Any) -> None:
        """Every band has its words and no other, every code stands once, every condition can come true."""
        faults: Faults = {}
        whole: list[Band] = data["bands"]
        _stand_once(whole, faults, "bands")
        for key in ("title", "intro"):
            _has_words(data[key], whole, faults, key)
        _stand_once([question["code"] for question in data["questions"]], faults, "questions", inner="code")
        for n, question in enumerate(data["questions"]):
            bands = question["bands"] or whole
            _stand_once(bands, faults, "questions", n, "bands")
            for m, band in enumerate(bands):
                if band not in whole:
                    add_fault(faults, ("questions", n, "bands", m), f"“{band}” is no band of this questionnaire")
            _question_has_words(question, bands, faults, n)
            _can_be_asked(data["questions"], n, whole, faults)
        if faults:
            raise ValidationError(faults)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Questionnaire:
        bands = tuple(data["bands"])
        return Questionnaire(
            code=data["code"],
            version=data["version"],
            name=data["name"],
            bands=bands,
            title=_for_each(data["title"], bands),
            intro=_for_each(data["intro"], bands),
            questions=tuple(_question(read, tuple(read["bands"] or bands)) for read in data["questions"]),
        )


def _question_has_words(question: dict[str, Any], bands: list[Band], faults: Faults, n: int) -> None:
    for key in ("words", "hint", "needed", "not_sure"):
        if question.get(key):
            _has_words(question[key], bands, faults, "questions", n, key)
    for m, point in enumerate(question.get("points", ())):
        _has_words(point, bands, faults, "questions", n, "points", m)
    for m, option in enumerate(question.get("options", ())):
        _has_words(option["words"], bands, faults, "questions", n, "options", m, "words")
    _stand_once(
        [option["code"] for option in question.get("options", ())], faults, "questions", n, "options", inner="code"
    )


def _has_words(given: Any, bands: list[Band], faults: Faults, *path: str | int) -> None:
    if not isinstance(given, dict):
        return
    for band in bands:
        if band not in given:
            add_fault(faults, (*path, "_schema"), f"there are no words for “{band}”")
    for band in given:
        if band not in bands:
            add_fault(faults, (*path, str(band)), "this band is not asked here")


def _can_be_asked(questions: list[dict[str, Any]], n: int, whole: list[Band], faults: Faults) -> None:
    """Does its condition name an earlier question, asked of the same bands, and answers that there are?"""
    condition = questions[n]["only_if"]
    if condition is None:
        return
    path = ("questions", n, "only_if")
    earlier = next((it for it in questions[:n] if it["code"] == condition["question"]), None)
    if earlier is None:
        add_fault(faults, (*path, "question"), f"“{condition['question']}” is no earlier question")
        return
    for band in questions[n]["bands"] or whole:
        if band not in (earlier["bands"] or whole):
            add_fault(faults, (*path, "question"), f"“{condition['question']}” is not asked of “{band}”")
    if earlier["kind"] in IN_WORDS:
        add_fault(faults, (*path, "question"), f"“{condition['question']}” is answered in words; name one with choices")
        return
    codes = _codes(earlier)
    for m, answer in enumerate(condition["answers"]):
        if answer not in codes:
            add_fault(faults, (*path, "answers", m), f"“{answer}” is no answer to it; there are {', '.join(codes)}")


def _codes(read: dict[str, Any]) -> list[str]:
    return [option.code for option in _options(read, ())]


def _options(read: dict[str, Any], bands: tuple[Band, ...]) -> list[Option]:
    if read["kind"] is Kind.YES_NO_NOT_SURE:
        words = dict(YES_NO_NOT_SURE)
    elif read["kind"] is Kind.SCALE:
        words = dict(zip(POINTS, read["points"], strict=True))
        if "not_sure" in read:
            words[NOT_SURE] = read["not_sure"]
    else:
        words = {option["code"]: option["words"] for option in read.get("options", ())}
    return [Option(code, _for_each(said, bands)) for code, said in words.items()]


def _question(read: dict[str, Any], bands: tuple[Band, ...]) -> Question:
    condition = read["only_if"]
    return Question(
        code=read["code"],
        kind=read["kind"],
        bands=bands,
        words=_for_each(read["words"], bands),
        hint=_for_each(read["hint"], bands),
        needed=_for_each(read["needed"], bands),
        options=tuple(_options(read, bands)),
        only_if=Condition(condition["question"], frozenset(condition["answers"])) if condition else None,
    )


def _for_each(given: Any, bands: tuple[Band, ...]) -> dict[Band, str]:
    """The words of each band; none where there are none."""
    if isinstance(given, str):
        return dict.fromkeys(bands, given)
    return {band: given[band] for band in bands if band in given}


def _stand_once(codes: Collection[str], faults: Faults, *path: str | int, inner: str = "") -> None:
    seen: set[str] = set()
    for n, code in enumerate(codes):
        if code in seen:
            add_fault(faults, (*path, n, inner) if inner else (*path, n), f"“{code}” stands twice")
        seen.add(code)
