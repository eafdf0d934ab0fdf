"""The forms of sending: what has ended, who is asked, and when."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import UUID as IsUUID
from wtforms.validators import ValidationError

from foundation.council import Council
from foundation.council.rules import Meeting
from foundation.pages.fields import STALE, Form, PastDate, line, picker, tick
from foundation.pages.listing import ListingForm
from foundation.runtime.clock import LONDON, london_day
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Questionnaire
from survey_service.send import words
from survey_service.send.contacts import Contact, NotAContact, read_contact
from survey_service.send.reading import Wanted
from survey_service.send.sending import FURTHEST_DAYS, Plan, When, when

MOST_IN_A_ROOM = 500
AT_NINE = time(9)
ALL = ("", "All")
NO_NAMES = "So that you and your team find it again. Name no family here"


class ComingDate(PastDate):
    """Day, month and year of something still to come; empty is allowed. It is read as a past one is."""


class AboutForm(Form):
    """What has ended, in which part of the service, and whose work it was. `form_id` is new for each attempt."""

    form_id = HiddenField(default=lambda: str(uuid4()), validators=[IsUUID(STALE)])
    what = picker("What has ended?", ())
    area = picker("Part of the service", ())
    team = picker("Team", ())

    def __init__(self, council: Council, own_team: str | None) -> None:
        super().__init__()
        self.council, self.own_team = council, own_team
        self.what.choices = _choices(("", "Choose one"), *words.what_can_be_sent(council))
        areas = ((it.code, it.words) for it in council.areas.values())
        self.area.choices = _choices(("", "The one that kind of meeting belongs to"), *areas)
        teams = sorted(council.teams.items(), key=lambda it: it[1])
        usual = council.teams.get(own_team or "", "The one that works in that part")
        self.team.choices = _choices(("", usual), *teams)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Is it right? What is not after a meeting needs its part of the service."""
        super().validate(*args, **kwargs)
        if not self.what.data and not self.what.errors:
            self.what.errors = ["Choose what has ended"]
        if self.what.data and self.meeting is None and not self.area.data and not self.area.errors:
            self.area.errors = ["Choose the part of the service"]
        if self.form_id.errors:
            self.form_id.data = self.form_id.raw_data = str(uuid4())
        return not self.errors

    @property
    def meeting(self) -> Meeting | None:
        """The kind of meeting that was chosen, if it is one."""
        kind, _, code = (self.what.data or "").partition(":")
        return self.council.meetings.get(code) if kind == "meeting" else None

    @property
    def questionnaire(self) -> Questionnaire:
        """What is asked, for a form that is right."""
        meeting = self.meeting
        return library().newest(meeting.questionnaire if meeting else self.what.data.partition(":")[2])

    def plan(self, name: str, by: UUID) -> Plan:
        """The values of a form that is right."""
        meeting = self.meeting
        area = self.area.data or (meeting.area if meeting else "")
        team = self.team.data or self.own_team or self.council.areas[area].team
        code = meeting.code if meeting else None
        return Plan(UUID(self.form_id.data), name, self.questionnaire, area, team, code, by)


class AskForm(AboutForm):
    """And when: now unless told otherwise, with one reminder unless told otherwise."""

    day = ComingDate("Send it on another day", "Leave it empty to send it now")
    clock = line("At what time", "By the clock, like 14:30. Left empty it is 9:00", inputmode="numeric")
    remind = tick("")

    def __init__(self, council: Council, own_team: str | None, moment: datetime) -> None:
        super().__init__(council, own_team)
        self.moment = moment
        after = council.surveys.remind_after_days
        self.remind.label.text = f"Remind once who has not answered after {after} days"
        if not self.is_submitted():
            self.remind.data = True

    def validate_day(self, field: Any) -> None:
        """Is it from today on, and not too far away?"""
        if field.data and not 0 <= (field.data - london_day(self.moment)).days <= FURTHEST_DAYS:
            raise ValidationError(f"Enter a day from today on, within {FURTHEST_DAYS} days")

    def validate_clock(self, field: Any) -> None:
        """Is it a time of a day that was given?"""
        if not field.data:
            return
        try:
            time.fromisoformat(_full(field.data))
        except ValueError:
            raise ValidationError("Enter a time like 14:30") from None
        if not self.day.data and not self.day.errors:
            raise ValidationError("Enter the day too, or leave the time empty to send it now")

    @property
    def later(self) -> bool:
        """Was anything said about another time?"""
        return bool(any(self.day.raw_data or ()) or self.clock.data or self.day.errors)

    def when(self) -> When:
        """The time, for a form that is right. What has passed since the page was made is now."""
        moment = self.moment
        if self.day.data:
            at = time.fromisoformat(_full(self.clock.data)) if self.clock.data else AT_NINE
            moment = max(moment, datetime.combine(self.day.data, at, LONDON))
        return when(moment.astimezone(self.moment.tzinfo), self.council.surveys, remind=self.remind.data)


class OneForm(AskForm):
    """One family."""

    contact = line(
        "Email address or mobile number",
        "Of one person. It is used for this survey and then deleted",
        missing="Enter an email address or a mobile number", spellcheck="false", autocomplete="off",
    )  # fmt: skip

    def validate_contact(self, field: Any) -> None:
        """Can somebody be asked there?"""
        try:
            read_contact(field.data or "")
        except NotAContact as error:
            raise ValidationError(str(error)) from None

    def read_contact(self) -> Contact:
        """The contact of a form that is right."""
        return read_contact(self.contact.data)


class FileForm(AskForm):
    """Everybody in a file, which the page reads itself."""

    name = line("Name of this survey", NO_NAMES, missing="Enter a name, so that you find it again")


class PosterForm(AboutForm):
    """One meeting or one room."""

    name = line("Name of this poster", NO_NAMES, missing="Enter a name, so that you find it again")
    expected = line("How many people do you expect? (optional)", inputmode="numeric")

    def validate_expected(self, field: Any) -> None:
        """Is it a number of people?"""
        typed = field.data or ""
        if typed and not (re.fullmatch("[0-9]{1,3}", typed) and 1 <= int(typed) <= MOST_IN_A_ROOM):
            raise ValidationError(f"Enter a number from 1 to {MOST_IN_A_ROOM}, or leave this empty")


class ListForm(ListingForm):
    """The filters and the order of what was sent or put up."""

    narrowing = ("state", "kind", "questionnaire", "who")

    state = picker("Show", (ALL, *words.STATES.items()))
    kind = picker("Kind", (ALL, *words.KINDS.items()))
    questionnaire = picker("Questionnaire", ())
    who = picker("Made by", (ALL, ("me", "Me")))
    sort = picker(
        "Sort by",
        (
            ("-made", "Newest first"), ("made", "Oldest first"), ("name", "Name, A to Z"), ("-name", "Name, Z to A"),
            ("closes", "Closing first"), ("-closes", "Closing last"),
        ),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__("-made")
        self.questionnaire.choices = _choices(ALL, *((it.code, it.name) for it in library().all_newest()))

    def wanted(self, moment: datetime, me: UUID) -> Wanted:
        """What was asked for, as values; `me` is the account of who asks."""
        chosen = {name: self[name].data or "" for name in ("state", "kind", "questionnaire", "sort")}
        return Wanted(moment, by=me if self.who.data else None, page=int(self.page.data), **chosen)


def automatic_name(send_out_is_about: str, today: date) -> str:
    """The name of what is sent to one family."""
    return f"{send_out_is_about}, {words.on(today)}"


def last_day(council: Council, today: date) -> date:
    """Until when a poster of one room can be answered."""
    return today + timedelta(days=council.surveys.open_days)


def _choices(*options: tuple[str, str]) -> list[SelectChoice]:
    return [SelectChoice(code, said) for code, said in options]


def _full(typed: str) -> str:
    """9:30 as 09:30; anything else as it was typed, without more than a time needs."""
    hours, _, minutes = typed.strip().replace(".", ":")[:5].partition(":")
    return f"{hours.zfill(2)}:{minutes}"
