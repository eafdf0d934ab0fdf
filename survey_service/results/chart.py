"""A share over time as a picture, drawn here. The same figures stand in a table beside it."""

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from foundation.surveys.results import Share

WIDE, HIGH = 480, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 40
INK, LINE, GRID = "#0b0c0c", "#1d70b8", "#b1b4b6"
GRIDLINES = (0, 25, 50, 75, 100)
MOST_LABELS = 4


def chart(points: Sequence[tuple[str, Share | None]], title: str) -> Markup:
    """A dot for each share with its interval as a bar; a line joins neighbours, and breaks where one is not shown."""
    places = [(_x(at, len(points)), share) for at, (_, share) in enumerate(points)]
    drawn = [*map(_gridline, GRIDLINES), *_labels([label for label, _ in points])]
    for shown, run in groupby(places, key=lambda it: it[1] is not None):
        if shown:
            drawn += _run([(x, share) for x, share in run if share])
    return Markup(
        '<svg class="heard-chart" viewBox="0 0 {wide} {high}" role="img" aria-label="{title}" focusable="false">'
        "{inside}</svg>"
    ).format(wide=WIDE, high=HIGH, title=title, inside=Markup("").join(drawn))


def _run(run: Sequence[tuple[float, Share]]) -> list[Markup]:
    line = " ".join(f"{x:.1f},{_y(share.share):.1f}" for x, share in run)
    drawn = [Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>').format(line, LINE)]
    for x, share in run:
        drawn.append(
            Markup('<path d="M{x} {lo}V{hi}M{left} {lo}h10M{left} {hi}h10" stroke="{ink}" stroke-width="1.5"/>').format(
                x=f"{x:.1f}", left=f"{x - 5:.1f}", lo=f"{_y(share.lo):.1f}", hi=f"{_y(share.hi):.1f}", ink=INK
            )
        )
        drawn.append(
            Markup('<circle cx="{}" cy="{}" r="5" fill="{}"/>').format(f"{x:.1f}", f"{_y(share.share):.1f}", LINE)
        )
    return drawn


def _gridline(percent: int) -> Markup:
    y = _y(percent / 100)
    return Markup(
        '<path d="M{left} {y}H{right}" stroke="{grid}"/>'
        '<text x="{at}" y="{middle}" text-anchor="end" font-size="16" fill="{ink}">{percent}%</text>'
    ).format(
        left=LEFT, right=WIDE - RIGHT, y=f"{y:.1f}", grid=GRID, at=LEFT - 8, middle=f"{y + 5:.1f}", ink=INK,
        percent=percent,
    )  # fmt: skip


def _labels(labels: Sequence[str]) -> list[Markup]:
    """As many names of points as there is room for, evenly."""
    every = -(-len(labels) // MOST_LABELS)
    return [
        Markup('<text x="{}" y="{}" text-anchor="middle" font-size="16" fill="{}">{}</text>').format(
            f"{_x(at, len(labels)):.1f}", HIGH - 12, INK, label
        )
        for at, label in enumerate(labels)
        if at % every == 0
    ]


def _x(at: int, of: int) -> float:
    return LEFT + (at + 0.5) * (WIDE - LEFT - RIGHT) / of


def _y(share: float) -> float:
    return TOP + (1 - share) * (HIGH - TOP - BOTTOM)
