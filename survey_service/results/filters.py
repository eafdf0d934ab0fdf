"""What can be asked of the results, all in the address, so that a link can be sent to a colleague."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from wtforms.fields import SelectChoice

from foundation.council import Council
from foundation.pages.fields import Form, picker
from foundation.procedure.ombudsman import FIRST_MONTH, municipal_year
from foundation.surveys.results import Item
from foundation.surveys.trend import Months

WHOLE, AREA, MONTH, TEAM, READER, SEND_OUT = "", "area", "month", "team", "reader", "send_out"
ANSWERS_BY = {
    WHOLE: "All together", AREA: "Part of the service", MONTH: "Month", TEAM: "Team", READER: "Who it was worded for",
}  # fmt: skip
RATES_BY = {
    WHOLE: "All together", AREA: "Part of the service", MONTH: "Month", TEAM: "Team", SEND_OUT: "Send-out",
}  # fmt: skip
MOST_MONTHS = 120


@dataclass(frozen=True)
class Wanted:
    """Which months and which part of the service (empty: all), told apart by what, and one question or (empty) all."""

    months: Months
    area: str = ""
    by: str = WHOLE
    question: str = ""
    questionnaire: str = ""


class MonthsForm(Form):
    """From which month to which; a municipal year unless told otherwise."""

    since = picker("From", ())
    until = picker("To", ())

    def __init__(self, first: date | None, today: date) -> None:
        this_month = today.replace(day=1)
        year = date(municipal_year(today), FIRST_MONTH, 1)
        super().__init__(
            formdata=request.args, meta={"csrf": False}, data={"since": code_of(year), "until": code_of(this_month)}
        )
        self.first = min(first or year, year)
        self.today = today
        every = Months(self.first, this_month).every()[-MOST_MONTHS:]
        for field, usual in ((self.since, year), (self.until, this_month)):
            field.choices = [SelectChoice(code_of(month), in_words(month)) for month in reversed(every)]
            field.data = field.data or code_of(usual)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Is every filter one that we know, and the first month not after the last? Each error names its field."""
        if super().validate(*args, **kwargs) and self.since.data > self.until.data:
            self.until.errors = ["To: choose the month of “From”, or a later one"]
        return not self.errors

    def months(self) -> Months:
        """From the first to the last, as days."""
        return Months(_month(self.since.data), _month(self.until.data))

    def years(self) -> list[tuple[str, dict[str, str]]]:
        """Each municipal year of which there is something, the newest first: its name and its place in the address."""
        found = []
        for year in range(municipal_year(self.today), municipal_year(self.first) - 1, -1):
            last = min(date(year + 1, FIRST_MONTH - 1, 1), self.today.replace(day=1))
            first = date(year, FIRST_MONTH, 1)
            found.append((f"{in_words(first)} to {in_words(last)}", {"since": code_of(first), "until": code_of(last)}))
        return found

    def address(self) -> dict[str, str]:
        """The filters that stand, to be carried by links of this page."""
        return {field.short_name: field.data for field in self if field.data}


class AnswersForm(MonthsForm):
    """What of one questionnaire's answers."""

    area = picker("Part of the service", ())
    by = picker("Tell apart by", ANSWERS_BY.items())
    question = picker("Question", ())

    def __init__(self, first: date | None, today: date, council: Council, items: Sequence[Item]) -> None:
        super().__init__(first, today)
        self.area.choices = areas(council)
        self.question.choices = [SelectChoice("", "All"), *(SelectChoice(it.code, it.words) for it in items)]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """As above; readers are told apart in the whole service only."""
        if super().validate(*args, **kwargs) and self.by.data == READER and self.area.data:
            self.area.errors = ["Part of the service: choose “All” to tell apart who it was worded for"]
        return not self.errors

    def wanted(self) -> Wanted:
        """What was asked for, as values."""
        return Wanted(self.months(), self.area.data or "", self.by.data or "", self.question.data or "")


class RatesForm(MonthsForm):
    """Whose response rates."""

    questionnaire = picker("Questionnaire", ())
    area = picker("Part of the service", ())
    by = picker("Tell apart by", RATES_BY.items())

    def __init__(self, first: date | None, today: date, council: Council, names: Mapping[str, str]) -> None:
        super().__init__(first, today)
        self.area.choices = areas(council)
        self.questionnaire.choices = [SelectChoice("", "All"), *(SelectChoice(*one) for one in names.items())]

    def wanted(self) -> Wanted:
        """What was asked for, as values."""
        return Wanted(
            self.months(), self.area.data or "", self.by.data or "", questionnaire=self.questionnaire.data or ""
        )


def areas(council: Council) -> list[Any]:
    """Parts of the service to choose from."""
    return [SelectChoice("", "All"), *(SelectChoice(area.code, area.words) for area in council.areas.values())]


def code_of(month: date) -> str:
    """2026-04"""
    return f"{month:%Y-%m}"


def in_words(month: date) -> str:
    """April 2026"""
    return f"{month:%B %Y}"


def span(months: Months) -> str:
    """April 2026 to March 2027; one month by its name alone."""
    return (
        in_words(months.first)
        if months.first == months.last
        else f"{in_words(months.first)} to {in_words(months.last)}"
    )


def named(council: Council, area: str) -> str:
    """A part of the service in words; one that is no longer in the rule file by its code."""
    return council.areas[area].words if area in council.areas else area


def place_of(council: Council, area: str) -> tuple[int, str]:
    """Where a part of the service stands among the others."""
    codes: Iterable[str] = council.areas
    order = {code: at for at, code in enumerate(codes)}
    return order.get(area, len(order)), area


def _month(code: str) -> date:
    return date.fromisoformat(f"{code}-01")
