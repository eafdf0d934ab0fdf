"""A sample survey from its list to its figures, by nothing but its pages, its messages and the worker's jobs."""

import re
from email import message_from_bytes, policy

from sampled import SIZES, words_of
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

ASKED = 200
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
LINK = re.compile(r"https://surveys\.example(/s/\S+)")


def test_whoever_is_drawn_is_asked_and_what_they_answer_is_counted(
    planned, press, officer, records_as, council, days, moment, tmp_path, templates, rows
):
    address = planned(total=str(ASKED))
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
    for link in sorted(links)[:12]:
        somebody = app.test_client()
        page = somebody.get(f"{link}?for=adult&one=0").text
        fields = {}
        for name, value in HIDDEN.findall(page):
            fields.setdefault(name, []).append(value)
        answers = {"q-satisfied": "4", "q-knows_how": "no", "q-sex": "female", "q-age_band_adult": "a25_34"}
        assert somebody.post(f"{link}?for=adult&one=0", data=fields | answers | {"go": "send"}).status_code == 303
    while carry(given):
        pass
    assert len(rows(Box)) == 12
    assert "12" in words_of(officer.get(address))

    clock.forward(days=28 + 14 + 1)
    jobs["open answers"].do()
    jobs["forget invitations"].do()
    assert jobs["count samples"].do() == 1
    page = words_of(officer.get(address))
    assert "12 answers are counted" in page
    satisfied = page[page.index("How satisfied are you") : page.index("Did people listen to you?")]
    assert "100% (n = 12, 76% to 100%)" in satisfied
    assert f"All {sum(SIZES.values())} {ASKED} {ASKED} 12" in page
    assert rows(Box) == []
    assert {it.contact for it in rows(Invitation)} == {None}
