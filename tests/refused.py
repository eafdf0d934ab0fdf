"""How the API says what is wrong with what it was sent."""

from werkzeug.test import TestResponse


def problem(answer: TestResponse, status: int, field: str | None = None) -> TestResponse:
    """The answer, after a look whether it is a problem document with this status that names this field alone."""
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text
    said = answer.json
    assert said
    assert said["status"] == status
    assert said["title"]
    assert said["detail"]
    if field is not None:
        assert [fault["field"] for fault in said["errors"]] == [field]
        assert all(fault["message"].endswith(".") for fault in said["errors"])
    return answer
