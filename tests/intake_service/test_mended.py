"""What was refused can be put right on the page that came back, and is then kept once."""

import pytest


@pytest.mark.parametrize(
    "wrong, right",
    [
        ({"words": ""}, {"words": "Nobody rang me back."}),
        ({"happened_on": ["31", "2", "2026"]}, {"happened_on": ["20", "2", "2026"]}),
        ({"email": "nobody"}, {"email": ""}),
        ({"form_id": "forged"}, {}),
        ({"csrf_token": "forged"}, {}),
    ],
    ids=["words", "date", "email", "an id that is not ours", "a token that is not ours"],
)
def test_a_refused_form_can_be_mended_and_sent_again(wrong, right, visitor, stored, submissions, form_of):
    page = visitor.send("problem", form_of("problem", **wrong))
    assert (page.status, stored()) == (400, (0, 0, 0))
    sent = visitor.post("problem", page.inputs | right)
    assert sent.status == 303
    assert stored() == (1, 1, 1)
    assert submissions()[0].words == "Nobody rang me back."


def test_a_form_that_was_open_too_long_is_kept_when_it_is_sent_again(intake_app, visitor, stored, form_of, monkeypatch):
    filled = visitor.see("/tell/problem").hidden | form_of("problem")
    with monkeypatch.context() as later:
        later.setitem(intake_app.config, "WTF_CSRF_TIME_LIMIT", -1)
        page = visitor.post("problem", filled)
    assert page.status == 400
    assert visitor.post("problem", page.inputs).status == 303
    assert stored() == (1, 1, 1)
