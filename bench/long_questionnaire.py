"""A questionnaire of 250 questions, and `python -m bench.long_questionnaire`: the public face of surveys that has it.

The face is the one that `heard serve survey-public` serves. Only the folder of its questionnaires is another.
"""

import os
import shutil
from pathlib import Path

from flask import Flask

from foundation.surveys import library

FOLDER = "BENCH_QUESTIONNAIRES"
CODE, QUESTIONS, IN_WORDS = "long_one", 250, 10
HEAD = f"""\
code: {CODE}
version: 1
name: The longest there is
bands: [adult]
title: Tell us all about it
intro: We ask a great deal.
questions:
"""
SCALE = """\
  - code: part_{number}
    type: scale
    words: How was part {number}?
    points: [Very bad, Bad, In the middle, Good, Very good]
"""
WORDS = """\
  - code: part_{number}
    type: short
    words: What was part {number}?
"""


def write(folder: Path) -> None:
    """All ready-made questionnaires and the long one."""
    shutil.copytree(str(library.FOLDER), folder)
    asked = [(SCALE if number > IN_WORDS else WORDS).format(number=number) for number in range(1, QUESTIONS + 1)]
    (folder / f"{CODE}.1.yaml").write_text(HEAD + "".join(asked), "utf-8")
    library.lock_new(folder)


def read_from(folder: Path) -> None:
    """From now on the questionnaires of this process are those."""
    library.FOLDER = folder
    library.library.cache_clear()


def from_environment() -> Flask:
    """The public face, as Granian loads it."""
    from survey_service import public

    read_from(Path(os.environ[FOLDER]))
    return public.from_environment()


def main() -> None:
    """Serve it."""
    from heard.serve import FACTORIES, serve

    FACTORIES["survey-public"] = f"{__spec__.name}:from_environment"
    serve(["survey-public", "--workers", "2"])


if __name__ == "__main__":
    main()
