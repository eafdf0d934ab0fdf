"""A letter that is ready to go, and what is asked of whoever takes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID

from foundation.council import Council

ANY_SERVER_READS = policy.SMTP.clone(cte_type="7bit")  # not every mail server takes eight bits


@dataclass(frozen=True)
class Letter:
    """A notice ready to go. Its subject says nothing about what it is about."""

    id: UUID
    channel: str
    address: str
    subject: str
    text: str


class ProviderAway(Exception):
    """No letter can go out just now, whichever it is; the text says why, for the operator."""


class NoSuchAddress(Exception):
    """Nobody is reached at this address, now or later."""


class Provider(Protocol):
    """Whoever takes letters. Asked by one worker at a time, some letters and then a rest."""

    channels: frozenset[str]

    def take(self, letter: Letter, council: Council, moment: datetime) -> str | None:
        """Take it, and say by which name its fate can be asked, if it can.

        Raises ProviderAway where no letter is taken just now, NoSuchAddress, and anything else about this one. The
        same letter given twice is seen to be the same: its name is the notice's id.
        """

    def rest(self) -> None:
        """No more letters for now: let go of what is held open."""


def hand_over(send_next: Callable[[], bool], provider: Provider, size: int) -> int:
    """Up to `size`, one after the other, until there is none; how many there were. Raises what `send_next` raises.

    The provider rests when there is nothing more, or when something is wrong.
    """
    done = 0
    try:
        while done < size and send_next():
            done += 1
    except Exception:
        provider.rest()
        raise
    if done < size:
        provider.rest()
    return done


def as_message(letter: Letter, council: Council, moment: datetime) -> EmailMessage:
    """The letter as a mail: all of it but where it goes."""
    message = EmailMessage(policy=ANY_SERVER_READS)
    message["Subject"] = letter.subject
    message["From"] = Address(council.name, addr_spec=council.letters_from)
    message["Date"] = moment
    message["Message-ID"] = f"<{letter.id}@{council.letters_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
