"""A folder that takes letters, for the embedded profile."""

from datetime import datetime
from pathlib import Path

from foundation.council import Council
from worker.providers.letter import Letter, as_message


class FileOutbox:
    """The embedded profile sends nothing: each letter is a file, named by its notice."""

    channels = frozenset({"email", "text"})

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def take(self, letter: Letter, council: Council, moment: datetime) -> None:
        """Write it whole or not at all; writing it again changes nothing."""
        message = as_message(letter, council, moment)
        message["To" if letter.channel == "email" else "X-Heard-Phone"] = letter.address
        message["X-Heard-Channel"] = letter.channel
        draft = self._folder / f".{letter.id}"
        draft.write_bytes(bytes(message))
        draft.replace(self._folder / f"{letter.id}.eml")

    def rest(self) -> None:
        """Nothing is held open."""
