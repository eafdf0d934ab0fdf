"""Figures that cannot be true are refused, with the name of the figure."""

from numbers import Real

MOST_PEOPLE = 1_000_000_000


class BadFigure(ValueError):
    """A figure that cannot be true: which, and how to mend it."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(f"{field}: {said}")
        self.field, self.said = field, said


def refuse_count(field: str, count: int, least: int = 0, most: int = MOST_PEOPLE) -> None:
    """People are counted in whole numbers. Raises BadFigure."""
    if count != int(count) or not least <= count <= most:
        raise BadFigure(field, f"Give a whole number from {least} to {most}.")


def refuse_part(field: str, part: float, whole_field: str, whole: float) -> None:
    """A part is no more than the whole. Raises BadFigure."""
    if not 0 <= part <= whole:
        raise BadFigure(field, f"Give a number from 0 to {whole_field}, which is {whole}.")


def refuse_share(field: str, share: float) -> None:
    """A share against which a group is held lies between 0 and 1, neither included. Raises BadFigure."""
    if not isinstance(share, Real) or not 0 < share < 1:
        raise BadFigure(field, "Give a share above 0 and below 1, like 0.0888.")
