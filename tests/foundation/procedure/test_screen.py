"""The safety screen finds words of harm as families and children write them, and says so to a person."""

import unicodedata
from importlib import resources

import pytest
from harm_said import EVERYDAY, HARM, OTHER_LANGUAGES
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from foundation.procedure import screen as module
from foundation.procedure.phrases import Harm, Phrases, WordsMistake, read, shipped
from foundation.procedure.screen import Screening, _matches, _there, _words, _words_of_any_script, screen

WORDS = resources.files("foundation.procedure") / "harm_words"


DISGUISED = [
    "MY DAD HITS ME",
    "my dad h\u200bits me",
    "my dad hits\u200bme",
    "my dad hits\u00adme",
    "my dad hi\u0301ts me",
    "my dad hittts me",
    "my dad hhits meee",
    "ｍｙ ｄａｄ ｈｉｔｓ ｍｅ",
    "my dad 𝗵𝗶𝘁𝘀 me",
    "my dad hits\nme",
    "my dad 😢 hits 😢 me",
    "my_dad_hits_me",
    "my.dad.hits.me",
    "(hits)(me)",
    "i don’t feel safe",
    "i don't feel safe",
    "i dont feel safe",
    "i don`t feel safe",
    "i don´t feel safe",
    "i do n't feel safe",
    "self-harm",
    "self\u2011harm",
    "self harm",
    "selfharm",
    "he has a 🔪",
    "\u202ehits me\u202c",
    "The children’s bruises",
    "sucidal",
    "suicdal",
    "siucidal",
    "ssuiicidal",
    "k1ll him",
]


@pytest.mark.parametrize("harm, text", [(harm, text) for harm, texts in HARM.items() for text in texts])
def test_words_of_harm_are_found_and_named(harm, text):
    found = screen(text)
    assert found.hit
    assert not found.failed
    assert harm in found.harms


def test_every_kind_of_harm_is_in_the_table_and_the_table_is_long():
    assert set(HARM) == set(Harm)
    assert sum(len(texts) for texts in HARM.values()) >= 120


@pytest.mark.parametrize("text", OTHER_LANGUAGES)
def test_words_of_harm_are_found_in_the_languages_of_the_forms(text):
    assert screen(text).hit


@pytest.mark.parametrize("text", DISGUISED)
def test_no_way_of_writing_hides_a_phrase(text):
    found = screen(text)
    assert found.hit
    assert not found.failed


@pytest.mark.parametrize("text", EVERYDAY)
def test_an_everyday_complaint_raises_no_alarm(text):
    assert screen(text) == Screening(hit=False)


def test_what_is_found_is_what_was_written_in_its_place():
    text = "Last week   Dad’s mate HIT\u200b my  brother, and I don’t feel sáfe."
    found = screen(text)
    assert any("HIT\u200b my  brother" in words for words in found.found)
    assert any("don’t feel sáfe" in words for words in found.found)
    assert [text[start:end] for start, end in found.marks] == list(found.found)


def test_overlapping_phrases_are_one_mark():
    found = screen("he said he will kill my sister")
    assert len(found.marks) == 1


def test_the_words_found_are_not_in_what_a_log_would_print():
    assert "brother" not in repr(screen("Dad hits my brother"))


@pytest.mark.parametrize("nonsense", [None, 7, b"hit me", ["hit me"]])
def test_what_is_no_text_counts_as_a_hit(nonsense):
    found = screen(nonsense)
    assert found.hit
    assert found.failed
    assert found.fault


def test_a_screen_that_takes_too_long_counts_as_a_hit():
    assert screen("Thank you for the support.", patience=-1) == Screening(hit=True, failed=True, fault="TakesTooLong")


def test_a_screen_whose_words_cannot_be_read_counts_as_a_hit(monkeypatch):
    def gone():
        raise WordsMistake("harm_words: no file of words was found")

    monkeypatch.setattr(module, "shipped", gone)
    assert screen("Thank you.") == Screening(hit=True, failed=True, fault="WordsMistake")


def test_the_longest_text_costs_each_word_the_same():
    """Work is one step for each word, whatever stands in the text: no text blows up."""
    assert screen("hit me kill us knife " * 1000).hit
    assert len(screen("hit me, " * 2500).marks) == 2500
    assert not screen("a" * 20_000).hit
    assert not screen("é" * 20_000).failed
    assert not screen("\u200b" * 20_000).failed


ANY_TEXT = st.text(max_size=200)
ALL_HITS = [text for texts in HARM.values() for text in texts] + OTHER_LANGUAGES + DISGUISED
A_HIT = st.sampled_from(ALL_HITS)


@given(before=ANY_TEXT, hit=A_HIT, after=ANY_TEXT)
def test_words_around_it_never_remove_a_hit(before, hit, after):
    found = screen(f"{before} {hit} {after}")
    assert found.hit
    assert not found.failed


@pytest.mark.parametrize("text", ALL_HITS)
def test_neither_casing_nor_accents_nor_how_unicode_writes_them_matter(text):
    plain = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    ways = [text.upper(), text.lower(), text.title(), plain]
    ways += [unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    assert [way for way in ways if not screen(way).hit] == []


@given(ANY_TEXT | A_HIT | st.tuples(ANY_TEXT, A_HIT).map(" ".join))
def test_marks_lie_inside_the_text_in_order_and_apart(text):
    found = screen(text)
    assert not found.failed
    assert found.hit == bool(found.marks)
    ends = [0]
    for start, end in found.marks:
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
    assert {text[start:end] for start, end in found.marks} == set(found.found)


@given(ANY_TEXT)
def test_the_same_text_gives_the_same_answer(text):
    assert screen(text) == screen(text)


def test_each_language_of_the_forms_has_its_file_and_the_file_says_who_must_review_it():
    files = {file.name: YAML(typ="safe").load(file.read_text("utf-8")) for file in WORDS.iterdir()}
    assert set(files) == {f"{language}.yaml" for language in ("bg", "cy", "en", "lt", "pl", "pt", "ro")}
    for name, tree in files.items():
        assert name == f"{tree['language']}.yaml"
        assert tree["to_be_reviewed_by"]
        assert "reviewed_on" in tree
        assert set(tree["phrases"]) == set(Harm)


@pytest.mark.parametrize(
    "tree, said",
    [
        ({"phrases": {"no_such_harm": ["hit me"]}}, "no_such_harm"),
        ({"phrases": {"injury": [".. bruise"]}}, "starts or ends with a gap"),
        ({"phrases": {"injury": ["bruise ?"]}}, "starts or ends with a gap"),
        ({"phrases": {"injury": [""]}}, "starts or ends with a gap"),
        ({"phrases": {"injury": ["br*"]}}, "at least three letters"),
        ({"phrases": {"injury": ["kill*"]}}, "doubled letter"),
        ({"phrases": {"injury": ["~hurt*"]}}, "six letters"),
        ({"phrases": {"injury": ["<nobody> hit"]}}, "<nobody>"),
        ({"phrases": {"injury": ["black-eye"]}}, "is not one word"),
        ({"phrases": ["bruise"]}, "words.yaml"),
        ({}, "phrases"),
        (None, "words.yaml"),
    ],
)
def test_a_file_of_words_with_a_mistake_is_refused_by_name(tree, said):
    with pytest.raises(WordsMistake, match=r"words\.yaml") as refused:
        read(tree, "words.yaml", Phrases())
    assert said in str(refused.value)


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_plain_text_has_the_same_words_read_at_once_or_letter_by_letter(text):
    assert list(_words(text, "")) == list(_words_of_any_script(text, ""))


@given(words=st.lists(st.sampled_from(sorted({word for text in ALL_HITS for word in text.split()})), max_size=40))
def test_a_phrase_that_is_passed_over_before_stands_nowhere_in_the_text(words):
    found, phrases = list(_words(" ".join(words), "")), shipped()
    there = _there(found, phrases, give_up_at=float("inf"))
    assert list(_matches(found, phrases, there)) == list(_matches(found, phrases, phrases.starts))
