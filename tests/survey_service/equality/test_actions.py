"""What is done to hear from people: logged with an owner and a day, late when it is late, and ended with a result."""

import re
from datetime import timedelta
from uuid import uuid4

from foundation.records.models import OutreachAction
from foundation.staff.roles import Role

NEW = "/equality/actions/new"
FILLED = {
    "kind": "outreach", "about": "ethnic_group:grt", "words": "Tea with Travellers at the site",
    "owner": "Outreach team", "due_on": ["24", "11", "2026"],
}  # fmt: skip
WRONG = (
    ({"kind": ""}, "Choose what it is for"),
    ({"about": ""}, "Choose who it is about"),
    ({"about": "religion:jedi"}, "Who is it about? Choose one from the list"),
    ({"words": " "}, "Say what will be done"),
    ({"owner": ""}, "Enter who sees to it"),
    ({"owner": "a\nb"}, "Write this on one line"),
    ({"due_on": ["", "", ""]}, "Enter the day by which it will be done"),
    ({"due_on": ["31", "2", "2027"]}, "Enter a real date"),
    ({"due_on": ["22", "11", "2026"]}, "Enter a day from today"),
    ({"due_on": ["1", "1", "2031"]}, "Enter a day from today"),
    ({"words": "x" * 2001}, "2,000 characters at most"),
    ({"form_id": "x"}, "This page was open for a long time"),
)


def logs(officer, **different):
    form_id = re.search(r'name="form_id"[^>]*value="([^"]+)"', officer.get(NEW).text)[1]
    return officer.send(NEW, **(FILLED | {"form_id": form_id} | different))


def test_an_action_is_logged_shown_and_ended_with_a_result(officer, words_of, rows):
    assert logs(officer).status_code == 303
    told = words_of(officer.get("/equality/actions"))
    assert "To be done (1) Ethnic group: Gypsy, Roma or Irish Traveller Tea with Travellers at the site" in told
    assert "Outreach team sees to it. Due Tuesday 24 November 2026." in told
    page = f"/equality/actions/{rows(OutreachAction)[0].id}"
    assert officer.send(page, result="Six families came").status_code == 303
    assert "It is done." in words_of(officer.get(page))
    told = words_of(officer.get("/equality/actions"))
    assert "To be done (0)" in told
    assert "Done on Monday 23 November 2026: Six families came" in told


def test_what_is_late_says_so(officer, everything, words_of, moment, rows):
    logs(officer, due_on=["23", "11", "2026"])
    assert "This is late" not in words_of(officer.get("/equality/actions"))
    with everything.unit_of_work() as uow:
        uow.session.query(OutreachAction).update({"due_on": moment.date() - timedelta(days=1)})
    assert "Due Sunday 22 November 2026. This is late." in words_of(officer.get("/equality/actions"))


def test_a_result_that_comes_second_changes_nothing(officer, words_of, rows):
    logs(officer)
    page = f"/equality/actions/{rows(OutreachAction)[0].id}"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', officer.get(page).text)[1]
    for said in ("First", "Second"):
        assert officer.client.post(page, data={"csrf_token": token, "result": said}).status_code == 303
    assert "Somebody had said before what came of it" in words_of(officer.get(page))
    assert rows(OutreachAction)[0].result == "First"


def test_a_form_that_is_sent_twice_is_logged_once(officer, rows):
    form_id = str(uuid4())
    assert [logs(officer, form_id=form_id).status_code for _ in range(2)] == [303, 303]
    assert len(rows(OutreachAction)) == 1


def test_the_address_of_a_new_action_says_about_whom(officer):
    assert '<option value="religion:sikh" selected>' in officer.get(f"{NEW}?about=religion:sikh&kind=find_out").text
    assert officer.get(f"{NEW}?about=%00&kind=tea").status_code == 200
    assert '<option value="service_area:adoption">Part of the service: ' in officer.get(NEW).text


def test_what_cannot_be_logged_says_how_to_mend_it(officer, words_of, rows):
    for different, told in WRONG:
        answer = logs(officer, **different)
        assert answer.status_code == 400
        assert told in words_of(answer), different
    assert rows(OutreachAction) == []


def test_what_somebody_wrote_is_shown_as_text(officer, words_of):
    logs(officer, words="<b>שלום</b> 🙂", owner="=1+1")
    assert "<b>שלום</b> 🙂" in words_of(officer.get("/equality/actions"))


def test_what_there_is_not_is_not_found(officer):
    assert officer.get(f"/equality/actions/{uuid4()}").status_code == 404


def test_nobody_else_logs(signed_in_as):
    somebody = signed_in_as(Role.COMPLAINTS_MANAGER)
    for page in ("/equality/actions", NEW, f"/equality/actions/{uuid4()}"):
        assert somebody.get(page).status_code == 403
