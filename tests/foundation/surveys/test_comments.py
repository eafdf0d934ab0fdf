"""Others read what people wrote with words taken out, never with words put in; and what they read is drawn."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.surveys.comments import NothingLeft, NotTheirWords, draw, redact, themes

SAID = "Anna never rang. Our boy Tom, 7, waited 3 weeks; Anna’s manager said sorry."


@pytest.mark.parametrize("kept, shown", [
    (SAID, SAID),
    ("never rang. Our boy, waited 3 weeks; ’s manager said sorry.",
     "[removed] never rang. Our boy [removed], [removed] waited 3 weeks; [removed]’s manager said sorry."),
    ("[removed] never rang. Our boy [removed], waited 3 weeks",
     "[removed] never rang. Our boy [removed], [removed] waited 3 weeks[removed]"),
    ("  never\n\nrang .  ", "[removed] never rang. [removed]"),
    ("[removed][removed] waited [removed]", "[removed] waited [removed]"),
])  # fmt: skip
def test_every_stretch_that_was_taken_out_is_marked(kept, shown):
    assert redact(SAID, kept) == shown


@pytest.mark.parametrize("kept, word", [
    ("Anna always rang", "always"), ("rang never", "never"), ("never rang!", "!"), ("Anna never rang. anna", "anna"),
])  # fmt: skip
def test_a_word_that_they_did_not_write_is_refused_by_its_name(kept, word):
    with pytest.raises(NotTheirWords, match=f"“{word}”"):
        redact(SAID, kept)


@pytest.mark.parametrize("kept", ["", "  ", "[removed]", "[removed].", ". , ;"])
def test_a_comment_of_which_nothing_is_left_is_not_one(kept):
    with pytest.raises(NothingLeft):
        redact(SAID, kept)


def test_faces_and_other_scripts_can_stay():
    assert redact("🙂 لم يتصل بنا أحد", "🙂 لم يتصل أحد") == "🙂 لم يتصل [removed] أحد"


@given(st.text("ab .\n🙂’é", min_size=1, max_size=40), st.sets(st.integers(0, 30)))
def test_what_is_shown_can_be_redacted_again_and_stays_as_it_is(words, gone):
    kept = " ".join(word for at, word in enumerate(words.split()) if at not in gone)
    try:
        shown = redact(words, kept)
    except NothingLeft:
        return
    assert redact(words, shown) == shown
    assert set(shown.replace("[removed]", "")) <= set(words)


def test_the_same_seed_draws_the_same_of_the_same_comments_in_whatever_order():
    ids = [UUID(int=n) for n in range(40)]
    assert draw(ids, "seed") == draw(reversed(ids), "seed")
    assert draw(ids, "seed") != draw(ids, "another")
    assert len(draw(ids, "seed")) == 5
    assert draw(ids[:2], "seed") == sorted(ids[:2], key=draw(ids[:2], "seed").index)


def test_every_comment_is_drawn_as_often_as_any_other():
    ids = [uuid4() for _ in range(10)]
    drawn = [it for n in range(2_000) for it in draw(ids, str(n))]
    # Each is drawn 1,000 times, with a standard deviation of 22: seven of them are a chance of one in 10^11.
    assert all(845 < drawn.count(it) < 1155 for it in ids)


def test_themes_have_codes_and_words():
    assert list(themes()) == [
        "listened_to", "told_the_truth", "delay", "communication", "respect", "help_received", "worker", "meeting",
        "other",
    ]  # fmt: skip
    assert all(isinstance(words, str) and words for words in themes().values())
