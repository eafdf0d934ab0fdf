"""A release is JSON from which the same release is read again, however often it goes through the database."""

import json
from datetime import date

from foundation.equality.release.content import as_json, from_json
from foundation.equality.release.demand import Demand, Limits, Month, Reading
from foundation.equality.release.kinds import Kind

DEMAND = Demand(
    date(2026, 2, 1), date(2026, 3, 31),
    (Month(date(2026, 2, 1), 1, 0, -0.0), Month(date(2026, 3, 1), 2, 0, 2 / 3)),
    None, Limits(1.5, 0.0, 1e-12, True, {"shift": (1, 2)}), None, (), (), Reading.NO_RISE,
)  # fmt: skip


def test_a_release_is_read_again_as_it_was_but_for_what_is_rounded():
    again = from_json(Kind.DEMAND, json.loads(json.dumps(as_json(DEMAND))))
    assert again.months[1] == Month(date(2026, 3, 1), 2, 0, 0.6666666667)
    assert (again.counts, again.reading, again.begins_on) == (DEMAND.counts, Reading.NO_RISE, DEMAND.begins_on)


def test_nought_has_no_minus_which_the_database_would_not_give_back():
    assert json.dumps(as_json(DEMAND)["months"][0]["per_100"]) == "0.0"
