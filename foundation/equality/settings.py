"""Every number on which a verdict turns, in one record with a version, so that a page can show what it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

OURS = "this project’s own choice"


def _setting(value: Any, words: str, source: str = OURS, *, of_reports: bool = True) -> Any:
    return field(default=value, metadata={"words": words, "source": source, "of_reports": of_reports})


@dataclass(frozen=True)
class Explained:
    """One setting as it is shown: its name, its value, what it means, where it is from, and if any report uses it.

    Those that none uses are for figures of an analyst, by `heard equality compute`.
    """

    name: str
    value: float
    words: str
    source: str
    of_reports: bool


@dataclass(frozen=True)
class Settings:
    """The settings of one report. A changed setting is a new version: give both."""

    version: str = "2026-11-26.2"
    owner: str = "the council’s equality officer"

    conf: float = _setting(0.95, "Confidence of every interval.", "practice of the statistics profession")
    alpha: float = _setting(
        0.05, "A difference counts when its adjusted p is below this.", "Benjamini and Hochberg (1995)"
    )
    k: float = _setting(2.0, "People who did not say are at most so many times as likely to be in the group, or not.")
    a_min: int = _setting(20, "With fewer answers than this there is no verdict and no share is shown.")
    d_min: float = _setting(0.5, "Where fewer than this share of those asked answered, only the worst case decides.")
    ratio_low: float = _setting(0.8, "From this ratio on, a share is as expected: the lower end.")
    ratio_high: float = _setting(1.25, "Up to this ratio, a share is as expected: the upper end.")
    theta: float = _setting(0.6, "More than this share of yes is high, less is low, for satisfied, knows how and able.")
    n_state: int = _setting(10, "With fewer answers than this an opinion is unclear.")

    tally_boxes: int = _setting(20, "So many sealed answers of an open period are counted together, or none.")
    close_answers: int = _setting(50, "A period with fewer answers than this runs on into the next.")
    close_after_days: int = _setting(14, "So many days after its last day a period is closed at the earliest.")
    take_up_margin: float = _setting(
        0.1, "A quarter is warned of when the share who answered is surely more than this above that of earlier ones."
    )
    take_up_quarters: int = _setting(4, "So many earlier quarters it is compared with, at the most.")
    warned_days: int = _setting(14, "So many days after a warning a quarter is counted if nobody says to drop it.")

    crossed_min: int = _setting(100, "Two questions are crossed only with so many answers.", of_reports=False)
    expected_min: float = _setting(
        1.0,
        "Two questions are not crossed when a cell expects fewer people than this.",
        "after Cochran (1954), recalled",
        of_reports=False,
    )
    expected_sparse: float = _setting(
        5.0,
        "A cell that expects fewer people than this is sparse.",
        "after Cochran (1954), recalled",
        of_reports=False,
    )
    sparse_most: float = _setting(
        0.2,
        "At most this share of crossed cells may be sparse.",
        "after Cochran (1954), recalled",
        of_reports=False,
    )
    crossed_hidden_most: float = _setting(
        1 / 3, "A crossed table with a greater share of cells hidden is not made.", of_reports=False
    )

    t_officer: int = _setting(
        5,
        "The officer’s tables hide counts from 1 to below this.",
        "near to DfE, which hides 1 to 5 in children in need",
    )
    t_public: int = _setting(10, "Public tables hide counts from 1 to below this.", "ONS Longitudinal Study; ACRO")
    hidden_most: float = _setting(0.5, "A table with a greater share of its cells hidden is grouped more coarsely.")
    cells_most: int = _setting(120, "A table of more cells is grouped more coarsely first.")
    node_limit: int = _setting(500, "After so many steps the search for the fewest hidden cells ends and hides all.")
    width_min: int = _setting(3, "A hidden count must have at least so many steps between its least and its most.")

    mr_screen: float = _setting(
        3.267, "A moving range of so many times the mean one is left out.", "NHSRplotthedots; Wheeler on XmR, D4"
    )
    limit: float = _setting(
        2.66, "The limits lie so many mean moving ranges from the mean.", "NHSRplotthedots; Wheeler on XmR, 3/1.128"
    )
    run: int = _setting(7, "So many points on one side, or each above the last, are a signal.", "NHSRplotthedots")
    points_min: int = _setting(12, "With fewer points the limits are called trial.", "NHS Making Data Count")

    def explained(self) -> Iterator[Explained]:
        """Each setting but the version, in the order in which they are used."""
        for one in fields(self):
            if one.metadata:
                yield Explained(one.name, getattr(self, one.name), **one.metadata)


SETTINGS = Settings()
