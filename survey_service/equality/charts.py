"""Pictures of what is released, drawn here as SVG without scripts. Each is given only what its page may tell.

Nothing is told by colour alone, and the same figures stand in a table beside each picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from textwrap import wrap

from markupsafe import Markup

from foundation.equality.release.counts import Step
from foundation.equality.release.demand import Limits
from foundation.equality.release.year import Band, Heard, Opinion
from foundation.equality.settings import SETTINGS
from foundation.equality.verdicts import Verdict

WIDE = 360
LEFT, RIGHT = 14, 346
LETTERS, BOLD_LETTERS = 40, 34  # that fit one line
SIZE, LINE = 15, 19
INK, QUIET, GRID, MARK, FIELD = "#0b0c0c", "#484949", "#b1b4b6", "#1d70b8", "#eef3f8"
HALO = Markup('paint-order="stroke" stroke="#ffffff" stroke-width="4"')  # so that no line runs through a word
LEAST, MOST = 0.25, 4.0
ENDS = {
    Band.UNDER_HALF: (0.0, 0.5), Band.HALF_TO_LOW: (0.5, 0.8), Band.AS_EXPECTED: (0.8, 1.25),
    Band.TO_TWICE: (1.25, 2.0), Band.OVER_TWICE: (2.0, 9.0),
}  # fmt: skip
MONTHS_LEFT, MONTHS_HIGH, MOST_LABELS = 46, 230, 4
NAMED = ((0.25, "¼"), (0.5, "½"), (1.0, "as expected"), (2.0, "twice"), (4.0, "4 ×"))


@dataclass(frozen=True)
class Row:
    """One group of a dot plot: its name, what is said of it, and how much it is heard."""

    name: str
    told: str
    heard: Heard


def dot_plot(rows: Sequence[Row], title: str) -> Markup:
    """How often each group is heard beside what one would expect, from a quarter to four times, by size.

    A dot with its interval where figures are told, a bar where only a band is, words alone where neither is. Filled is
    less or more than expected, a square is as expected, hollow cannot be told.
    """
    drawn, y = [], 34.0
    for row in sorted(rows, key=_size):
        inside, y = _row(row, y)
        drawn.append(inside)
    low, high = _log(SETTINGS.ratio_low), _log(SETTINGS.ratio_high)
    behind = [
        Markup('<rect x="{}" y="24" width="{}" height="{}" fill="{}"/>').format(
            _at(low), _at(high - low), y - 30, FIELD
        ),
        *(_tick(_log(ratio), name, y) for ratio, name in NAMED),
    ]
    return _picture([*behind, *drawn], y, title)


def likely(lines: Sequence[tuple[str, Opinion]], title: str) -> Markup:
    """Shares of yes from 0 to 100%, each with its interval, beside the share that counts as high."""
    y, drawn = 34.0, []
    for name, said in lines:
        if said.k is not None and said.n and said.lo is not None and said.hi is not None:
            words, y = _words([f"{name}: {said.k:,} of {said.n:,}"], y, bold=False)
            y += 8
            marks = _interval(_part(said.lo), _part(said.hi), y), _dot(_part(said.k / said.n), y, filled=True)
            drawn += [words, _lane(y), _high_from(y), *marks]
            y += 22
    ticks = [_tick(_part(at / 100), f"{at}%", y) for at in (0, 25, 50, 75, 100)]
    return _picture([*ticks, *drawn], y, title) if drawn else Markup("")


def funnel(steps: Sequence[tuple[str, Step]], title: str) -> Markup:
    """A bar for each step, as long as its count; none where the count is hidden."""
    most = max((step.n for _, step in steps if step.n), default=0)
    y, drawn = 0.0, []
    for name, step in steps:
        words, y = _words([name if step.n is None else f"{name}: {step.n:,}"], y, bold=True)
        drawn.append(words)
        if step.n is not None and most:
            drawn.append(
                Markup('<rect x="{}" y="{}" width="{}" height="18" fill="{}"/>').format(
                    LEFT, _at(y), _at((RIGHT - LEFT) * step.n / most), MARK
                )
            )
        y += 34
    return _picture(drawn, y - 6, title) if most else Markup("")


def by_month(points: Sequence[tuple[str, float]], limits: Limits, title: str) -> Markup:
    """A point for each month, with the mean and the limits of the usual ups and downs; a square stands out of them."""
    top = max(limits.upper, *(value for _, value in points)) * 1.05 or 1.0
    xs = [MONTHS_LEFT + (at + 0.5) * (RIGHT - MONTHS_LEFT) / len(points) for at in range(len(points))]
    ys = [_high(value / top) for _, value in points]
    out = {at for kind in limits.signals.values() for at in kind}
    levels = ((limits.mean, "6 0"), (limits.upper, "6 4"), (max(0.0, limits.lower), "6 4"), (0.0, "1 0"))
    across = [_across(value, top, dashes) for value, dashes in levels]
    joined = " ".join(f"{_at(x)},{_at(y)}" for x, y in zip(xs, ys, strict=True))
    line = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>').format(joined, MARK)
    marks = [
        _square(x, y) if at in out else _dot(x, y, filled=True, radius=4)
        for at, (x, y) in enumerate(zip(xs, ys, strict=True), 1)
    ]
    every = -(-len(points) // MOST_LABELS)
    labels = [_label(xs[at], MONTHS_HIGH - 8, name) for at, (name, _) in enumerate(points) if at % every == 0]
    return _picture([*across, line, *marks, *labels], MONTHS_HIGH, title)


def _row(row: Row, y: float) -> tuple[Markup, float]:
    name, y = _words([row.name], y, bold=True)
    told, y = _words([row.told], y, bold=False)
    y += 6
    drawn = [name, told, _lane(y)]
    heard = row.heard
    if heard.withheld:
        pass
    elif heard.figures:
        drawn += [
            _interval(_log(heard.figures.ratio_lo), _log(heard.figures.ratio_hi), y),
            _marker(heard.verdict, _log(heard.figures.ratio), y),
        ]
    elif heard.band:
        drawn.append(_bar(*ENDS[heard.band], y, filled=heard.verdict != Verdict.CANNOT_TELL))
    return Markup("").join(drawn), y + 30


def _size(row: Row) -> float:
    if row.heard.withheld:
        return float("inf")
    if row.heard.figures:
        return row.heard.figures.ratio
    return sum(ENDS[row.heard.band]) / 2 if row.heard.band else float("inf")


def _marker(verdict: Verdict, x: float, y: float) -> Markup:
    if verdict == Verdict.AS_EXPECTED:
        return _square(x, y)
    return _dot(x, y, filled=verdict != Verdict.CANNOT_TELL)


def _square(x: float, y: float) -> Markup:
    return Markup('<rect x="{}" y="{}" width="12" height="12" fill="{}"/>').format(_at(x - 6), _at(y - 6), INK)


def _dot(x: float, y: float, *, filled: bool, radius: float = 6.5) -> Markup:
    return Markup('<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="2"/>').format(
        _at(x), _at(y), radius, MARK if filled else "#ffffff", MARK
    )


def _across(value: float, top: float, dashes: str) -> Markup:
    """A line at this height with its number beside it."""
    y = _high(value / top)
    return Markup(
        '<path d="M{left} {y}H{right}" stroke="{ink}" stroke-dasharray="{dashes}"/>'
        '<text x="{at}" y="{middle}" text-anchor="end" font-size="14" fill="{ink}">{value}</text>'
    ).format(
        left=MONTHS_LEFT, right=RIGHT, y=_at(y), ink=QUIET, dashes=dashes, at=MONTHS_LEFT - 6, middle=_at(y + 5),
        value=f"{value:.1f}".removesuffix(".0"),
    )  # fmt: skip


def _label(x: float, y: float, name: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="middle" font-size="14" fill="{}">{}</text>').format(
        _at(x), _at(y), QUIET, name
    )


def _high(part: float) -> float:
    return 12 + (1 - part) * (MONTHS_HIGH - 48)


def _interval(lo: float, hi: float, y: float) -> Markup:
    """A line with a stroke at each end; without one where it goes on beyond the picture."""
    ends = Markup("").join(
        Markup('<path d="M{} {}v10" stroke="{}" stroke-width="2"/>').format(_at(x), _at(y - 5), INK)
        for x in (lo, hi)
        if LEFT < x < RIGHT
    )
    line = Markup('<path d="M{} {}H{}" stroke="{}" stroke-width="2"/>').format(_at(lo), _at(y), _at(hi), INK)
    return line + ends


def _bar(lo: float, hi: float, y: float, *, filled: bool) -> Markup:
    start, end = _log(lo), _log(hi)
    return Markup('<rect x="{}" y="{}" width="{}" height="10" rx="5" fill="{}" stroke="{}" stroke-width="2"/>').format(
        _at(start), _at(y - 5), _at(end - start), MARK if filled else "#ffffff", MARK
    )


def _high_from(y: float) -> Markup:
    return Markup('<path d="M{} {}v22" stroke="{}" stroke-width="2" stroke-dasharray="4 3"/>').format(
        _at(_part(SETTINGS.theta)), _at(y - 11), INK
    )


def _lane(y: float) -> Markup:
    return Markup('<path d="M{} {}H{}" stroke="{}"/>').format(LEFT, _at(y), RIGHT, GRID)


def _tick(x: float, name: str, until: float) -> Markup:
    anchor = "start" if x <= LEFT else "end" if x >= RIGHT else "middle"
    return Markup(
        '<path d="M{x} 24V{end}" stroke="{grid}"/>'
        '<text x="{x}" y="16" text-anchor="{anchor}" font-size="14" fill="{quiet}">{name}</text>'
    ).format(x=_at(x), end=_at(until - 6), grid=GRID, quiet=QUIET, anchor=anchor, name=name)


def _words(said: Sequence[str], y: float, *, bold: bool) -> tuple[Markup, float]:
    """Words broken into lines, and where the next begins."""
    lines = [line for one in said for line in wrap(one, BOLD_LETTERS if bold else LETTERS)]
    drawn = Markup("").join(
        Markup('<text x="{}" y="{}" font-size="{}" font-weight="{}" fill="{}" {}>{}</text>').format(
            LEFT, _at(y + LINE * at + SIZE), SIZE, "700" if bold else "400", INK, HALO, line
        )
        for at, line in enumerate(lines)
    )
    return drawn, y + LINE * len(lines) + 4


def _picture(inside: Sequence[Markup], high: float, title: str) -> Markup:
    return Markup(
        '<svg class="heard-chart heard-chart--rows" viewBox="0 0 {wide} {high}" role="img" aria-label="{title}" '
        'focusable="false">{inside}</svg>'
    ).format(wide=WIDE, high=_at(high), title=title, inside=Markup("").join(inside))


def _log(ratio: float) -> float:
    """Where a ratio stands, the ends for what is beyond them."""
    part = (log2(min(max(ratio, LEAST), MOST)) - log2(LEAST)) / (log2(MOST) - log2(LEAST))
    return LEFT + part * (RIGHT - LEFT)


def _part(share: float) -> float:
    return LEFT + share * (RIGHT - LEFT)


def _at(number: float) -> str:
    return f"{number:.1f}"
