"""A body that is no JSON, too large or without a length, or a key that is not right: refused, and nothing is stored."""

import json
from io import BytesIO
from uuid import uuid4

import pytest
from refused import problem
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from heard.partners import disable_partner


@pytest.mark.parametrize("body", [None, 5, "words", True, [], [{"kind": "complaint"}]], ids=repr)
def test_json_that_is_no_object_is_refused(body, visitor):
    answer = visitor.client.post("/api/v1/submissions", data=json.dumps(body), content_type="application/json")
    problem(answer, 422, "body")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"kind=complaint",
        b'{"kind": "complaint",}',
        b'{"kind": "caf\xe9"}',
        b'{"words": "\xed\xa0\x80"}',
        '{"kind": "complaint"}'.encode("utf-16"),
        b"[" * 200_000,
        b'{"a":' * 50_000,
        b'{"meeting_went": ' + b"9" * 5_000 + b"}",
        b"\x00",
    ],
    ids=["cut off", "a form", "a comma too many", "Latin 1", "half a sign in UTF-8", "UTF-16", "nested lists",
         "nested objects", "a number without end", "NUL"],
)  # fmt: skip
def test_what_is_no_json_in_utf_8_is_refused(body, visitor):
    answer = visitor.client.post("/api/v1/submissions", data=body, content_type="application/json")
    problem(answer, 400, "body")


@pytest.mark.parametrize("empty, status, field", [(b"", 422, "kind"), (b"  ", 400, "body")])
def test_an_empty_body_is_refused(empty, status, field, intake_app):
    answer = unlike_a_browser(intake_app, "/api/v1/submissions", empty, CONTENT_LENGTH=str(len(empty)))
    problem(answer, status, field)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "json",
        None,
    ],
)
def test_the_api_reads_nothing_but_json(content_type, visitor, body_of):
    answer = visitor.client.post("/api/v1/submissions", data=json.dumps(body_of("comment")), content_type=content_type)
    problem(answer, 415)
    assert "application/json" in answer.json["detail"]


@pytest.mark.parametrize("path", ["/api/v1/submissions", "/tell/problem"])
def test_more_than_half_a_megabyte_is_refused_unread(path, visitor):
    typed = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    answer = visitor.client.post(path, data=b" " * (512 * 1024 + 1), content_type=typed)
    assert answer.status_code == 413
    assert "20,000 characters" in answer.text


@pytest.mark.parametrize("path", ["/api/v1/submissions", "/tell/problem"])
@pytest.mark.parametrize("how", [{}, {"HTTP_TRANSFER_ENCODING": "chunked"}], ids=["no length", "in chunks"])
def test_a_body_without_a_length_is_refused_unread(path, how, intake_app):
    answer = unlike_a_browser(intake_app, path, b"{}", **how)
    assert answer.status_code == 411
    assert "Content-Length" in answer.text


def unlike_a_browser(app, path, body, **environ):
    """Send what no browser and no test client would send."""
    builder = EnvironBuilder(path=path, method="POST", content_type="application/json", input_stream=BytesIO(body))
    plain = builder.get_environ()
    plain.pop("CONTENT_LENGTH", None)
    return TestResponse(*run_wsgi_app(app, plain | environ), builder.get_request())


def broken_keys(key):
    whose, _, secret = key.partition(".")
    return {
        "empty": "Bearer ",
        "nothing": "",
        "only a word": "Bearer",
        "another scheme": f"Basic {key}",
        "no key of ours": f"Bearer {uuid4().hex}.{secret}",
        "another secret": f"Bearer {whose}.{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}",
        "only whose it is": f"Bearer {whose}",
        "only the secret": f"Bearer {secret}",
        "in capitals": f"Bearer {key.upper()}",
        "signs that are no ASCII": "Bearer caf\xe9",
        "very long": f"Bearer {key * 100}",
    }


@pytest.mark.parametrize("how", broken_keys("a.b"))
def test_a_key_that_is_not_right_is_refused(how, visitor, a_partner, body_of):
    answer = visitor.client.post(
        "/api/v1/submissions", json=body_of("comment"), headers={"Authorization": broken_keys(a_partner())[how]}
    )
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert "Authorization: Bearer" in answer.json["detail"]


def test_a_disabled_key_is_refused(visitor, a_partner, records_as, body_of, moment):
    key = a_partner("A school")
    with records_as("heard_operator").unit_of_work() as uow:
        disable_partner(uow, "A school", moment)
    problem(visitor.tell(body_of("comment"), partner=key), 401)


@pytest.mark.parametrize("key", ["x" * 15, "x" * 129, "schlüssel-schlüssel", "sixteen-and-\x7f-more"], ids=ascii)
def test_an_idempotency_key_of_another_shape_is_refused(key, refused_by_api, body_of):
    answer = refused_by_api(body_of("comment"), "Idempotency-Key", key=key)
    assert "16 to 128" in answer.json["errors"][0]["message"]
