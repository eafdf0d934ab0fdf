"""A poster or cards to print: a QR code, the same address in letters, and few words."""

from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from typing import Any

import segno
import typst
from markupsafe import Markup

SHAPES = ("poster", "cards")
INVITES = "Tell us in a minute. No name needed."
HOW = "Point your phone’s camera here, or go to"
_FORM = resources.files(__package__) / "poster.typ"
_FONTS = typst.Fonts(include_system_fonts=False)


@dataclass(frozen=True)
class Poster:
    """What a poster says, and where its code leads."""

    heading: str
    council: str
    address: str

    @property
    def letters(self) -> str:
        """The address as people type it."""
        return self.address.partition("://")[2]

    def picture(self) -> Markup:
        """The QR code as SVG for a page."""
        return Markup(_code(self.address).svg_inline(omitsize=True, border=4, dark="#000", light="#fff"))  # noqa: S704 -- segno draws it

    def pdf(self, shape: str) -> bytes:
        """A PDF of one page: `poster` (A4) or `cards` (four of A6)."""
        drawn = BytesIO()
        _code(self.address).save(drawn, kind="svg", border=4, dark="#000", light="#fff", scale=10)
        said = {
            "shape": shape, "heading": self.heading, "invites": INVITES, "how": HOW, "address": self.address,
            "letters": self.letters, "council": self.council,
        }  # fmt: skip
        made: Any = typst.compile(
            {"main": _FORM.read_bytes(), "qr.svg": drawn.getvalue()}, format="pdf", pdf_standards=["ua-1"],
            font_paths=_FONTS, sys_inputs=said,
        )  # fmt: skip
        return bytes(made)


def _code(address: str) -> segno.QRCode:
    """It can be read with a quarter of it spoilt."""
    return segno.make_qr(address, error="q")
