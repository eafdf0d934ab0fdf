"""Steps 1 to 5 of triage for one item. Whose it is, whether another route is for it, and which procedure of ours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from foundation.procedure.deadlines import Deadline, LocalTargets, deadline, in_words
from foundation.procedure.decision import Decision, Step, clock_step
from foundation.procedure.facts import Facts
from foundation.procedure.rule_sets import Limit, Matter, RuleSet
from foundation.procedure.stages import request_window, stage_2_answers, stage_3_clocks
from foundation.procedure.vocabulary import (
    AgeBand,
    Cell,
    ChildStatus,
    Clock,
    Flag,
    OtherBody,
    Procedure,
    Reason,
    ReceivedHow,
    Relationship,
    Standing,
    Subject,
)
from foundation.procedure.working_days import WorkingDays, anniversary

# Of two rows the stronger cell counts. A row that says corporate fits the person; one with "-" does not.
STRENGTH = (
    Cell.STATUTORY, Cell.IN_CARE_THEN, Cell.PERSON_DECIDES, Cell.OTHER_ROUTE, Cell.CORPORATE, Cell.DOES_NOT_FIT,
)  # fmt: skip
STATUTORY_CELLS = {Cell.STATUTORY, Cell.IN_CARE_THEN, Cell.PERSON_DECIDES}
STAGE_REQUESTS = {
    2: (Reason.STAGE2_REQUEST, Clock.STATUTORY_STAGE_2_REQUEST),
    3: (Reason.STAGE3_REQUEST, Clock.STATUTORY_STAGE_3_REQUEST),
}
# Who may have an advocate by right: CA 1989 s.26A, for children and for those who have left care.
ADVOCATE_BY_RELATIONSHIP = {Relationship.CHILD, Relationship.CARE_LEAVER}
ADVOCATE_BY_AGE = {AgeBand.UNDER_13, AgeBand.FROM_13_TO_17}


@dataclass(frozen=True)
class Steps:
    """One item under one set of rules and one calendar, for one council with its own targets."""

    facts: Facts
    rules: RuleSet
    days: WorkingDays
    own_authority: str
    targets: LocalTargets

    def decide(self) -> Decision:
        """What the first step that matches says. Raises CalendarRunsOut."""
        if not self.facts.is_complaint:
            praise = self.facts.subject is Subject.COMPLIMENT
            return self._result("1", None, Reason.COMPLIMENT if praise else Reason.SERVICE_REQUEST)
        return (
            self._another_body() or self._another_route() or self._court() or self._exhausted() or self._statutory()
            or self._corporate()
        )  # fmt: skip

    # ------------------------------------------------------------ steps 2 and 3

    def _another_body(self) -> Decision | None:
        whose = self.facts.responsible_authority
        if whose == OtherBody.SCHOOL or self._matter.other_route is Reason.SCHOOL:
            reason = Reason.SCHOOL
        elif whose == self.own_authority:
            return None
        else:
            reason = Reason.OTHER_BODY if whose in set(OtherBody) else Reason.OTHER_AUTHORITY
        return self._result("2", Procedure.OUT_OF_SCOPE, reason, flags=[Flag.PERSON_DECIDES])

    def _another_route(self) -> Decision | None:
        route = self._matter.other_route
        if route is None:
            return None
        has_clock = route is Reason.DATA_PROTECTION and Clock.DATA_PROTECTION_ACKNOWLEDGEMENT in self.rules.clocks
        by = self._clock(Clock.DATA_PROTECTION_ACKNOWLEDGEMENT) if has_clock else None
        return self._result("3", Procedure.OUT_OF_SCOPE, route, by)

    def _court(self) -> Decision | None:
        if not (self.facts.court_same_matter or (self._matter.court and self.facts.already_in_court)):
            return None
        return self._result("3", Procedure.OUT_OF_SCOPE, Reason.COURT_SAME_MATTER, flags=[Flag.PERSON_DECIDES])

    def _exhausted(self) -> Decision | None:
        answered = self.facts.already_answered_at_stage
        if answered < 2 or (answered == 2 and self._may_be_statutory):
            return None
        told = [Step("3", f"Stage {answered}, the last, was answered.", self.rules.reasons[Reason.EXHAUSTED].source)]
        return self._result("3", Procedure.OUT_OF_SCOPE, Reason.EXHAUSTED, told=told)

    # ------------------------------------------------------------ step 4

    def _statutory(self) -> Decision | None:
        if not self._may_be_statutory:
            return None
        if self.facts.already_answered_at_stage:
            return self._next_stage()
        late, age = self._age("4", self.facts.event_date, self.rules.limits["statutory_years"])
        flags = [Flag.HISTORIC] * late + [Flag.PERSON_DECIDES] * self._speaks_for_another
        told = [*self._who_and_what("4"), *age]
        if self._cell is Cell.PERSON_DECIDES:
            return self._decided_first(Reason.SUFFICIENT_INTEREST_NEEDED, told, flags)
        if late:
            return self._decided_first(Reason.LATE_NEEDS_DECISION, told, flags)
        by = self._clock(Clock.STATUTORY_STAGE_1_ANSWER)
        status_matters = self._cell is Cell.STATUTORY
        if self._matter.unclear or (status_matters and self.facts.child_status is ChildStatus.NOT_KNOWN):
            return self._result(
                "4", Procedure.STATUTORY, Reason.DOUBT_STATUTORY, by, told, [*flags, Flag.PERSON_DECIDES]
            )
        return self._result("4", Procedure.STATUTORY, Reason.STATUTORY_ELIGIBLE, by, told, flags)

    def _next_stage(self) -> Decision:
        """A request for the next stage, which is tested for its own time and for nothing that stage 1 settled."""
        stage = self.facts.already_answered_at_stage + 1
        reason, window = STAGE_REQUESTS[stage]
        late, told = self._request_window(window)
        if late:
            return self._decided_first(Reason.LATE_REQUEST_NEEDS_DECISION, told, [])
        received, agreed = self.facts.received_date, self.facts.written_record_agreed_date
        if stage == 2:
            by, *beside = stage_2_answers(received, self.rules, self.days, agreed_on=agreed)
        else:
            *beside, by = stage_3_clocks(received, self.rules, self.days)
        in_doubt = self._asks_again or self.facts.last_response_received_date is None
        flags = [Flag.PERSON_DECIDES] * in_doubt
        return self._result("4", Procedure.STATUTORY, reason, by, told, flags, beside)

    def _request_window(self, window: Clock) -> tuple[bool, list[Step]]:
        answered_on = self.facts.last_response_received_date
        if answered_on is None:
            said = "The day on which the last answer was received is not known. It is taken as in time."
            return False, [Step("4", said, self.rules.clocks[window].source)]
        last_day = request_window(window, self.rules, self.days, received_on=answered_on)
        late = self.facts.received_date > last_day.due_on
        said = (
            f"The last answer was received on {in_words(answered_on)}. {last_day.what}: {last_day.working} "
            f"It was asked for on {in_words(self.facts.received_date)}, {'late' if late else 'in time'}."
        )
        return late, [Step("4", said, last_day.source)]

    def _decided_first(self, reason: Reason, told: list[Step], flags: list[Flag]) -> Decision:
        return self._result("4", Procedure.STATUTORY, reason, None, told, [*flags, Flag.PERSON_DECIDES])

    # ------------------------------------------------------------ step 5

    def _corporate(self) -> Decision:
        """A request for stage 2 is not tested again for the year: it was taken at stage 1."""
        told, late, clock = self._who_and_what("5"), False, Clock.CORPORATE_ACKNOWLEDGEMENT
        if self.facts.already_answered_at_stage:
            clock = Clock.CORPORATE_STAGE_2_ACKNOWLEDGEMENT
            rule = self.rules.clocks[clock]
            told.append(Step("5", "Stage 1 was answered. Stage 2 is asked for.", rule.source, rule.recalled))
        else:
            known = [day for day in (self.facts.event_date, self.facts.aware_date) if day is not None]
            late, age = self._age("5", max(known, default=None), self.rules.limits["corporate_years"])
            told += age
        looked_at_again = (
            late or self._asks_again or self._speaks_for_another or not self._matter.fits
            or self._cell is Cell.DOES_NOT_FIT
        )  # fmt: skip
        flags = [Flag.HISTORIC] * late + [Flag.PERSON_DECIDES] * looked_at_again
        return self._result("5", Procedure.CORPORATE, Reason.CORPORATE_DEFAULT, self._clock(clock), told, flags)

    # ------------------------------------------------------------ what the rules say of this item

    @cached_property
    def _matter(self) -> Matter:
        return self.rules.subjects[self.facts.subject]

    @cached_property
    def _standing(self) -> Standing:
        """The row that gives the stronger cell."""
        rows = [self.rules.relationships[self.facts.relationship].stands_as]
        if self.facts.has_parental_responsibility:
            rows.append(Standing.CHILD_PARENT_OR_RESPONSIBLE)
        part = self._matter.part
        return rows[0] if part is None else min(rows, key=lambda row: STRENGTH.index(self.rules.table[row][part]))

    @cached_property
    def _cell(self) -> Cell | None:
        return None if self._matter.part is None else self.rules.table[self._standing][self._matter.part]

    @cached_property
    def _may_be_statutory(self) -> bool:
        return self._matter.unclear or self._cell in STATUTORY_CELLS

    @cached_property
    def _speaks_for_another(self) -> bool:
        return self.rules.relationships[self.facts.relationship].consent_needed

    @cached_property
    def _asks_again(self) -> bool:
        """For a stage that was answered already: it is read as asking for the next."""
        return 0 < (self.facts.asks_for_stage or 1) <= self.facts.already_answered_at_stage

    def _who_and_what(self, step: str) -> list[Step]:
        matter = self._matter
        if matter.part is None:
            return (
                [Step(step, "What it is about is in no part of the statutory procedure.", matter.corporate)]
                if (matter.corporate)
                else []
            )
        who, what = self.rules.standings[self._standing], self.rules.parts[matter.part]
        told = [
            Step(step, f"Who complains: {who.words}.", who.source, who.recalled),
            Step(step, f"What about: {what.words}.", what.source, what.recalled),
        ]
        if self._speaks_for_another:
            said = "It is read as if that person complained. We check that they agree to it."
            told.append(Step(step, said, who.source, who.recalled))
        return told

    def _age(self, step: str, happened_on: date | None, limit: Limit) -> tuple[bool, list[Step]]:
        """Is it past its year, and the count of that. What is going on is not."""
        received = self.facts.received_date
        if self.facts.event_ongoing:
            return False, [Step(step, "It is still going on, so it is not late.", limit.source, limit.recalled)]
        if happened_on is None or happened_on >= received:
            return False, []
        last_day = anniversary(happened_on, limit.count)
        late = received > last_day
        said = (
            f"It goes back to {in_words(happened_on)}, {(received - happened_on).days} days before "
            f"{in_words(received)}. The year ends on {in_words(last_day)}, so it is {'late' if late else 'in time'}."
        )
        if (happened_on.month, happened_on.day) == (2, 29):
            said += " A year after 29 February has no such day: 28 February is surely in time, later a person decides."
        return late, [Step(step, said, limit.source, limit.recalled)]

    # ------------------------------------------------------------ the answer

    def _clock(self, clock: Clock) -> Deadline:
        return deadline(self.rules.clocks[clock], self.facts.received_date, self.days)

    def _result(
        self,
        step: str,
        procedure: Procedure | None,
        reason: Reason,
        by: Deadline | None = None,
        told: Iterable[Step] = (),
        flags: Iterable[Flag] = (),
        beside: Sequence[Deadline] = (),
    ) -> Decision:
        rule = self.rules.reasons[reason]
        raised = {*flags, *self._flags_of(procedure)}
        target = self._target(by, Flag.PERSON_DECIDES in raised)
        clocks = [clock_step(due) for due in (by, *beside, target) if due is not None]
        return Decision(
            procedure,
            reason,
            self.rules.version,
            (Step(step, rule.words, rule.source, rule.recalled), *told, *clocks),
            first_deadline=by,
            local_target=target,
            beside=tuple(beside),
            flags={flag: True for flag in Flag if flag in raised},
        )

    def _flags_of(self, procedure: Procedure | None) -> Iterable[Flag]:
        facts = self.facts
        if not facts.is_complaint:
            return
        young = facts.relationship in ADVOCATE_BY_RELATIONSHIP or facts.complainant_age_band in ADVOCATE_BY_AGE
        if procedure is Procedure.STATUTORY and young:
            yield Flag.OFFER_ADVOCATE
        if self._matter.freeze and procedure is not Procedure.OUT_OF_SCOPE:
            yield Flag.CONSIDER_FREEZE
        if facts.received_how is ReceivedHow.REFERRED_BACK_BY_OMBUDSMAN:
            yield Flag.PREMATURE

    def _target(self, by: Deadline | None, person_decides: bool) -> Deadline | None:
        """The council's own date: to write where a clock runs, to decide where none does until a person has decided."""
        if by is not None:
            return deadline(self.targets.acknowledge, self.facts.received_date, self.days, local=True)
        if person_decides:
            return deadline(self.targets.decide, self.facts.received_date, self.days, local=True)
        return None
