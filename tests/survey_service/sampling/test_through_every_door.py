"""A sample survey from its list to its figures, by nothing but its pages, its messages and the worker's jobs."""

import re
from email import message_from_bytes, policy

from shown import words_of
from staffing import SECRET, Clock

from foundation.records.models import Box, FramePerson, Invitation
from survey_service.public import create_app
from worker.carrier import carry
from worker.circumstances import Circumstances
from worker.providers import FileOutbox
from worker.surveys.asking import Asking
from worker.surveys.jobs import survey_jobs
from worker.surveys.keys import KeyFolder
from worker.surveys.sending import send_invitations

ASKED = 100
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
LINK = re.compile(r"https://surveys\.example(/s/\S+)")


def test_whoever_is_drawn_is_asked_and_what_they_answer_is_counted(
    uploaded, press, officer, records_as, council, days, moment, tmp_path, templates, rows
):
    address = uploaded({"north": 130})
    press(address, "", total=str(ASKED), how="equal", remind="y")
    press(address, "order")
    clock = Clock(moment)
    given = Circumstances(records_as("heard_consume"), council, days, clock)
    asking = Asking(KeyFolder(tmp_path / "keys"), "https://surveys.example")
    jobs = {job.name: job for job in survey_jobs(given, asking)}
    while carry(given):
        pass
    jobs["samples"].do()
    assert rows(FramePerson) == []
    assert send_invitations(given, asking, FileOutbox(tmp_path / "mail"), size=ASKED) == ASKED
    letters = [
        message_from_bytes(file.read_bytes(), policy=policy.default) for file in (tmp_path / "mail").glob("*.eml")
    ]
    links = {LINK.search(letter.get_content())[1] for letter in letters}
    assert len(links) == len({letter["To"] for letter in letters}) == ASKED

    app = create_app(records=records_as("heard_survey_public"), council=council, secret=SECRET, now=clock)
    app.jinja_env.bytecode_cache = templates
    for link in sorted(links)[:10]:
        somebody = app.test_client()
        page = somebody.get(f"{link}?for=adult&one=0").text
        fields = {}
        for name, value in HIDDEN.findall(page):
            fields.setdefault(name, []).append(value)
        answers = {"q-satisfied": "4", "q-knows_how": "no", "q-sex": "female", "q-age_band_adult": "a25_34"}
        assert somebody.post(f"{link}?for=adult&one=0", data=fields | answers | {"go": "send"}).status_code == 303
    while carry(given):
        pass
    assert len(rows(Box)) == 10
    assert "10" in words_of(officer.get(address))

    clock.forward(days=28 + 14 + 1)
    jobs["open answers"].do()
    jobs["forget invitations"].do()
    assert jobs["count samples"].do() == 1
    page = words_of(officer.get(address))
    assert "10 answers are counted" in page
    satisfied = page[page.index("How satisfied are you") : page.index("Did people listen to you?")]
    assert "100% (n = 10, 72% to 100%)" in satisfied
    assert f"All 130 {ASKED} {ASKED} 10" in page
    assert rows(Box) == []
    assert {it.contact for it in rows(Invitation)} == {None}
