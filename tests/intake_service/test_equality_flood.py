"""Many answers from one address: so many a minute, an hour and a day, and the page says to come again later."""

import pytest

from foundation.contracts.equality import ADDRESSES
from foundation.records.models import Outgoing
from intake_service.equality import routes

PUT_RIGHT = ADDRESSES["complainants"]


@pytest.mark.usefixtures("periods")
@pytest.mark.parametrize("limit", routes.BOXES, ids=["a minute", "an hour", "a day"])
def test_whoever_has_sent_as_many_as_are_taken_is_told_when_to_come_again_and_others_are_not(limit, visitor, rows):
    here = f"192.0.2.{limit.amount}"  # what is counted of an address outlives a test
    for _ in range(limit.amount):
        routes.LIMITER.hit(limit, here)
    refused = visitor.client.post(PUT_RIGHT, data={"go": "no"}, environ_overrides={"REMOTE_ADDR": here})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(limit.get_expiry()))
    assert routes.TOO_MANY in refused.text
    assert rows(Outgoing) == []
    assert visitor.client.post(PUT_RIGHT, data={"go": "no"}).status_code == 303


def test_from_one_address_fewer_come_in_a_day_than_would_hold_a_quarter_of_a_hundred_offers():
    assert sorted((limit.get_expiry(), limit.amount) for limit in routes.BOXES) == [(60, 10), (3_600, 40), (86_400, 60)]
