"""A mail server that takes letters."""

import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPAuthenticationError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from urllib.parse import unquote, urlsplit

from foundation.council import Council
from foundation.runtime.settings import CannotStart
from worker.providers.letter import Letter, NoSuchAddress, ProviderAway, as_message

TIMEOUT = 60.0  # some look a letter through for that long before they say that they have it
CLOSING = 421  # RFC 5321, 3.8
FOR_GOOD, OF_POLICY = 500, b"5.7."  # RFC 5321, 4.2.1; RFC 3463, 3.8
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
LOOKS_LIKE = (
    "HEARD_SMTP_URL must look like smtp+starttls://user:password@host:587, smtps://user:password@host:465 or "
    "smtp://host:25, with %40 for @, %2F for / and so on in the user and the password"
)


class Smtp:
    """A mail server takes each letter, all of a batch over one connection.

    The URL says how, and nothing is ever done in a weaker way than it says:

        smtp+starttls://user:password@host:587   TLS before anything that matters is said
        smtps://user:password@host:465           TLS from the first byte
        smtp://host:25                           no TLS; so a password only to this machine itself

    User and password may be left out together. Certificates are checked against those that this machine trusts, or
    the file that SSL_CERT_FILE names. Raises CannotStart for any other URL, quoting nothing of it.
    """

    channels = frozenset({"email"})

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self._server = _read(url)
        self._trusted = None if self._server.scheme == "smtp" else ssl.create_default_context()
        self._timeout = timeout
        self._connection: SMTP | None = None

    def take(self, letter: Letter, council: Council, moment: datetime) -> None:
        """Hand it to the mail server. Raises ProviderAway, NoSuchAddress, or what smtplib says about this letter."""
        to = _on_the_wire(letter.address)
        message = as_message(letter, council, moment)
        message["To"] = to
        connection = self._ready()
        try:
            connection.send_message(message, council.letters_from, [to])
        except SMTPSenderRefused as error:
            raise ProviderAway("the mail server takes no letters from letters_from of the rule file") from error
        except (SMTPResponseException, SMTPRecipientsRefused) as error:
            if _code(error) == CLOSING:
                raise ProviderAway("the mail server is closing, or wants no more letters for now") from error
            if isinstance(error, SMTPRecipientsRefused) and _is_for_good(error):
                raise NoSuchAddress from error
            raise

    def rest(self) -> None:
        """Take leave of the server."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                connection.quit()
            connection.close()

    def _ready(self) -> SMTP:
        """The connection that the letter before went by while it answers, else a new one."""
        if self._connection is not None:
            with suppress(OSError):
                if self._connection.rset()[0] == 250:
                    return self._connection
            self._connection.close()
            self._connection = None
        try:
            self._connection = self._connect()
        except SMTPAuthenticationError as error:
            raise ProviderAway("the mail server refuses the user or the password of HEARD_SMTP_URL") from error
        except ssl.SSLError as error:
            raise ProviderAway("the mail server's certificate is not one that this machine trusts") from error
        except OSError as error:
            raise ProviderAway("the mail server does not answer, or does not let us in") from error
        return self._connection

    def _connect(self) -> SMTP:
        server = self._server
        if server.scheme == "smtps":
            connection: SMTP = SMTP_SSL(server.host, server.port, timeout=self._timeout, context=self._trusted)
        else:
            connection = SMTP(server.host, server.port, timeout=self._timeout)
        try:
            if server.scheme == "smtp+starttls":
                connection.starttls(context=self._trusted)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _code(error: SMTPResponseException | SMTPRecipientsRefused) -> int:
    """What the server answered, of which there is one for each recipient; a letter has one."""
    if isinstance(error, SMTPResponseException):
        return error.smtp_code
    [(code, _said)] = error.recipients.values()
    return int(code)


def _is_for_good(error: SMTPRecipientsRefused) -> bool:
    """Will it never be taken? What is refused by a rule of the server's may be taken when the rule has been mended."""
    [(code, said)] = error.recipients.values()
    return int(code) >= FOR_GOOD and not bytes(said).lstrip().startswith(OF_POLICY)


def _on_the_wire(address: str) -> str:
    """A domain with an umlaut as the mail servers of the world know it."""
    box, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{box}@{domain.encode('idna').decode()}"


@dataclass(frozen=True)
class _MailServer:
    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)


def _read(url: str) -> _MailServer:
    try:
        parts = urlsplit(url)
        port = PORTS[parts.scheme] if parts.port is None else parts.port
    except (KeyError, ValueError):
        raise CannotStart(LOOKS_LIKE) from None
    host = parts.hostname or ""
    more = parts.path.strip("/") or parts.query or parts.fragment
    if not re.fullmatch(r"[\w.:-]+", host) or not port or more:
        raise CannotStart(LOOKS_LIKE)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if "@" in parts.netloc and not (user and password):
        raise CannotStart("HEARD_SMTP_URL has a user without a password or a password without a user")
    if not (user.isascii() and password.isascii()):
        raise CannotStart("HEARD_SMTP_URL has a user or a password beyond ASCII, which mail servers read differently")
    if password and parts.scheme == "smtp" and not _is_this_machine(host):
        raise CannotStart(
            "HEARD_SMTP_URL would send a password without TLS; begin it with smtp+starttls:// or smtps://"
        )
    return _MailServer(parts.scheme, host, port, user, password)


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
