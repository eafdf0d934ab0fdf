"""The kinds of figure that `heard equality compute` reckons: what is given, what is answered."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from marshmallow import Schema
from marshmallow import fields as kinds_of

from foundation.equality.attack import Bounds, attack
from foundation.equality.coverage import Group, Question, cover
from foundation.equality.differencing import Published, attack_linear
from foundation.equality.figures import BadFigure
from foundation.equality.intersections import may_cross
from foundation.equality.intervals import newcombe, wilson
from foundation.equality.missing_data import missing_data_bounds
from foundation.equality.rates import disclosure, response_rate
from foundation.equality.representation import representation
from foundation.equality.rounding import attack_rounded
from foundation.equality.second_opinions import exact_binomial, jeffreys
from foundation.equality.settings import SETTINGS
from foundation.equality.silence import content_or_shut_out
from foundation.equality.suppression import TooFewToPublish, suppress
from foundation.equality.tables import Cell, TableTooLarge, Zeros
from foundation.equality.testing import benjamini_hochberg, midp_binomial
from foundation.equality.verdicts import Verdict, judge
from foundation.equality.xmr import xmr
from heard.equality.given import (
    Count,
    CountOrNames,
    Given,
    Number,
    Weights,
    code,
    count,
    flag,
    list_of,
    number,
    objects,
    one_of,
    or_null,
    pair,
    settled,
)

Answer = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """What must be given, and how it is answered."""

    given: Schema
    answer: Callable[..., Answer]


def _figures(of: Callable[..., Any]) -> Callable[..., Answer]:
    return lambda **given: asdict(of(**given))


def _p(of: Callable[..., float]) -> Callable[..., Answer]:
    return lambda **given: {"p": of(**given)}


def _benjamini_hochberg(p: list[float]) -> Answer:
    adjusted = benjamini_hochberg(p)
    return {"p_adj": adjusted, "rejected_at_0_05": [one < SETTINGS.alpha for one in adjusted]}


def _verdict(conf: float, k: float, **given: Any) -> Answer:
    return asdict(judge(**given, settings=replace(SETTINGS, conf=conf, k=k)))


ROW = ("code", "r", "share", "ratio", "ratio_lo", "ratio_hi", "p", "p_adj", "verdict", "reason")


def _coverage_table(groups: list[Answer], non_disclosed: int, reference_missing: int, conf: float, k: float) -> Answer:
    question = Question("", tuple(Group(**group) for group in groups), non_disclosed, reference_missing)
    rows = cover([question], replace(SETTINGS, conf=conf, k=k))[0]
    return {"rows": [{name: getattr(row, name) for name in ROW} for row in rows]}


def _content_or_shut_out(complaint_verdict: str, survey_verdict: str, theta: float, **answers: Any) -> Answer:
    verdicts = Verdict(complaint_verdict), Verdict(survey_verdict)
    return asdict(content_or_shut_out(*verdicts, **answers, settings=replace(SETTINGS, theta=theta)))


def _suppress_two_way(table: list[list[int]], t: int, zeros: str) -> Answer:
    try:
        found = suppress(table, t, Zeros(zeros))
    except TooFewToPublish:
        return {"refuse": True, "suppressed": None, "cost": None, "attacker": None}
    return {"suppressed": found.hidden, "cost": found.cost, "attacker": _attacker(found.attacker)}


def _attack_two_way(table: list[list[int]], suppressed: list[Cell], known: list[Answer]) -> Answer:
    cells = [one["cell"] for one in known]
    for at, cell in enumerate(cells):
        if cell in cells[:at]:
            raise BadFigure(f"known[{at}].cell", "This cell stands twice. Leave one of them out.")
    return {"attacker": _attacker(attack(table, suppressed, {one["cell"]: (one["lo"], one["hi"]) for one in known}))}


def _attacker(found: Mapping[Cell, Bounds]) -> Answer:
    return {f"r{row}c{column}": [bounds.lo, bounds.hi] for (row, column), bounds in found.items()}


def _attack_linear(microcells: int | list[str], releases: list[Answer], target: Any) -> Answer:
    def in_turn(field: str, weights: Any) -> tuple[float, ...]:
        if not isinstance(weights, dict):
            return tuple(weights)
        names = microcells if isinstance(microcells, list) else []
        if unknown := [name for name in weights if name not in names]:
            raise BadFigure(field, f"There is no cell of the name {unknown[0][:60]!a} in microcells.")
        return tuple(weights.get(name, 0) for name in names)

    published = [
        Published(in_turn(f"releases[{at}].weights", one["weights"]), one["lo"], one["hi"])
        for at, one in enumerate(releases)
    ]
    cells = len(microcells) if isinstance(microcells, list) else microcells
    return {"bounds": attack_linear(cells, published, in_turn("target", target))}


def _intersection(**given: Any) -> Answer:
    reason = may_cross(**given)
    return {"allowed": reason == reason.OK, "reason": reason}


def _kind(answer: Callable[..., Answer], **given: kinds_of.Field[Any]) -> Kind:
    return Kind(Given.from_dict(given)(), answer)


TABLE = {"table": list_of(list_of(Count()))}
SHARE = {"reference_share": number()}

KINDS: dict[str, Kind] = {
    "wilson": _kind(_figures(wilson), x=number(), n=count(), conf=settled("conf")),
    "jeffreys": _kind(_figures(jeffreys), x=number(), n=count(), conf=settled("conf")),
    "newcombe_difference": _kind(
        _figures(newcombe), x1=number(), n1=count(), x2=number(), n2=count(), conf=settled("conf")
    ),
    "disclosure": _kind(
        _figures(disclosure), substantive=count(), prefer_not=count(), unanswered=count(), not_asked=count()
    ),
    "response_rate": _kind(
        _figures(response_rate), responses=count(), invited=count(), undeliverable=count(), conf=settled("conf")
    ),
    "representation": _kind(
        _figures(representation), x=count(), substantive=count(), conf=settled("conf"), **SHARE
    ),
    "midp_binomial": _kind(_p(midp_binomial), x=count(), n=count(), **SHARE),
    "exact_binomial_minlike": _kind(_p(exact_binomial), x=count(), n=count(), **SHARE),
    "benjamini_hochberg": _kind(_benjamini_hochberg, p=list_of(number())),
    "missing_data_bounds": _kind(
        _figures(missing_data_bounds), x=count(), substantive=count(), non_disclosed=count(), conf=settled("conf"),
        k=settled("k"), **SHARE,
    ),
    "verdict": _kind(
        _verdict, x=count(), substantive=count(), non_disclosed=count(), reference_share=or_null(Number),
        p_adj=or_null(Number), conf=settled("conf"), k=settled("k"),
    ),
    "coverage_table": _kind(
        _coverage_table,
        groups=objects({"code": code(), "x": count(), "reference": or_null(Count)}),
        non_disclosed=count(), reference_missing=Count(load_default=0), conf=settled("conf"), k=settled("k"),
    ),
    "content_or_shut_out": _kind(
        _content_or_shut_out, complaint_verdict=one_of(Verdict), survey_verdict=one_of(Verdict),
        satisfied=pair(), knows_how=pair(), feels_able=pair(), theta=settled("theta"),
    ),
    "spc_xmr": _kind(_figures(xmr), y=list_of(number()), baseline=or_null(Count), screen=flag(default=True)),
    "suppress_two_way": _kind(
        _suppress_two_way, t=Count(load_default=SETTINGS.t_officer), zeros=one_of(Zeros, "show"), **TABLE
    ),
    "attack_two_way": _kind(
        _attack_two_way, suppressed=list_of(pair()),
        known=objects({"cell": pair(), "lo": Count(load_default=0), "hi": or_null(Count)}, needed=False), **TABLE,
    ),
    "attack_rounded": _kind(
        lambda **given: {"attacker": _attacker(attack_rounded(**given))}, suppress_up_to=count(), base=count(), **TABLE
    ),
    "attack_linear": _kind(
        _attack_linear, microcells=CountOrNames(required=True),
        releases=objects({"weights": Weights(required=True), "lo": number(), "hi": number()}),
        target=Weights(required=True),
    ),
    "intersection": _kind(
        _intersection, substantive=count(),
        reference_shares=kinds_of.List(number(), load_default=None, allow_none=True),
        forbidden_pair=flag(), ways=count(),
    ),
}  # fmt: skip


def reckon(kind: Kind, given: Any) -> Answer:
    """The answer to what is given. Raises marshmallow's ValidationError, and BadFigure."""
    try:
        return kind.answer(**kind.given.load(given))
    except TableTooLarge as error:
        raise BadFigure("table", f"{error}.") from None
