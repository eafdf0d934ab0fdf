"""The one statement that keeps a submission stays within what psycopg remembers of a statement it has read."""

import re

import pytest
from psycopg._queries import MAX_CACHED_STATEMENT_LENGTH, MAX_CACHED_STATEMENT_PARAMS

from intake_service.submit import KEEP, KEEP_OF_PARTNER


@pytest.mark.parametrize("statement", [KEEP, KEEP_OF_PARTNER], ids=["a family's", "a partner's"])
def test_it_is_read_once_and_not_for_each_submission(statement):
    assert len(set(re.findall(r"%\((\w+)\)s", statement))) <= MAX_CACHED_STATEMENT_PARAMS
    assert len(statement) <= MAX_CACHED_STATEMENT_LENGTH
