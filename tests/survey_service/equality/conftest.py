"""The equality officer, signed in, and releases for them to read."""

import re
from html import unescape

import pytest
from released import keep_release

from foundation.staff.roles import Role


@pytest.fixture
def officer(signed_in_as):
    return signed_in_as(Role.EQUALITY_OFFICER)


@pytest.fixture
def release(everything):
    """Publish something, as the worker does."""

    def keeping(content, number=1, profile="officer", **different):
        with everything.unit_of_work() as uow:
            return keep_release(uow, content, number, profile, **different)

    return keeping


@pytest.fixture
def words_of():
    """A page as words, its tags gone."""

    def reading(page):
        text = re.sub(r"<(style|script).*?</\1>", " ", page.text, flags=re.S)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())

    return reading


@pytest.fixture
def read(officer, words_of):
    """A page of the officer's, as words."""

    def reading(address):
        page = officer.get(address)
        assert page.status_code == 200, page.text
        return words_of(page)

    return reading
