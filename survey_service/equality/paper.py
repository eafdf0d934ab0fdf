"""A version of the report as a PDF, to be printed or sent to a committee."""

import json
import re
from collections.abc import Sequence
from importlib import resources
from typing import Any

import typst

from survey_service.equality.telling import Part

_FORM = resources.files(__package__) / "paper.typ"
_FONTS = typst.Fonts(include_system_fonts=False)
_BARE, _NAMED = "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '  # a page needs no name space, a file does
# Latin, Greek, Cyrillic and Hebrew letters, punctuation, money and arrows: all of these typst's own fonts have, and
# PDF/UA refuses a letter without a shape.
_LETTERS = r"\x20-\u024f\u0370-\u04ff\u0590-\u05ff\u1e00-\u1eff"
_SIGNS = r"\u2010-\u2027\u2030-\u2040\u20a0-\u20bf\u2190-\u21ff\u2260-\u2265"
_HAVE_NO_SHAPE = re.compile(f"[^{_LETTERS}{_SIGNS}]+")
_LEFT_OUT = "[?]"
NOTE = "“[?]” stands where somebody wrote letters that this file cannot show. The page and the other files show them."


def on_paper(title: str, subtitle: str, parts: Sequence[Part], council: str) -> bytes:
    """A tagged PDF (PDF/UA-1) in A4 with every part: its words, its picture, whose title is read out, its tables.

    Letters that our fonts lack, like those of Chinese, are left out; the PDF says so.
    """
    pictures = {f"{at}.svg": _drawn(part) for at, part in enumerate(parts) if part.picture}
    told = [_part(part, f"{at}.svg" if part.picture else "") for at, part in enumerate(parts)]
    shown, left_out = _HAVE_NO_SHAPE.subn(_LEFT_OUT, json.dumps(told, ensure_ascii=False))
    said = {
        "title": title, "subtitle": subtitle, "council": council, "note": NOTE if left_out else "",
        "parts": json.loads(shown),
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
        "finding": part.title, "notes": list(part.notes),
        "tables": [{"caption": it.caption, "head": list(it.head), "rows": [list(row) for row in it.rows]}
                   for it in part.tables],
    }  # fmt: skip
