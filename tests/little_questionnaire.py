"""The smallest questionnaire that has every type and every rule."""

from pathlib import Path

from foundation.surveys.library import read_questionnaire
from foundation.surveys.questionnaire import Questionnaire

LITTLE = """\
code: tea
version: 1
name: After tea
bands: [under_13, "13_17", adult]
title: How was tea?
intro:
  under_13: Tell us how it was.
  "13_17": Tell us how it was, please.
  adult: Please tell us how it was.
questions:
  - code: liked
    type: scale
    words: {under_13: Was it nice?, "13_17": Was it good?, adult: Did you like it?}
    points: [Bad, Poor, Fair, Good, Great]
    not_sure: Not sure
  - code: ate
    type: many
    words: What did you eat?
    hint: Choose all that are right.
    options:
      - {code: cake, words: Cake}
      - {code: scone, words: A scone}
      - {code: other, words: Something else}
  - code: what_else
    type: short
    words: What was it?
    only_if: {question: ate, answers: [other]}
  - code: come_again
    type: yes_no_not_sure
    words: Will you come again?
    needed: We must buy milk.
  - code: why_not
    type: one
    bands: [adult, "13_17"]
    words: Why not?
    only_if: {question: come_again, answers: ["no", not_sure]}
    options:
      - {code: milk, words: The milk}
      - {code: people, words: The people}
  - code: who
    type: long
    words: Who was it?
    bands: [adult]
    only_if: {question: why_not, answers: [people]}
"""


def read_little(folder: Path, text: str = LITTLE, name: str = "tea.1.yaml") -> Questionnaire:
    """What the file says when it has this text."""
    (folder / name).write_text(text, "utf-8")
    return read_questionnaire(folder / name)[0]
