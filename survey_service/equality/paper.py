"""A version of the report as a PDF, to be printed or sent to a committee."""

import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

import typst

from survey_service.equality.telling import Part

_FORM = resources.files(__package__) / "paper.typ"
_FONTS = typst.Fonts(include_system_fonts=False)
_BARE, _NAMED = "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '  # a page needs no name space, a file does


def on_paper(title: str, subtitle: str, parts: Sequence[Part], council: str) -> bytes:
    """A tagged PDF (PDF/UA-1) in A4 with every part: its words, its picture, whose title is read out, its tables."""
    pictures = {f"{at}.svg": _drawn(part) for at, part in enumerate(parts) if part.picture}
    said = {
        "title": title, "subtitle": subtitle, "council": council,
        "parts": [_part(part, f"{at}.svg" if part.picture else "") for at, part in enumerate(parts)],
    }  # fmt: skip
    made: Any = typst.compile(
        {"main": _FORM.read_bytes(), "said.json": json.dumps(said).encode(), **pictures}, format="pdf",
        pdf_standards=["ua-1"], font_paths=_FONTS,
    )  # fmt: skip
    return bytes(made)


def _drawn(part: Part) -> bytes:
    return str(part.picture).replace(_BARE, _NAMED, 1).encode()


def _part(part: Part, picture: str) -> dict[str, Any]:
    return {
        "heading": part.heading, "said": list(part.said), "points": list(part.points), "picture": picture,
        "finding": part.title,
        "tables": [{"caption": it.caption, "head": list(it.head), "rows": [list(row) for row in it.rows]}
                   for it in part.tables],
    }  # fmt: skip
