"""Every form of the room with what none should be sent: it says how to mend it, keeps nothing, and never breaks."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from released import a_year, held
from staffing import TOKEN

from foundation.records.models import Agreement, EqualityPeriod, Judgement, OutreachAction, Reference
from foundation.staff.roles import Role

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAME, VALUE = re.compile(r'name="([^"]+)"'), re.compile(r'value="([^"]*)"')
LONG = "x" * 10_000
WRITTEN = {"empty": "", "spaces": " \n ", "NUL": "a\0b", "10,000 letters": LONG}
CODES = {"nothing": "", "another": "=1+1", "NUL": "\0", "right to left": "\u202eשלום", "emoji": "🙂", "long": LONG}
KEPT = "Tea 🙂 <b>שלום</b> =1+1"
JUDGE, ACTION, END, HELD = "judge", "action", "end", "held"
AGREE, UPLOAD = "agree", "upload"
FORMS = {
    JUDGE: {"decision": "set_aside", "outcome": "", "reason": KEPT},
    ACTION: {
        "kind": "outreach", "about": "religion:sikh", "words": KEPT, "owner": KEPT, "due_on": ["24", "11", "2026"],
    },
    END: {"result": KEPT},
    HELD: {"decision": "keep", "reason": KEPT},
    AGREE: {"assessment": KEPT, "agrees": "y"},
    UPLOAD: {
        "population": "pupils", "dated_on": ["31", "3", "2026"], "description": KEPT, "approved_by": KEPT,
    },
}  # fmt: skip
TEXTS = {
    JUDGE: ("reason",), ACTION: ("words", "owner"), END: ("result",), HELD: ("reason",), AGREE: ("assessment",),
    UPLOAD: ("description", "approved_by"),
}  # fmt: skip
CHOICES = {JUDGE: ("decision",), ACTION: ("kind", "about"), END: (), HELD: ("decision",), AGREE: (),
           UPLOAD: ("population",)}  # fmt: skip
DATES = {ACTION: "due_on", UPLOAD: "dated_on"}
BAD_DATES = (["", "", ""], ["31", "2", "2026"], ["1", "1"], ["1", "1", "2026", "1"], ["\0", "1", "2026"],
             ["1", "1", "9" * 400], ["١", "1", "2026"])  # fmt: skip
SEX = (
    "area_code,source,year,characteristic,category_code,category_label,count\n"
    "E06000019,DfE,2026,sex,female,Female,11\nE06000019,DfE,2026,sex,male,Male,12\n"
)
SHOWN = {ACTION: "/equality/actions", HELD: "/equality/held"}  # where what was written stands afterwards
HUGE = 7 * 1024 * 1024
ROWS = (Judgement, OutreachAction, Agreement, Reference)


@pytest.fixture
def addresses(release, everything, officer):
    """Where each form is."""
    with everything.unit_of_work() as uow:
        period_id = held(uow)
    form_id = str(uuid4())
    officer.send("/equality/actions/new", form_id=form_id, **FORMS[ACTION])
    return {
        JUDGE: f"/equality/judgements/{release(a_year())}/ethnic_group:all_other",
        ACTION: "/equality/actions/new", END: f"/equality/actions/{form_id}", HELD: f"/equality/held/{period_id}",
        AGREE: "/equality/agreement", UPLOAD: "/equality/references/new",
    }  # fmt: skip


@pytest.fixture
def sends(officer, addresses):
    """Fill one of the forms rightly but for what is wrong, and send it. A page is opened once."""
    opened = {}

    def sending(form, **wrong):
        if form not in opened:
            hidden = HIDDEN.findall(officer.get(addresses[form]).text)
            opened[form] = {NAME.search(tag)[1]: VALUE.search(tag)[1] for tag in hidden if VALUE.search(tag)}
        fields = opened[form] | FORMS[form] | wrong
        if form == UPLOAD:
            fields.setdefault("file", (BytesIO(SEX.encode()), "people.csv"))
        return officer.client.post(addresses[form], data={k: v for k, v in fields.items() if v is not None})

    return sending


@pytest.fixture
def kept(rows):
    """How much of what the officer can keep there is."""

    def counting():
        return [len(rows(model)) for model in ROWS], [it.decision for it in rows(EqualityPeriod)], [
            it.result for it in rows(OutreachAction)
        ]  # fmt: skip

    return counting


def wrong_fields(form):
    """Everything by which one field of a form can be wrong."""
    yield from ({name: value} for name in TEXTS[form] for value in WRITTEN.values())
    yield from ({name: value} for name in CHOICES[form] for value in CODES.values())
    yield from ({DATES[form]: parts} for parts in BAD_DATES if form in DATES)
    yield from ({name: None} for name in (*TEXTS[form], *CHOICES[form]))
    yield from ({"csrf_token": value} for value in ("", "=1+1", LONG))


def test_words_codes_and_days_that_cannot_be_kept_are_told_and_keep_nothing(sends, kept, words_of):
    before = kept()
    for form in FORMS:
        for wrong in wrong_fields(form):
            answer = sends(form, **wrong)
            assert answer.status_code == 400, (form, wrong)
            assert "There is a problem" in words_of(answer), (form, wrong)
    assert kept() == before


def test_emoji_right_to_left_words_and_what_looks_like_html_are_kept_as_text(sends, officer, addresses, words_of):
    for form, address in addresses.items():
        answer = sends(form)
        assert answer.status_code == (200 if form == UPLOAD else 303), form
        shown = answer if form == UPLOAD else officer.get(SHOWN.get(form, address))
        assert KEPT in words_of(shown), form
        assert "<b>" not in shown.text, form


def test_a_file_json_or_a_huge_body_in_place_of_a_form_is_refused(officer, addresses, sends, kept):
    before = kept()
    for form, address in addresses.items():
        for name in TEXTS[form]:
            assert sends(form, **{name: (BytesIO(b"tea"), "tea.txt")}).status_code == 400, form
        token = TOKEN.search(officer.get(address).text)[1]
        assert officer.client.post(address, json=FORMS[form]).status_code in (400, 415), form
        huge = {"csrf_token": token, TEXTS[form][0]: "x" * HUGE}
        assert officer.client.post(address, data=huge).status_code in (400, 413), form
    assert kept() == before


def test_whoever_may_not_decide_is_refused_whatever_they_send(signed_in_as, addresses, kept):
    before = kept()
    for role in (Role.COMPLAINTS_MANAGER, Role.PRACTITIONER):
        somebody = signed_in_as(role, email=f"{role}@example.gov.uk")
        token = TOKEN.search(somebody.get("/results").text)[1]
        for form, address in addresses.items():
            sent = FORMS[form] | {"csrf_token": token, "form_id": str(uuid4())}
            assert somebody.client.post(address, data=sent).status_code == 403, form
        for address in ("/equality/judgements/again", f"{addresses[JUDGE]}/again"):
            assert somebody.client.post(address, data={"csrf_token": token}).status_code in (403, 404)
    assert kept() == before


def test_an_address_with_a_wrong_id_or_number_is_not_found(officer):
    wrong = ("x", str(uuid4()), "%00", "🙂", "%E2%80%AE", "1" * 400)
    addresses_of = ("judgements/{}/sex:male", "actions/{}", "held/{}", "references/{}", "references/{}/withdraw",
                    "releases/{}", "characteristics/{}")  # fmt: skip
    for of in addresses_of:
        for one in wrong:
            assert officer.get(f"/equality/{of.format(one)}").status_code == 404, (of, one)
    for number in ("x", "0", "-1", "1.5", "%00", "9" * 40, "🙂"):
        assert officer.get(f"/equality/silence?release={number}").status_code == 404, number
        assert officer.get(f"/equality/characteristics/sex?release={number}").status_code == 404, number
