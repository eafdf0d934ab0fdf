"""What can be decided on a case, on one of its points and on one of its clocks, and when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from casework_console.deciding import clock_decisions, closing, forms, points, procedures, requests, taking
from casework_console.deciding.clocks import allowance_of, is_running
from casework_console.deciding.hand import Hand, Whole, rules_of
from foundation.procedure.vocabulary import Due, Procedure, Reason
from foundation.records.models import Deadline, Point

WEIGHED = frozenset({
    Reason.LATE_NEEDS_DECISION, Reason.SUFFICIENT_INTEREST_NEEDED, Reason.LATE_REQUEST_NEEDS_DECISION,
    Reason.COURT_SAME_MATTER,
})  # fmt: skip
SETTLES = frozenset({"confirmed", "procedure_changed", "late_taken", "interest_yes", "interest_no", "court_taken"})


@dataclass(frozen=True)
class Action:
    """One thing to decide: its words, its form, when it can be, and what it does. `part` is a point's or clock's."""

    heading: str
    button: str
    done: str
    form: type[forms.DecisionForm]
    fits: Callable[[Whole, Any], bool]
    apply: Callable[[Hand, Any, Any], None]
    lead: str = ""


def offered(whole: Whole) -> list[str]:
    """The codes of what can be decided on a case now."""
    return [code for code, action in OF_CASE.items() if action.fits(whole, None)]


def offered_on_clock(whole: Whole, clock: Deadline) -> list[str]:
    """The codes of what can be decided on one of its clocks now."""
    return [code for code, action in OF_CLOCK.items() if action.fits(whole, clock)]


def _is_complaint(whole: Whole) -> bool:
    return whole.case.kind == "complaint"


def _waits_for(*reasons: Reason) -> Callable[[Whole, Any], bool]:
    def fits(whole: Whole, _part: Any) -> bool:
        return _is_complaint(whole) and whole.case.stage == "triage" and whole.case.reason in reasons

    return fits


def _old_corporate(whole: Whole, _part: Any) -> bool:
    case = whole.case
    waits = case.stage == "triage" and case.person_decides
    return _is_complaint(whole) and waits and case.historic and case.procedure == Procedure.CORPORATE


def _can_confirm(whole: Whole, _part: Any) -> bool:
    case = whole.case
    if not _is_complaint(whole) or case.procedure in (None, Procedure.OUT_OF_SCOPE) or case.reason in WEIGHED:
        return False
    if case.stage not in ("triage", "stage_1", "stage_2", "stage_3") or _old_corporate(whole, None):
        return False
    settled = any(decision.what in SETTLES and decision.point_id is None for decision in whole.case.decisions)
    return case.person_decides or not settled


def _can_pass_on(whole: Whole, _part: Any) -> bool:
    case = whole.case
    outside = case.procedure == Procedure.OUT_OF_SCOPE and case.reason != Reason.COURT_SAME_MATTER
    return _is_complaint(whole) and outside and case.stage == "triage"


def _not_closed(whole: Whole, _part: Any) -> bool:
    return _is_complaint(whole) and whole.case.stage != closing.CLOSED


def _open_complaint(whole: Whole, _part: Any) -> bool:
    return _not_closed(whole, None) and whole.case.stage not in ("passed_on", "declined")


def _can_reopen(whole: Whole, _part: Any) -> bool:
    return closing.closing_of(whole.case) is not None


def _always(_whole: Whole, _part: Any) -> bool:
    return True


def _asks_for_worker(whole: Whole, _part: Any) -> bool:
    return whole.case.kind == "worker_change"


def _no_complaint(whole: Whole, _part: Any) -> bool:
    case = whole.case
    return not _is_complaint(whole) and case.stage == "triage" and case.procedure == Procedure.SAFEGUARDING_FIRST


def _later_point(whole: Whole, point: Point) -> bool:
    return point.number > 1 and _not_closed(whole, None)


def _take(
    take: Callable[..., None], decline: Callable[..., None], *tests: str
) -> Callable[[Hand, forms.DecisionForm, Any], None]:
    def apply(hand: Hand, form: forms.DecisionForm, _part: Any) -> None:
        answered = {name: form[name].data for name in tests}
        (take if form["outcome"].data == "take" else decline)(hand, **answered)

    return apply


def _weigh_interest(hand: Hand, form: forms.DecisionForm, _part: Any) -> None:
    if form["outcome"].data == "yes":
        taking.accept_interest(hand)
    else:
        taking.refuse_interest(hand, corporate=form["outcome"].data == "corporate")


def _next_stage(hand: Hand, form: forms.DecisionForm, _part: Any) -> None:
    answered = hand.submission.answered_at_stage or 1
    stage = min(answered + 1, 3)
    (taking.take_request if form["outcome"].data == "take" else taking.decline_request)(hand, stage)


def _chosen(form: forms.DecisionForm) -> UUID | None:
    return UUID(form["coordinator"].data) if "coordinator" in form and form["coordinator"].data else None


def _change(hand: Hand, form: Any, _part: Any) -> None:
    procedures.change(
        hand, reason=form.reason.data, our_mistake=form.our_mistake.data, coordinator_id=_chosen(form)
    )  # fmt: skip


def _add_point(hand: Hand, form: Any, _part: Any) -> None:
    points.add_point(hand, words=form.words.data, subject=form.subject.data, coordinator_id=_chosen(form))


OF_CASE: Mapping[str, Action] = MappingProxyType({
    "confirm": Action(
        "Confirm the procedure", "Confirm", "The procedure is confirmed.", forms.ConfirmForm, _can_confirm,
        lambda hand, _form, _part: procedures.confirm(hand),
        "The complaint goes on as proposed. If the family has only been told that we have it, a letter now says by "
        "when they have an answer.",
    ),
    "register": Action(
        "Pass it on to its team", "Pass it on", "It is passed on to its team.", forms.ConfirmForm, _no_complaint,
        lambda hand, _form, _part: requests.register(hand),
        "It was kept back because of a sign of harm. It is no complaint, so its team acts on it like on any other. The "
        "check of safety goes on beside it.",
    ),
    "late": Action(
        "Decide on a late complaint", "Save this decision", "The decision is kept.", forms.LateForm,
        _waits_for(Reason.LATE_NEEDS_DECISION),
        _take(taking.take_late, taking.decline_late, "sooner", "fairly"),
        "It is more than a year old. Regulation 9 (SI 2006/1738) lets us take it where both answers are yes; each case "
        "is weighed on its own. Refusing by rule, without weighing, is fault.",
    ),
    "old": Action(
        "Decide on an old complaint", "Save this decision", "The decision is kept.", forms.OldCorporateForm,
        _old_corporate, _take(taking.take_late, taking.decline_late),
        "It is more than twelve months old. The Complaint Handling Code (2.1 to 2.5) lets us take it all the same.",
    ),
    "interest": Action(
        "Decide on interest in the child", "Save this decision", "The decision is kept.", forms.InterestForm,
        _waits_for(Reason.SUFFICIENT_INTEREST_NEEDED), _weigh_interest,
        "Children Act 1989 s.26(3)(e): the council decides whether this person’s interest in the child’s welfare is "
        "enough. Decide soon: no clock of law runs until then.",
    ),
    "next-stage": Action(
        "Decide on a late request for the next stage", "Save this decision", "The decision is kept.",
        forms.NextStageForm, _waits_for(Reason.LATE_REQUEST_NEEDS_DECISION), _next_stage,
        "The next stage was asked for after the time for that. It can be taken all the same.",
    ),
    "court": Action(
        "Decide on a matter before a court", "Save this decision", "The decision is kept.", forms.CourtForm,
        _waits_for(Reason.COURT_SAME_MATTER), _take(taking.take_despite_court, taking.wait_for_court),
        "Regulation 8 (SI 2006/1738): the council may decline while it would get in a court’s way. The person may come "
        "back after the case.",
    ),
    "pass-on": Action(
        "Pass it on", "Pass it on", "It is passed on.", forms.PassOnForm, _can_pass_on,
        lambda hand, form, _part: taking.pass_on(hand, where=form.where.data),
        "The law gives this another route. The letter says where it goes and offers to pass it on for them.",
    ),
    "answer-request": Action(
        "Decide on another worker", "Save this decision", "The decision is kept.", forms.WorkerChangeForm,
        _asks_for_worker, lambda hand, form, _part: requests.answer_request(hand, answer=form.answer.data),
        "A later decision stands beside an earlier one; the last one holds.",
    ),
    "change": Action(
        "Change the procedure", "Change the procedure", "The procedure is changed.", forms.ChangeForm, _not_closed,
        _change,
        "The clocks of the right procedure are counted from the first day received. A letter tells the family. Both "
        "decisions stay in the case.",
    ),
    "add-point": Action(
        "Add a point", "Add this point", "The point is added.", forms.PointForm, _open_complaint, _add_point,
        "A point gets a procedure and clocks of its own, counted from the day that the complaint was received. Where "
        "two clocks differ, the shorter one governs its point.",
    ),
    "close": Action(
        "Close it", "Close it", "It is closed.", forms.CloseForm, _open_complaint,
        lambda hand, form, _part: closing.close(hand, because=form.because.data, answered_on=form.on.data),
        "Heard writes no letter about this: tell them first. If they left an e-mail address or a mobile number, a "
        "short survey asks them two days later how it went. It can be opened again.",
    ),
    "reopen": Action(
        "Open it again", "Open it again", "It is open again.", forms.ReopenForm, _can_reopen,
        lambda hand, _form, _part: closing.reopen(hand),
        "It stands where it stood. The clocks that ended with the closing run again, to the dates that they had. What "
        "is recorded as done stays so.",
    ),
    "coordinator": Action(
        "Choose who coordinates it", "Save", "The coordinator is set.", forms.CoordinatorForm, _always,
        lambda hand, form, _part: points.choose_coordinator(hand, _chosen(form)),
        "One named person answers for the case to the family.",
    ),
    "team": Action(
        "Give it to another team", "Give it to this team", "The case is with another team now.", forms.TeamForm,
        _always, lambda hand, form, _part: requests.give_to_team(hand, team=form.team.data),
    ),
})  # fmt: skip

OF_POINT: Mapping[str, Action] = MappingProxyType({
    "change": Action(
        "Change the procedure of a point", "Change the procedure", "The point’s procedure is changed.",
        forms.ChangePointForm, _later_point,
        lambda hand, form, point: points.change_point(
            hand, number=point.number, reason=form.reason.data, coordinator_id=_chosen(form)
        ),
        "Its clocks are counted from the first day received. A letter tells the family.",
    ),
})  # fmt: skip


def _can_be_done(_whole: Whole, clock: Deadline) -> bool:
    """What waits for a decision is done by deciding it."""
    return is_running(clock) and (clock.due != Due.DECISION or clock.point_id is not None)


def _can_extend(whole: Whole, clock: Deadline) -> bool:
    rule = allowance_of(clock, whole.case, rules_of(whole.case))
    in_time = is_running(clock) and clock.breached_on is None
    return in_time and rule is not None and rule.extension is not None and not clock.extended_by


def _can_pause(whole: Whole, clock: Deadline) -> bool:
    rule = allowance_of(clock, whole.case, rules_of(whole.case))
    in_time = is_running(clock) and clock.breached_on is None
    return in_time and rule is not None and rule.pause is not None and clock.paused_since is None


def _is_paused(_whole: Whole, clock: Deadline) -> bool:
    return is_running(clock) and clock.paused_since is not None


def _can_agree(whole: Whole, clock: Deadline) -> bool:
    agreed = any(other.due == Due.STAGE_2_ANSWER_FROM_STATEMENT for other in whole.case.deadlines)
    statutory = whole.case.procedure == Procedure.STATUTORY
    return is_running(clock) and clock.due == Due.STAGE_2_ANSWER and statutory and not agreed


def _unexplained(_whole: Whole, clock: Deadline) -> bool:
    return clock.breached_on is not None and clock.breach_reason is None


OF_CLOCK: Mapping[str, Action] = MappingProxyType({
    "done": Action(
        "Record that it is done", "Record it", "It is recorded as done.", forms.DoneForm, _can_be_done,
        lambda hand, form, clock: clock_decisions.record_done(hand, clock, on=form.on.data),
    ),
    "extend": Action(
        "Give it more time", "Give it more time", "It has more time now.", forms.ExtendForm, _can_extend,
        lambda hand, form, clock: clock_decisions.give_more_time(hand, clock, until=form.until.data),
        "More time can be given once. The letter tells the family the reason and the new day.",
    ),
    "pause": Action(
        "Pause the clock", "Pause it", "The clock is paused.", forms.PauseForm, _can_pause,
        lambda hand, _form, clock: clock_decisions.pause_clock(hand, clock),
    ),
    "resume": Action(
        "Let the clock run again", "Let it run", "The clock runs again.", forms.ResumeForm, _is_paused,
        lambda hand, _form, clock: clock_decisions.resume_clock(hand, clock),
    ),
    "statement": Action(
        "Record that the written record is agreed", "Record it", "The agreed record is noted.", forms.StatementForm,
        _can_agree, lambda hand, form, clock: clock_decisions.agree_statement(hand, clock, on=form.on.data),
        "A second date is counted from that day and shown beside the first. The first date never changes.",
    ),
    "breach": Action(
        "Say why a date was not kept", "Save", "The reason is kept.", forms.BreachForm, _unexplained,
        lambda hand, _form, clock: clock_decisions.explain_breach(hand, clock),
    ),
})  # fmt: skip
