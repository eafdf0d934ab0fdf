"""What every decision of a person shares: who may, once only, on the case as its page showed it, or not at all."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from sqlalchemy import func, select
from staffing import an_account

from casework_console.deciding.actions import OF_CASE, OF_CLOCK, OF_POINT
from foundation.contracts.references import new_reference
from foundation.records.models import Base, Case, Conflict, Decision, HistoryLine, Notice

EMAIL = {"email": "sam@example.com"}
CHANGE = {"reason": "corporate_default", "why": "It is about an enquiry, which the regulations do not list."}


def wrote(everything):
    """How many rows stand in the tables of cases and messages."""
    tables = [table for table in Base.metadata.tables.values() if table.schema in ("casework", "messaging")]
    with everything.unit_of_work() as uow:
        return [uow.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_only_the_complaints_team_decides(signed_in_as, case_of, clock_on):
    reference = case_of(team="send")
    clock = clock_on(reference)
    paths = [f"/cases/{reference}/decide/{action}" for action in OF_CASE]
    paths += [f"/cases/{reference}/points/1/{action}" for action in OF_POINT]
    paths += [f"/cases/{reference}/{clock}/{action}" for action in OF_CLOCK]
    own = signed_in_as("service_team", "send")
    for browser in (own, signed_in_as("duty_worker"), signed_in_as("practitioner")):
        for path in paths:
            assert browser.get(path).status_code == 403, path
    page = own.get(f"/cases/{reference}")
    assert page.status_code == 200
    assert "What you can decide" not in page.text
    assert "/decide/" not in page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    assert own.client.post(paths[0], data={"csrf_token": token, "why": "I may"}).status_code == 403


def test_the_same_form_sent_twice_is_one_decision(officer, case_of, rows_of):
    reference = case_of(submission=EMAIL)
    form = officer.form(reference, "decide/change") | CHANGE
    first, second = (officer.send(reference, "decide/change", form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert "This was kept already" in officer.browser.get(f"/cases/{reference}").text
    assert len(rows_of(Decision, reference)) == len(rows_of(Notice, reference)) == 1


def test_a_tab_that_shows_the_case_as_it_was_changes_nothing_and_gives_back_what_was_written(
    officer, case_of, rows_of, everything
):
    reference = case_of(submission=EMAIL)
    old_tab = officer.form(reference, "decide/change")
    assert officer.decide(reference, "decide/confirm").status_code == 303
    before = wrote(everything)
    answer = officer.send(reference, "decide/change", old_tab | CHANGE)
    assert answer.status_code == 409
    assert "This case has changed" in answer.text
    assert CHANGE["why"] in answer.text
    assert wrote(everything) == before
    assert rows_of(Case, reference).procedure == "statutory"


def test_of_two_who_decide_at_the_same_moment_one_is_kept(officer, manager, case_of, rows_of):
    reference = case_of(submission=EMAIL)
    other = type(officer)(manager)
    forms = [(who, who.form(reference, "decide/change") | CHANGE) for who in (officer, other)]
    with ThreadPoolExecutor(2) as at_once:
        sent = [at_once.submit(who.send, reference, "decide/change", form) for who, form in forms]
    assert sorted(answer.result().status_code for answer in sent) == [303, 409]
    assert len(rows_of(Decision, reference)) == 1


def test_a_form_of_one_case_decides_nothing_on_another(officer, case_of, rows_of):
    one, other = case_of(), case_of()
    form = officer.form(one, "decide/change") | CHANGE
    assert officer.send(one, "decide/change", form).status_code == 303
    assert officer.send(other, "decide/change", form).status_code == 409
    assert rows_of(Decision, other) == []


def test_what_is_not_to_be_decided_now_has_a_page_that_says_so(officer, case_of, clock_on, moment):
    reference = case_of()
    clock = clock_on(reference)
    for path in ("decide/late", "decide/interest", "decide/court", "decide/pass-on", "decide/next-stage", "decide/old",
                 "decide/answer-request", "points/1/change", f"{clock}/resume", f"{clock}/breach"):  # fmt: skip
        assert officer.page(reference, path).status_code == 409, path
    by_hand = {"why": "By hand", "outcome": "take", "sooner": "a", "fairly": "b"}
    sent = officer.form(reference, "decide/change") | by_hand
    assert officer.send(reference, "decide/late", sent).status_code == 409


def test_an_address_that_leads_nowhere_is_not_found(officer, case_of):
    reference = case_of()
    for path in ("decide/erase", "points/1/erase", "points/2/change", f"clocks/{uuid4()}/done", "clocks/7/done"):
        assert officer.page(reference, path).status_code == 404, path
    for other in (new_reference(), "nonsense", reference.lower()):
        assert officer.page(other, "decide/change").status_code == 404, other


BAD = [
    ({"why": ""}, "why", "Say why"),
    ({"why": "  \n "}, "why", "Say why"),
    ({"why": "x" * 2001}, "why", "2,000 characters"),
    ({"why": "a\x00b"}, "why", "not text"),
    ({"reason": ""}, "reason", "Select a procedure"),
    ({"reason": "harm_risk"}, "reason", ""),
    ({"reason": "statutory_eligible"}, "reason", "This is what the case has now"),
    ({"coordinator": "somebody"}, "coordinator", ""),
    ({"coordinator": str(uuid4())}, "coordinator", ""),
    ({"form_id": "1"}, "form_id", "press the button again"),
    ({"seen": "<script>"}, "seen", "press the button again"),
]


def test_bad_input_is_refused_at_its_field_and_changes_nothing(officer, case_of, everything):
    reference = case_of(submission=EMAIL)
    before = wrote(everything)
    for different, field, said in BAD:
        form = officer.form(reference, "decide/change") | CHANGE | different
        answer = officer.send(reference, "decide/change", form)
        assert answer.status_code == 400, different
        assert f'href="#{field}' in answer.text, different
        assert said in answer.text, different
    assert wrote(everything) == before


def test_a_page_whose_token_is_missing_forged_or_too_old_comes_back_with_what_was_written(
    officer, case_of, everything, rows_of
):
    reference = case_of(submission=EMAIL)
    form = officer.form(reference, "decide/change") | CHANGE
    before = wrote(everything)
    for token in ("", "forged", None):
        sent = {name: value for name, value in (form | {"csrf_token": token}).items() if value is not None}
        answer = officer.send(reference, "decide/change", sent)
        assert answer.status_code == 400
        assert "Your words are still here: press the button again" in answer.text
        assert CHANGE["why"] in answer.text
    assert wrote(everything) == before
    fresh = re.search(r'id="csrf_token"[^>]*value="([^"]+)"', answer.text)[1]
    assert officer.send(reference, "decide/change", form | {"csrf_token": fresh}).status_code == 303
    assert rows_of(Case, reference).procedure == "corporate"


def test_every_view_that_checks_no_token_itself_is_refused_before_it_runs(console_app, officer):
    for rule in console_app.url_map.iter_rules():
        view = console_app.view_functions[rule.endpoint]
        if "POST" in rule.methods and not getattr(view, "form_checks_token", False):
            path = re.sub(r"<uuid:[^>]+>", str(uuid4()), rule.rule)
            answer = officer.browser.client.post(re.sub(r"<[^>]+>", "7KQ4-M2XH", path), data={"why": "x"})
            assert (answer.status_code, "too long" in answer.text) == (400, True), rule.rule


def test_right_to_left_words_and_emoji_are_kept_as_they_are(officer, case_of, rows_of):
    why = "כי כך כתוב בתקנות 🙂 <b>"
    reference = case_of()
    assert officer.decide(reference, "decide/confirm", why=why).status_code == 303
    assert [decision.why for decision in rows_of(Decision, reference)] == [why]
    assert "כי כך כתוב בתקנות 🙂 &lt;b&gt;" in officer.browser.get(f"/cases/{reference}").text


def test_no_word_of_anybody_stands_in_history(officer, case_of, rows_of):
    reference = case_of(submission=EMAIL | {"words": "CANARY"})
    officer.decide(reference, "decide/change", **CHANGE)
    officer.decide(reference, "decide/add-point", words="CANARY", subject="communication", coordinator="")
    for line in rows_of(HistoryLine, reference):
        assert "CANARY" not in str(line.details)
        assert CHANGE["why"] not in str(line.details)


def test_who_a_case_is_about_is_not_given_it(officer, case_of, with_line, records_as, council, moment):
    reference = case_of()
    other = an_account(records_as("heard_operator"), council, moment, email="pat@example.gov.uk", name="Pat Lee")
    for about, action, fields in (
        ({"team": "adoption"}, "team", {"team": "adoption"}),
        ({"account_id": other}, "coordinator", {"coordinator": str(other)}),
    ):
        with_line(reference, Conflict, found_at=moment, **about)
        answer = officer.decide(reference, f"decide/{action}", **fields)
        assert answer.status_code == 400
        assert "may be about" in answer.text
