"""Whatever is wrong with what is sent: it is refused, the field is named, and nothing is stored."""

import pytest
from refused import problem


@pytest.fixture(autouse=True)
def nothing_is_stored(stored):
    yield
    assert stored() == (0, 0, 0)


@pytest.fixture
def refused_page(visitor, form_of):
    """Send a form with something wrong in it; the page that asks to mend it, which leads to the field."""

    def send(what, field, **wrong):
        page = visitor.send(what, form_of(what, **wrong))
        assert page.status == 400
        assert list(page.faults) == [field]
        assert field in page.ids
        assert page.title.startswith("Error: ")
        assert f'id="{field}-error"' in page.html or field in ("csrf_token", "form_id", "happened_on", "answered_on")
        return page

    return send


@pytest.fixture
def refused_by_api(visitor):
    """Send JSON with something wrong in it; the problem document, which names the field."""

    def send(body, field, status=422, **headers):
        answer = visitor.tell(body, **headers)
        return problem(answer, status, field)

    return send
