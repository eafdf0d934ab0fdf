"""More time once, pauses where the law lets them, done by hand, the agreed record, why a date was not kept."""

from datetime import date

from builders import MONDAY

from foundation.records.models import Deadline, Decision, Notice, Outgoing, Point

EMAIL = {"email": "sam@example.com"}
EMAIL_OF_OFFICER = "complaints_officer.none@example.gov.uk"
STATUTORY = {"allowed": 10, "due_on": date(2026, 12, 7)}


def day(number, month, year=2026):
    return [str(number), str(month), str(year)]


def test_more_time_is_given_once_up_to_the_longest_day_and_the_letter_says_so(
    officer, case_of, rows_of, clock_on, everything
):
    reference = case_of(submission=EMAIL)
    clock = clock_on(reference, **STATUTORY)
    for until, said in (
        (day(22, 12), "20 working days are the most"), (day(12, 12), "no working day"), (day(7, 12), "1 to 10 days"),
        (day(1, 12), "1 to 10 days"), (["", "", ""], "Enter the new day"), (day(1, 3, 2040), "table of bank holidays"),
    ):  # fmt: skip
        answer = officer.decide(reference, f"{clock}/extend", until=until)
        assert answer.status_code == 400, until
        assert said in answer.text, until
    assert officer.decide(reference, f"{clock}/extend", until=day(21, 12), why="It is complex.").status_code == 303
    [row] = rows_of(Deadline, reference)
    assert (row.due_on, row.extended_by, row.extended_because) == (date(2026, 12, 21), 10, "It is complex.")
    assert "10 more by an extension" in row.working
    [letter] = rows_of(Notice, reference)
    assert letter.template == "extended"
    assert letter.details == {
        "due": "stage_1_answer", "why": "It is complex.", "from_day": "2026-12-07", "to_day": "2026-12-21",
    }  # fmt: skip
    with everything.unit_of_work() as uow:
        [announced] = uow.session.query(Outgoing).all()
    assert b'"due_on": "2026-12-21"' in announced.body
    assert officer.page(reference, f"{clock}/extend").status_code == 409


def test_a_pause_does_not_count_and_never_passes_the_longest_day(officer, case_of, rows_of, clock_on, console_clock):
    reference = case_of()
    clock = clock_on(reference, **STATUTORY)
    console_clock.forward(days=2)
    officer.browser.sign_in(EMAIL_OF_OFFICER)
    officer.decide(reference, f"{clock}/pause", why="We look for an advocate.")
    assert "It stands still since" in officer.browser.get(f"/cases/{reference}").text
    console_clock.forward(days=7)
    officer.browser.sign_in(EMAIL_OF_OFFICER)
    officer.decide(reference, f"{clock}/resume", why="She has one.")
    [row] = rows_of(Deadline, reference)
    assert (row.paused_days, row.paused_since, row.due_on) == (5, None, date(2026, 12, 14))


def test_what_the_law_does_not_let_be_extended_or_paused_is_not_offered(officer, case_of, clock_on):
    reference = case_of(procedure="corporate", reason="corporate_default")
    target = clock_on(reference, due="acknowledgement", local=True, source="our own")
    acknowledgement = clock_on(reference, due="acknowledgement", allowed=5, source="Code 6.2")
    answer = clock_on(reference, source="the Code, para 6.3, from the acknowledgement", **STATUTORY)
    page = officer.browser.get(f"/cases/{reference}").text
    for clock, action in ((target, "extend"), (acknowledgement, "extend"), (acknowledgement, "pause"),
                          (answer, "pause"), (answer, "statement")):  # fmt: skip
        assert f"{clock}/{action}" not in page
        assert officer.page(reference, f"{clock}/{action}").status_code == 409
    assert f"{answer}/extend" in page


def test_an_acknowledgement_made_by_hand_starts_the_clock_of_the_corporate_answer(officer, case_of, rows_of, clock_on):
    reference = case_of(procedure="corporate", reason="corporate_default")
    target = clock_on(reference, due="acknowledgement", local=True, source="our own")
    clock_on(reference, due="acknowledgement", allowed=5, due_on=date(2026, 11, 30), source="Code 6.2")
    assert target
    clock = clock_on(reference, due="safeguarding_check", allowed=0, due_on=MONDAY, source="s.47")
    for on, said in ((day(24, 11), "today or in the past"), (day(20, 11), "Give that day or a later one"),
                     (["", "", ""], "Enter the day"), (day(31, 11), "real date")):  # fmt: skip
        answer = officer.decide(reference, f"{clock}/done", on=on)
        assert answer.status_code == 400, on
        assert said in answer.text, on
    officer.decide(reference, f"{target}/done", on=day(23, 11), why="I rang her.")
    by_due = {(row.due, row.local): row for row in rows_of(Deadline, reference)}
    assert by_due["acknowledgement", False].met_on == by_due["acknowledgement", True].met_on == MONDAY
    assert by_due["stage_1_answer", False].due_on == date(2026, 12, 7)
    assert by_due["safeguarding_check", False].met_on is None


def test_an_acknowledgement_of_corporate_stage_2_starts_its_answer(officer, case_of, rows_of, clock_on):
    reference = case_of(procedure="corporate", reason="corporate_default", stage="stage_2")
    clock = clock_on(reference, due="stage_2_acknowledgement", allowed=5, due_on=date(2026, 11, 30), source="Code 6.10")
    officer.decide(reference, f"{clock}/done", on=day(23, 11))
    dates = {row.due: row.due_on for row in rows_of(Deadline, reference)}
    assert dates["stage_2_answer"] == date(2026, 12, 21)


def test_whichever_acknowledgement_of_corporate_stage_2_is_recorded_meets_both(officer, case_of, rows_of, clock_on):
    reference = case_of(procedure="corporate", reason="corporate_default", stage="stage_2")
    clock_on(reference, due="stage_2_acknowledgement", allowed=5, due_on=date(2026, 11, 30), source="Code 6.10")
    target = clock_on(reference, due="acknowledgement", local=True, source="our own")
    officer.decide(reference, f"{target}/done", on=day(23, 11))
    assert {row.due: row.met_on for row in rows_of(Deadline, reference)} == {
        "acknowledgement": MONDAY, "stage_2_acknowledgement": MONDAY, "stage_2_answer": None,
    }  # fmt: skip


def test_an_acknowledgement_of_a_corporate_point_starts_the_answer_of_that_point(
    officer, case_of, rows_of, clock_on, with_line
):
    reference = case_of()
    with_line(
        reference, Point, number=2, subject="core_group", words="And this.", procedure="corporate",
        reason="corporate_default",
    )  # fmt: skip
    second = rows_of(Point, reference)[1].id
    told = {"due": "acknowledgement", "allowed": 5, "due_on": date(2026, 11, 30), "source": "Code 6.2"}
    clock = clock_on(reference, point_id=second, **told)
    officer.decide(reference, f"{clock}/done", on=day(23, 11))
    answers = {row.point_id: row.due_on for row in rows_of(Deadline, reference) if row.due == "stage_1_answer"}
    assert answers == {second: date(2026, 12, 7)}


def test_what_was_done_in_time_and_recorded_later_was_no_breach(officer, case_of, rows_of, clock_on):
    reference = case_of(submission={"received_on": date(2026, 11, 6)})
    for done, breached in ((20, None), (23, date(2026, 11, 21))):
        clock = clock_on(reference, due_on=date(2026, 11, 20), breached_on=date(2026, 11, 21))
        officer.decide(reference, f"{clock}/done", on=day(done, 11))
        assert rows_of(Deadline, reference)[-1].breached_on == breached


def test_after_the_panel_has_met_its_report_is_due_and_then_the_answer_of_the_council(
    officer, case_of, rows_of, clock_on
):
    reference = case_of(stage="stage_3", reason="stage3_request", submission={"received_on": date(2026, 10, 12)})
    meeting = clock_on(reference, due="panel_meeting", allowed=30, due_on=date(2026, 11, 23), source="reg. 19(4)")
    officer.decide(reference, f"{meeting}/done", on=day(16, 11))
    report = rows_of(Deadline, reference)[-1]
    assert (report.due, report.due_on) == ("panel_report", MONDAY)
    officer.decide(reference, f"clocks/{report.id}/done", on=day(20, 11))
    response = rows_of(Deadline, reference)[-1]
    assert (response.due, response.due_on) == ("panel_response", date(2026, 12, 11))


def test_agreeing_the_record_adds_a_second_date_and_never_resets_the_first(officer, case_of, rows_of, clock_on):
    reference = case_of(stage="stage_2", reason="stage2_request", submission={"received_on": date(2026, 11, 2)})
    clock = clock_on(reference, due="stage_2_answer", starts_on=date(2026, 11, 2), allowed=25, due_on=date(2026, 12, 7))
    officer.decide(reference, f"{clock}/statement", on=day(16, 11))
    dates = {row.due: row.due_on for row in rows_of(Deadline, reference)}
    assert dates == {"stage_2_answer": date(2026, 12, 7), "stage_2_answer_from_statement": date(2026, 12, 21)}
    assert officer.page(reference, f"{clock}/statement").status_code == 409


def test_why_a_date_was_not_kept_is_asked_for_and_kept(officer, case_of, rows_of, clock_on):
    reference = case_of()
    clock = clock_on(reference, due_on=date(2026, 11, 20), breached_on=date(2026, 11, 21))
    assert "nobody has said why" in officer.browser.get(f"/cases/{reference}").text
    officer.decide(reference, f"{clock}/breach", why="The manager was ill.")
    assert [row.breach_reason for row in rows_of(Deadline, reference)] == ["The manager was ill."]
    assert [row.what for row in rows_of(Decision, reference)] == ["breach_explained"]
    assert "The manager was ill." in officer.browser.get(f"/cases/{reference}").text


def test_the_page_says_which_day_it_is_of_each_clock(officer, case_of, clock_on):
    reference = case_of(submission={"received_on": date(2026, 11, 16)})
    clock_on(reference, starts_on=date(2026, 11, 16), due_on=date(2026, 11, 30))
    assert "Day 5 of 10." in officer.browser.get(f"/cases/{reference}").text


def test_once_the_answer_has_gone_the_page_says_until_when_the_next_stage_may_be_asked_for(officer, case_of, clock_on):
    reference = case_of()
    clock_on(reference, **STATUTORY, met_on=date(2026, 12, 4))
    page = officer.browser.get(f"/cases/{reference}").text
    # 20 working days and two for the post, over Christmas and New Year
    assert "Last day to ask for stage 2: Friday 8 January 2027. 22 working days." in page
    assert "Monday 28 December 2026 is a holiday" in page
