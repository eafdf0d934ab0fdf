"""A questionnaire on paper: every question and every answer that there is, in the words of its reader."""

import pypdfium2
import pytest

from foundation.surveys.library import library
from foundation.surveys.questionnaire import Band


def words_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


@pytest.mark.parametrize("band", [Band.UNDER_13, Band.ADULT])
def test_it_asks_everything_in_the_words_of_its_reader(practitioner, band):
    questionnaire = library().newest("child_protection_conference")
    answer = practitioner.get(f"/questionnaires/child_protection_conference/paper.pdf?band={band}")
    assert answer.content_type == "application/pdf"
    words = words_of(answer.data)
    for question in questionnaire.asked_of(band):
        assert question.words[band] in words
        for option in question.options:
            assert option.words[band] in words
    assert "Do not write your name." in words
    assert "ring 999 now" in words


def test_a_question_that_hangs_on_another_says_on_which(practitioner):
    words = words_of(practitioner.get("/questionnaires/child_protection_conference/paper.pdf?band=under_13").data)
    assert "Only if you chose “Some of it” or “No” for question 2." in words


@pytest.mark.parametrize("path", ["nothing/paper.pdf", "leaving_care/paper.pdf?band=under_13"])
def test_what_is_not_asked_is_not_printed(practitioner, path):
    assert practitioner.get(f"/questionnaires/{path}").status_code == 404
