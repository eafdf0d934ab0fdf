"""What the survey jobs are told beside the circumstances of every job."""

from dataclasses import dataclass

from worker.surveys.keys import KeyFolder


@dataclass(frozen=True)
class Asking:
    """The key folder, and the address of the public face, by which people are asked."""

    keys: KeyFolder
    address: str

    def link(self, code: str) -> str:
        """Where the questions stand that somebody with this code is asked."""
        return f"{self.address.rstrip('/')}/s/{code}"
