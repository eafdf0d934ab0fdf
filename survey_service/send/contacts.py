"""Where somebody is asked: an email address or a UK mobile number; a page, a file and the API read them alike."""

import re
from dataclasses import dataclass, field

from marshmallow import ValidationError
from marshmallow.validate import Email

from foundation.contracts.text import LONGEST_LINE, NOT_TEXT, is_text

EMAIL, TEXT = "email", "text"
NO_EMAIL = "Give an email address like name@example.com"
NO_MOBILE = "Give a UK mobile number like 07700 900 123"
ROUNDED = "The spreadsheet has rounded this number. Format the column as text and enter the number again"
NEITHER = "Give an email address or a UK mobile number"
# A spreadsheet runs a cell that begins so. A number may begin with +.
RUNS = ("=", "+", "-", "@", "\t", "\r")
_BETWEEN = str.maketrans("", "", " \u00a0-.()/")
# Ofcom's National Telephone Numbering Plan: 07, without personal numbers (070) and pagers (076); 07624 is Man's.
# Not the library phonenumbers: it refuses 07700 900 000 to 900 999, which Ofcom keeps for trials and drama.
_MOBILE = re.compile(r"(?:\+?44(?:0)?|0044|0)?(7(?:[1-57-9]\d{8}|624\d{6}))")
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_is_email = Email(error=NO_EMAIL)


class NotAContact(ValueError):
    """Nobody can be asked there. `which` says whether it was read as an email address or as a number (`phone`)."""

    def __init__(self, which: str, said: str) -> None:
        super().__init__(said)
        self.which = which


@dataclass(frozen=True)
class Contact:
    """A channel and an address there, in the one shape that we keep: small letters, or +447700900123."""

    channel: str
    address: str = field(repr=False)


def read_contact(typed: str) -> Contact:
    """What somebody typed into one box. Raises NotAContact."""
    return contact_of(typed, "") if "@" in typed else contact_of("", typed)


def contact_of(email: str, phone: str) -> Contact:
    """The email address where there is one, else the number. What is given must be right, both of both.

    Raises NotAContact.
    """
    address, number = email.strip(), phone.strip()
    if not address and not number:
        raise NotAContact("email", NEITHER)
    mobile = _mobile(number) if number else ""
    return Contact(EMAIL, _email(address)) if address else Contact(TEXT, mobile)


def _email(given: str) -> str:
    if not is_text(given):
        raise NotAContact("email", NOT_TEXT)
    if given.startswith(RUNS) or len(given) > LONGEST_LINE or not given.isascii():
        raise NotAContact("email", NO_EMAIL)
    try:
        return _is_email(given).lower()
    except ValidationError:
        raise NotAContact("email", NO_EMAIL) from None


def _mobile(given: str) -> str:
    if not is_text(given):
        raise NotAContact("phone", NOT_TEXT)
    if _ROUNDED.fullmatch(given):
        raise NotAContact("phone", ROUNDED)
    # An apostrophe keeps the first 0 in a spreadsheet, and stands before what we wrote into a file of bad rows.
    found = _MOBILE.fullmatch(given.removeprefix("'").translate(_BETWEEN))
    if found is None or not given.isascii():
        raise NotAContact("phone", NO_MOBILE)
    return f"+44{found[1]}"
