"""The next step for somebody who left no way to be reached: whom to ring, where there is a number."""

from datetime import date

from intake_service.what_next import Next, Promise, next_step

BY, TODAY = date(2026, 11, 26), date(2026, 11, 23)


def test_who_cannot_be_written_to_is_told_to_ring_the_number_of_the_complaints_team_where_one_is_known():
    promised = Promise(Next.WHEN_ANSWERED, BY)
    known, unknown = (next_step(promised, False, TODAY, phone) for phone in ("01632 960009", None))
    assert "Ring us on 01632 960009 with your reference after Thursday 26 November 2026" in known.words
    assert known.by == BY
    assert unknown.words.endswith("You left no way to reach you, so we cannot write to you.")
    assert unknown.by is None
