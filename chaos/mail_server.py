"""A real mail server for tests, on a free loopback port, that keeps what it takes and misbehaves when told to."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

PATIENCE = 10


@dataclass
class MailServer:
    """Refuses addresses in `refuses`, puts off those in `puts_off`, and those in `has_a_rule_against` for a rule of
    its own; cuts off those in `hangs_up_on` before the letter is taken and those in `drops_after` when it is; takes
    nothing from those in `wants_none_of`.

    Any other letter it keeps, and says so when `meanwhile` has run.
    """

    port: int = 0
    refuses: set[str] = field(default_factory=set)
    hangs_up_on: set[str] = field(default_factory=set)
    puts_off: set[str] = field(default_factory=set)
    has_a_rule_against: set[str] = field(default_factory=set)
    drops_after: set[str] = field(default_factory=set)
    wants_none_of: set[str] = field(default_factory=set)
    closing: bool = False
    meanwhile: Callable[[str], Any] | None = None
    password: str | None = None
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    connections: list[SMTP] = field(default_factory=list)
    encrypted: set[bool] = field(default_factory=set)

    @property
    def sent_to(self) -> list[str]:
        """Whom the letters that it took are for, in their order."""
        return [to for envelope in self.envelopes for to in envelope.rcpt_tos]  # aiosmtpd asks at each connection

    def hang_up(self, number: int = 0) -> None:
        """End a connection without a word."""

        async def abort() -> None:
            self.connections[number].transport.abort()

        asyncio.run_coroutine_threadsafe(abort(), self.connections[number].loop).result(PATIENCE)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.password is not None and not session.authenticated:
            return "530 5.7.0 sign in first"
        if address in self.wants_none_of:
            return "550 5.7.1 not from there"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.closing:
            return "421 4.3.2 closing"
        if address in self.refuses:
            return f"550 5.1.1 nobody called {address} here"
        if address in self.has_a_rule_against:
            return f"550 5.7.1 nothing for {address} from there"
        if address in self.puts_off:
            return f"451 4.7.1 come again later for {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        if address in self.hangs_up_on:
            server.transport.abort()
            return "451 never heard"
        self.encrypted.add(server.transport.get_extra_info("sslcontext") is not None)
        self.envelopes.append(envelope)
        self.taken.append(message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=policy.default))
        if self.meanwhile is not None:
            await asyncio.to_thread(self.meanwhile, address)
        if address in self.drops_after:
            server.transport.abort()
        return "250 OK"

    def sign_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, who: Any) -> AuthResult:
        """Any user with the one password."""
        self.signed_in.append(who.login.decode())
        return AuthResult(success=who.password.decode() == self.password, handled=False)


@contextmanager
def a_mail_server(*, tls: ssl.SSLContext | None = None, at_once: bool = False, **how: Any) -> Iterator[MailServer]:
    """Start it; with a password it lets nobody in without, with `tls` it wants TLS, `at_once` from the first byte."""
    found = MailServer(**how)

    def answer() -> SMTP:
        connection = SMTP(
            found, hostname="mail.example", enable_SMTPUTF8=True, loop=loop,
            tls_context=None if at_once else tls, require_starttls=tls is not None and not at_once,
            authenticator=found.sign_in, auth_require_tls=False,
        )  # fmt: skip
        found.connections.append(connection)
        return connection

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="mail server")
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(
        loop.create_server(answer, "127.0.0.1", found.port, ssl=tls if at_once else None), loop
    ).result(PATIENCE)
    found.port = listening.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        asyncio.run_coroutine_threadsafe(_close(listening), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()


async def _close(listening: asyncio.Server) -> None:
    listening.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()
