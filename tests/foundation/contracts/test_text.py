"""What a person wrote is kept as it is; what is no text is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.contracts.text import is_text, tidy


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Nobody rang us back.",
        "one\ttwo\nthree\r\nfour",
        "👩‍👧‍👦 Danke 🙏🏽 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "لم يتصل بنا أحد",
        "אף אחד לא התקשר",
        "right\u200fto\u202eleft\u202c marks \u2067kept\u2069",
        "Zoë’s — “quoted” … naïve ½ £5 €5",
        "नमस्ते क्‍ष",
        "没有人给我们回电话",
        "soft\u00adhyphen and a space\u00a0that does not break",
        "line\u2028and paragraph\u2029separators",
        "\ufeffpasted with a mark",
        "private \ue000 and far \U0001f9d1\U00020000\U0010fffd",
    ],
)
def test_what_people_write_is_text(written):
    assert is_text(written)


CONTROLS = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
LONE_SURROGATES = [0xD800, 0xDBFF, 0xDC00, 0xDFFF]
NO_CHARACTERS = [0xFFFE, 0xFFFF]


@pytest.mark.parametrize("code", CONTROLS + LONE_SURROGATES + NO_CHARACTERS, ids=hex)
def test_nul_control_characters_and_broken_unicode_are_no_text_wherever_they_stand(code):
    sign = chr(code)
    for written in (sign, f"{sign}words", f"words{sign}", f"wo{sign}rds", f"words\n{sign}\nwords"):
        assert not is_text(written)


@pytest.mark.parametrize("sign", ["\t", "\n", "\r", " ", "~", "\u00a0", "¡", "\ud7ff", "\ue000", "\ufffd"])
def test_the_neighbours_of_what_is_refused_are_text(sign):
    assert is_text(f"wo{sign}rds")


@given(st.text())
def test_all_that_is_text_can_be_kept_by_postgresql(written):
    if is_text(written):
        assert "\x00" not in written
        written.encode("utf-8")


@pytest.mark.parametrize(
    "written, kept",
    [
        ("  Nobody rang.  ", "Nobody rang."),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\r\n\r\ntwo", "one\n\ntwo"),
        ("\n\n one \n\n", "one"),
        ("two  spaces\tand a tab", "two  spaces\tand a tab"),
        (" \t\r\n ", ""),
        ("SHOUTED, mis-spelt and naïve 😡!!", "SHOUTED, mis-spelt and naïve 😡!!"),
        ("e\u0301 stays as it was typed", "e\u0301 stays as it was typed"),
    ],
)
def test_only_line_ends_and_the_space_around_are_tidied(written, kept):
    assert tidy(written) == kept


def without_space(written: str) -> str:
    return "".join(written.split())


@given(st.text(alphabet=st.sampled_from("ab \t\r\n\u00a0é😀\u200f")))
def test_tidying_loses_nothing_that_was_written(written):
    kept = tidy(written)
    assert without_space(kept) == without_space(written)
    assert kept in written.replace("\r\n", "\n").replace("\r", "\n")
    assert tidy(kept) == kept
    assert kept == kept.strip()
    assert "\r" not in kept
