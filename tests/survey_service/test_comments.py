"""What people wrote is read by few, redacted by taking words out, and shown to others by chance."""

import re
from datetime import date
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select
from tallied import a_comment, tally

from foundation.records.models import Comment
from foundation.staff.roles import Role
from foundation.surveys.comments import draw

QUEUE = "/results/comments"
MEETING = "/results/answers/meeting"
SAID = "Anna Smith never rang. Our son Tom waited three weeks."
SECRET_WORDS = ("Anna", "Smith", "Tom")
KEPT = "never rang. Our son waited three weeks."
READY = {"state": "ready", "redacted": "[removed] never rang.", "themes": ["delay"]}


@pytest.fixture
def written(everything):
    """Somebody wrote this; or what is told."""

    def writing(words=SAID, **different):
        with everything.unit_of_work() as uow:
            return a_comment(uow, words, **different)

    return writing


@pytest.fixture
def answered(everything):
    """So many answered the questionnaire of the comment, in its part of the service and month."""

    def answering(n=12, **place):
        with everything.unit_of_work() as uow:
            tally(uow, "meeting", (n, {"went": "5"}), **place)

    return answering


@pytest.fixture
def officer(signed_in_as):
    return signed_in_as("complaints_officer")


@pytest.fixture
def decide(officer):
    """Open a comment's page and send its form."""

    def deciding(comment_id, kept=KEPT, decision="show", themes=("delay",), **different):
        address = f"{QUEUE}/{comment_id}"
        page = officer.get(address).text
        hidden = dict(re.findall(r'name="(csrf_token|seen)"[^>]*value="([^"]*)"', page))
        given = {"kept": kept, "decision": decision, "themes": list(themes)}
        return officer.client.post(address, data=hidden | given | different)

    return deciding


@pytest.fixture
def kept(everything):
    def reading(comment_id):
        with everything.unit_of_work() as uow:
            return uow.session.scalars(select(Comment).where(Comment.id == comment_id)).one()

    return reading


@pytest.mark.parametrize("role", Role)
def test_original_words_are_seen_only_by_who_may_redact_them(signed_in_as, written, role):
    comment_id = written()
    browser = signed_in_as(role, "send" if role == Role.SERVICE_TEAM else None)
    allowed = role in (Role.COMPLAINTS_MANAGER, Role.COMPLAINTS_OFFICER, Role.EQUALITY_OFFICER)
    for address in (QUEUE, f"{QUEUE}/{comment_id}"):
        assert browser.get(address).status_code == (200 if allowed else 403)
    assert (SAID in browser.get(f"{QUEUE}/{comment_id}").text) == allowed


def test_the_queue_counts_what_is_new_and_shows_no_words(officer, written):
    for _ in range(21):
        written()
    written(questionnaire="end_of_assessment", month=date(2026, 9, 1))
    written(**READY)
    page = officer.get(QUEUE).text
    assert "New: 22" in page
    assert "After a meeting: 21" in page
    assert "Page 1 of 2." in page
    assert page.index("September 2026") < page.index("October 2026")
    assert not any(word in page for word in SECRET_WORDS)
    assert "Page 2 of 2." in officer.get(f"{QUEUE}?page=2").text
    assert "New: 1" in officer.get(f"{QUEUE}?questionnaire=end_of_assessment").text
    assert "Shown: 1" in officer.get(f"{QUEUE}?state=ready").text


def test_what_was_taken_out_is_marked_and_who_decided_is_kept(decide, kept, written, moment):
    comment_id = written()
    assert decide(comment_id).headers["Location"] == QUEUE
    found = kept(comment_id)
    assert found.redacted == "[removed] never rang. Our son [removed] waited three weeks."
    assert (found.state, found.themes, found.words, found.decided_at) == ("ready", ["delay"], SAID, moment)
    assert found.decided_by


def test_a_comment_is_kept_back_with_nothing_to_show(decide, kept, written):
    comment_id = written()
    assert decide(comment_id, decision="keep_back", themes=()).status_code == 303
    assert (kept(comment_id).state, kept(comment_id).redacted) == ("kept_back", None)


def test_a_decision_can_be_changed_later(decide, kept, written):
    comment_id = written()
    decide(comment_id)
    decide(comment_id, decision="keep_back")
    assert (kept(comment_id).state, kept(comment_id).redacted) == ("kept_back", None)
    decide(comment_id, kept="never rang", themes=["delay", "worker"])
    assert kept(comment_id).redacted == "[removed] never rang[removed]"


@pytest.mark.parametrize("given, said", [
    ({"kept": "Bob never rang"}, "“Bob” is not what they wrote, or not in this place"),
    ({"kept": "rang never"}, "“never” is not what they wrote"),
    ({"kept": ""}, "Nothing is left to read"),
    ({"kept": "[removed]"}, "Nothing is left to read"),
    ({"kept": "x\x00"}, "Remove the characters that are not text"),
    ({"kept": "x" * 4_001}, "This can be 4,000 characters at most"),
    ({"themes": ()}, "Choose at least one thing that it is about"),
    ({"themes": ["weather"]}, "not a valid choice"),
    ({"decision": ""}, "Say whether others may read it"),
    ({"decision": "burn"}, "What happens to it? Choose one from the list"),
    ({"csrf_token": "old"}, "Your words are still here"),
])  # fmt: skip
def test_a_decision_that_cannot_be_kept_says_why_and_changes_nothing(decide, kept, written, given, said):
    comment_id = written()
    page = decide(comment_id, **given)
    assert page.status_code == 400
    assert said in unescape(page.text)
    assert kept(comment_id).state == "new"


def test_of_two_people_who_decide_at_once_the_second_is_told(decide, kept, written, officer):
    comment_id = written()
    assert decide(comment_id).status_code == 303
    stale = decide(comment_id, kept="Anna Smith never rang", seen="new")
    assert stale.headers["Location"] == f"{QUEUE}/{comment_id}"
    assert "Somebody has decided about this comment" in officer.get(stale.headers["Location"]).text
    assert "Anna" not in kept(comment_id).redacted


@pytest.mark.parametrize(
    "address",
    [
        f"{QUEUE}/{UUID(int=1)}",
        f"{QUEUE}/x",
        f"{QUEUE}?page=0",
        f"{QUEUE}?page=9999999",
        f"{QUEUE}?page={'9'.zfill(7)}{'9' * 30}",
    ],
)
def test_what_there_is_not_is_not_found(officer, address):
    assert officer.get(address).status_code == 404


def test_a_filter_that_we_do_not_know_is_named(officer):
    page = officer.get(f"{QUEUE}?state=burnt")
    assert page.status_code == 400
    assert "choose one from the list" in page.text


def test_others_read_five_by_chance_as_they_were_redacted_with_the_seed(practitioner, written, answered):
    answered()
    ids = {written(f"{SAID} {n}", **READY | {"redacted": f"Comment number {n}."}): n for n in range(11)}
    written(state="kept_back")
    written()
    page = unescape(practitioner.get(MEETING).text)
    assert "5 of 11 comments" in page
    assert "1 was kept back" in page
    seed = re.search("Seed: “([^”]+)”", page)[1]
    assert seed == "meeting 2026-04 2026-11"
    shown = [int(it) for it in re.findall(r"Comment number (\d+)\.", page)]
    assert shown == [ids[it] for it in draw(ids, seed)]
    assert not any(word in page for word in SECRET_WORDS)
    assert re.search(r"Delay and waiting</th><td[^>]*>11<", page)
    assert re.search(r"Respect</th><td[^>]*>Not shown<", page)
    assert shown == [int(it) for it in re.findall(r"Comment number (\d+)\.", practitioner.get(MEETING).text)]


def test_a_comment_from_fewer_than_ten_answers_is_not_shown(practitioner, written, answered):
    answered(9)
    answered(20, area="adoption", team="adoption")
    written(**READY)
    assert "never rang" not in practitioner.get(MEETING).text
    answered(1)
    page = practitioner.get(MEETING).text
    assert "never rang" in page
    assert "1 of 1 comment that" in page
    assert "Not shown" not in page.partition("own words")[2]  # no table in which every theme is hidden


def test_a_comment_is_shown_only_in_the_months_and_part_of_the_service_it_is_from(practitioner, written, answered):
    answered()
    answered(area="adoption", team="adoption", month=date(2026, 9, 1))
    written(**READY)
    for query, is_shown in (
        ("area=child_in_need", True), ("area=adoption", False), ("since=2026-09&until=2026-09", False),
    ):  # fmt: skip
        assert ("never rang" in practitioner.get(f"{MEETING}?{query}").text) == is_shown, query


def test_words_from_right_to_left_and_tags_are_shown_as_they_are(decide, written, answered, officer):
    answered()
    decide(written("לילה <script>alert(1)</script> 🙂 Tom"), kept="לילה <script>alert(1)</script> 🙂")
    page = officer.get(MEETING).text
    assert "לילה &lt;script&gt;alert(1)&lt;/script&gt; 🙂 [removed]" in page


def test_what_was_written_reaches_no_log(decide, written, caplog):
    decide(written(), kept="Bob")
    decide(written())
    assert not any(word in caplog.text for word in (*SECRET_WORDS, "Bob"))
