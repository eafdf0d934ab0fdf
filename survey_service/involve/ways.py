"""In which ways a family can help. Codes are stable: add, never rename."""

from collections.abc import Mapping

WAYS: Mapping[str, str] = {
    "listening_sessions": "Come to a listening session now and then",
    "read_letters": "Read our letters and leaflets and say what is not clear",
    "training": "Tell workers what it was like, as a part of their training",
    "interviews": "Sit with us when we choose new workers",
    "other_families": "Talk with a family who is where you were",
}
CONSENT = (
    "You may keep my name and how to reach me, to ask me for help in these ways and for nothing else. I can say stop "
    "at any time, and then you remove both."
)
