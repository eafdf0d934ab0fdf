"""What the page of one case shows beside its rows: where each clock stands, what can be decided, who decided what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from casework_console.cases import withheld, words
from casework_console.conflicts.marking import LIFTED, MARKED
from casework_console.deciding.actions import OF_CASE, OF_CLOCK, OF_POINT, offered, offered_on_clock
from casework_console.deciding.clocks import is_running
from casework_console.deciding.closing import BECAUSE
from casework_console.deciding.hand import Whole, rules_of
from casework_console.links.judging import JUDGED
from foundation.procedure.day_counts import day_of
from foundation.procedure.deadlines import in_words
from foundation.procedure.stages import request_window
from foundation.procedure.vocabulary import Clock, Due, Flag, Procedure
from foundation.procedure.working_days import CalendarRunsOut, WorkingDays
from foundation.records.models import Case, Deadline, Decision, HistoryLine, Point
from foundation.staff.roles import CASES_DECIDE
from foundation.staff.sessions import SignedIn

WINDOWS: Mapping[tuple[str, str], Clock] = {
    (Procedure.STATUTORY, Due.STAGE_1_ANSWER): Clock.STATUTORY_STAGE_2_REQUEST,
    (Procedure.STATUTORY, Due.STAGE_2_ANSWER): Clock.STATUTORY_STAGE_3_REQUEST,
    (Procedure.CORPORATE, Due.STAGE_1_ANSWER): Clock.CORPORATE_STAGE_2_REQUEST,
}


@dataclass(frozen=True)
class CasePage:
    """One case as one member of staff may see and change it today."""

    whole: Whole
    people: Mapping[UUID, str]
    staff: SignedIn
    today: date
    days: WorkingDays
    teams: Mapping[str, str]

    @property
    def case(self) -> Case:
        """The case."""
        return self.whole.case

    @property
    def coordinator(self) -> str | None:
        """The name of who answers for it."""
        return self.people.get(self.case.coordinator_id) if self.case.coordinator_id else None

    @property
    def decisions(self) -> list[Decision]:
        """What people decided; not whom it is about and what it is like: panels of their own show that, not to all."""
        shown = withheld.decisions_for(self.staff, self.case.decisions)
        return [one for one in shown if one.what not in (JUDGED, MARKED, LIFTED)]

    @property
    def flags(self) -> list[str]:
        """The flags in words, without what the page says in a line of its own."""
        return [words.said(words.FLAGS, flag) for flag in withheld.flags_for(self.staff, self.case.flags)
                if flag != Flag.PERSON_DECIDES]  # fmt: skip

    @property
    def history(self) -> list[HistoryLine]:
        """What has happened; whom the case may be about only for those who decide that."""
        shown = withheld.history_for(self.staff, self.case.history)
        return [line for line in shown if self._decides or not line.what.startswith("conflict_")]

    def told(self, line: HistoryLine) -> Mapping[str, Any]:
        """The details of a line, as this person may read them."""
        return withheld.details_for(self.staff, line.details)

    @property
    def sees_signs(self) -> bool:
        """May they read about signs of harm?"""
        return withheld.sees_signs(self.staff)

    @property
    def procedure(self) -> str:
        """The procedure in words."""
        return withheld.procedure_for(self.staff, self.case.procedure)

    @property
    def explanation(self) -> list[dict[str, Any]]:
        """How the rules came to it."""
        return withheld.explanation_for(self.staff, self.case)

    @property
    def actions(self) -> list[tuple[str, str]]:
        """The codes and names of what this person can decide on the case."""
        return [(code, OF_CASE[code].heading) for code in offered(self.whole)] if self._decides else []

    def clock_actions(self, clock: Deadline) -> list[tuple[str, str]]:
        """The same for one clock."""
        found = offered_on_clock(self.whole, clock) if self._decides else []
        return [(code, OF_CLOCK[code].heading) for code in found]

    def point_actions(self, point: Point) -> list[tuple[str, str]]:
        """The same for one point."""
        fitting = [code for code, action in OF_POINT.items() if action.fits(self.whole, point)]
        return [(code, OF_POINT[code].heading) for code in fitting] if self._decides else []

    def due(self, clock: Deadline) -> str:
        """What a clock is for, and of which point if of one."""
        number = next((point.number for point in self.case.points if point.id == clock.point_id), None)
        return words.due_words(clock.due, self.case.kind, local=clock.local) + (f", point {number}" if number else "")

    @property
    def clocks(self) -> list[Deadline]:
        """The clocks, soonest first; those that ended for another stand last."""
        shown = withheld.clocks_for(self.staff, self.case.deadlines)
        return sorted(shown, key=lambda clock: (clock.ended_on is not None, clock.due_on, str(clock.id)))

    def runs(self, clock: Deadline) -> bool:
        """Does it run?"""
        return is_running(clock)

    def standing(self, clock: Deadline) -> str:
        """Day 7 of 10; why today does not count. Nothing beyond our calendar."""
        try:
            return day_of(clock, self.today, self.days)
        except CalendarRunsOut:
            return ""

    def window(self, clock: Deadline) -> str:
        """Once an answer has gone: until when the person may ask for the next stage, and how that is counted."""
        procedure = next((one.procedure for one in self.case.points if one.id == clock.point_id), self.case.procedure)
        window = WINDOWS.get((procedure or "", clock.due))
        if window is None or clock.met_on is None:
            return ""
        try:
            last_day = request_window(window, rules_of(self.case), self.days, sent_on=clock.met_on)
        except CalendarRunsOut:
            return ""
        return f"{last_day.what}: {in_words(last_day.due_on)}. {last_day.working} Later a person decides."

    def governs(self, point: Point) -> Deadline | None:
        """The clock that governs a point: of those of the law that run for it, the one that ends first."""
        running = [clock for clock in self.clocks if is_running(clock) and not clock.local
                   and (clock.point_id == point.id or (clock.point_id is None and point.number == 1))]  # fmt: skip
        return min(running, key=lambda clock: clock.due_on, default=None)

    def about(self, decision: Decision) -> str:
        """Of which clock or which point a decision is, if of one."""
        due, number = decision.before.get("due"), decision.after.get("number")
        of_point = f"point {number}" if number else ""
        local = decision.before.get("local", False)
        return ", ".join(filter(None, [words.due_words(due, self.case.kind, local=local) if due else "", of_point]))

    def details(self, decision: Decision) -> list[tuple[str, str]]:
        """What a decision changed, in words."""
        before, after = (withheld.details_for(self.staff, part) for part in (decision.before, decision.after))
        changed = [(name, before.get(name), after.get(name)) for name in SHOWN]
        told = [(SHOWN[name], f"{self._said(name, old)} → {self._said(name, new)}") for name, old, new in changed
                if old != new]  # fmt: skip
        return told + [(TESTS[name], decision.after[name]) for name in TESTS if name in decision.after]

    def _said(self, name: str, value: object) -> str:
        if value is None:
            return "none"
        if name == "coordinator":
            return self.people.get(UUID(str(value)), "somebody who has left")
        if name in DAYS:
            return in_words(date.fromisoformat(str(value)))
        if name == "team":
            return words.said(self.teams, str(value))
        return words.said(IN_WORDS.get(name, {}), str(value))

    @property
    def _decides(self) -> bool:
        return self.staff.may(CASES_DECIDE)


SHOWN = {
    "procedure": "Procedure", "reason": "Reason", "stage": "Stage", "coordinator": "Coordinator",
    "team": "Team", "answer": "Decision", "due_on": "Due", "met_on": "Done", "closed_because": "Closed because",
}  # fmt: skip
DAYS = ("due_on", "met_on")
TESTS = {
    "sooner": "Was it unreasonable to expect it sooner?", "fairly": "Can it still be looked at fairly?",
    "where": "Where it goes",
}  # fmt: skip
IN_WORDS: Mapping[str, Mapping[str, str]] = {
    "procedure": words.PROCEDURES, "reason": words.REASONS, "stage": words.STAGES, "answer": words.WORKER_CHANGES,
    "closed_because": BECAUSE,
}  # fmt: skip


def coordinators(decisions: Sequence[Decision]) -> Iterable[UUID]:
    """The accounts that decisions name as coordinators."""
    named = (told.get("coordinator") for one in decisions for told in (one.before, one.after))
    return {UUID(account) for account in named if account}
