"""The council that we ship, and any other from the text of its rule file."""

import pytest
from little_council import COUNCILS

from foundation.council import Council, load_council


@pytest.fixture
def load(tmp_path):
    """Load a rule file from its text."""

    def load(rules: str | bytes) -> Council:
        (tmp_path / "rules.yaml").write_bytes(rules if isinstance(rules, bytes) else rules.encode())
        return load_council(tmp_path)

    return load


@pytest.fixture(scope="module")
def herefordshire() -> Council:
    return load_council(COUNCILS / "herefordshire")
