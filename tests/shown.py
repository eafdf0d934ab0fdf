"""What a page says to whoever reads it."""

import re
from html import unescape

from werkzeug.test import TestResponse


def words_of(page: TestResponse) -> str:
    """Its words, without tags, styles, scripts and pictures."""
    text = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", page.text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
