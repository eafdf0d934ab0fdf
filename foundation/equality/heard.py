"""How much a group is heard, and whether more than last year, as one reader may be told it."""

from bisect import bisect_right
from dataclasses import replace
from functools import partial
from itertools import chain

from foundation.equality.asked import Asked
from foundation.equality.intervals import change
from foundation.equality.missing_data import missing_data_bounds
from foundation.equality.release.year import Band, Change, Figures, Heard
from foundation.equality.representation import representation
from foundation.equality.settings import Settings
from foundation.equality.together import Tested
from foundation.equality.told import Cells, Telling, Told, as_known, candidates
from foundation.equality.verdicts import Reason, Verdict

WITHHELD = Heard(Verdict.CANNOT_TELL, Reason.IMPRECISE, withheld=True)
HALF, TWICE = 0.5, 2.0


def band_of(ratio: float, settings: Settings) -> Band:
    """A ratio in words; at an end it is the upper of the two."""
    return list(Band)[bisect_right([HALF, settings.ratio_low, settings.ratio_high, TWICE], ratio)]


def tell_heard(tested: Tested, group: str, told: Told, *, with_band: bool = True) -> Telling[Heard]:
    """Figures where a reader knows them already; else the verdict and a band, the verdict alone, or neither."""
    asked, judged, settings = tested.asked, tested.judged(group), tested.settings
    verdict = Heard(judged.verdict, judged.reason)
    if not tested.found or not asked.substantive:
        return as_known(verdict)
    counts, small = _counts(asked, group), asked.small(told.t)
    bare = candidates(verdict, lambda *of: tested.if_counted(group, *of), counts, told.t)
    share = tested.held[group][0].share
    if not with_band or not share or share >= 1 or asked.substantive < settings.a_min:
        return Telling(bare, WITHHELD, small)

    def band(x: int, substantive: int, unsaid: int) -> Band:
        x, substantive, _ = asked.tested(group, x, substantive, unsaid)
        return band_of(x / substantive / share, settings)

    fuller = replace(verdict, band=band(*counts.values()))
    if not asked.worth and all(told.exactly(cells) for cells in counts):
        return as_known(replace(fuller, figures=_figures(tested, group, share)))
    banded = candidates(fuller, lambda *of: (tested.if_counted(group, *of), band(*of)), counts, told.t)
    return Telling(chain(banded, bare), WITHHELD, small)


def tell_that_nothing_is_decided(tested: Tested, told: Told) -> list[Telling[bool]]:
    """Whether it may be told that on this rung no group but the largest has a verdict: a coarser rung tells it."""

    def verdict(group: str, *of: int) -> Verdict | None:
        judged = tested.if_counted(group, *of)
        return judged.verdict if judged else None

    asked = tested.asked
    return [
        Telling(
            candidates(True, partial(verdict, group), _counts(asked, group), told.t), False, asked.small(told.t)
        )
        for group in tested.others
    ]  # fmt: skip


def tell_change(tested: Tested, before: Asked | None, group: str, told: Told, *, broken: bool) -> Telling[Change]:
    """This year's share beside last year's of the same group, counted in the same way."""
    now, settings = tested.asked, tested.settings
    if before is None:
        return as_known(Change.NOTHING_BEFORE)
    if broken:
        return as_known(Change.SERIES_BROKEN)

    def word(x: int, substantive: int, x_before: int, substantive_before: int) -> Change | None:
        if x > substantive or x_before > substantive_before:
            return None
        if substantive_before < settings.a_min:
            return Change.NOTHING_BEFORE
        if substantive < settings.a_min:
            return Change.NO_CLEAR_CHANGE
        return Change(change((x, substantive), (x_before, substantive_before), settings.conf))

    counts = {
        now.cells_of(group): now.counts[group],
        now.cells_of_substantive: now.substantive,
        before.cells_of(group): before.counts[group],
        before.cells_of_substantive: before.substantive,
    }
    found = word(*counts.values()) or Change.NO_CLEAR_CHANGE
    small = [*now.small(told.t), *before.small(told.t)]
    return Telling(candidates(found, word, counts, told.t), Change.WITHHELD, small)


def _counts(asked: Asked, group: str) -> dict[Cells, int]:
    return {
        asked.cells_of(group): asked.counts[group],
        asked.cells_of_substantive: asked.substantive,
        asked.cells_of_unsaid: asked.unsaid,
    }


def _figures(tested: Tested, group: str, share: float) -> Figures:
    asked, settings = tested.asked, tested.settings
    x, substantive, unsaid = asked.counts[group], asked.substantive, asked.unsaid
    it = representation(x, substantive, share, settings.conf)
    bounds = missing_data_bounds(x, substantive, unsaid, share, settings.conf, settings.k)
    # An adjusted p may be that of another group, whose count it would tell: it is not given.
    return Figures(
        x, substantive, bounds.n, it.share, it.lo, it.hi, it.ratio, it.ratio_lo, it.ratio_hi,
        bounds.manski_conf_lo, bounds.manski_conf_hi, bounds.tipping,
    )  # fmt: skip
