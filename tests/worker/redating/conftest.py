"""Cases with running clocks, and the clock that counts them again."""

import pytest
from running_clocks import a_clock, a_promise, an_open_case


@pytest.fixture
def clock_given(given_as):
    """What the clock is told, under its own role."""
    return given_as("heard_clock")


@pytest.fixture
def keep(everything):
    """Do something with a unit of work, and commit."""

    def do(use, *arguments, **different):
        with everything.unit_of_work() as uow:
            return use(uow, *arguments, **different)

    return do


@pytest.fixture
def a_case_with(everything, days):
    """A case with these clocks; its id."""

    def make(*clocks, promise=None, **different):
        with everything.unit_of_work() as uow:
            case_id = an_open_case(uow, **different)
            for clock in clocks:
                a_clock(uow, case_id, days, **clock)
            if promise is not None:
                a_promise(uow, case_id, **promise)
        return case_id

    return make
