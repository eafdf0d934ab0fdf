"""GOV.UK Notify takes letters and texts, and says later what became of them.

Its documentation: https://docs.notifications.service.gov.uk/python.html. It asks for decisions by the status code and
the kind of error, never by the words of a message.
"""

import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from requests import ReadTimeout

from foundation.council import Council
from foundation.runtime.settings import CannotStart
from worker.providers.letter import Letter, NoSuchAddress, ProviderAway

KEY, OF_MAIL, OF_TEXTS = "HEARD_NOTIFY_KEY", "HEARD_NOTIFY_EMAIL_TEMPLATE", "HEARD_NOTIFY_TEXT_TEMPLATE"
LIVE = "https://api.notifications.service.gov.uk"
UUID_SIGNS = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
IS_KEY = re.compile(f".+-{UUID_SIGNS}-{UUID_SIGNS}", re.IGNORECASE)
TIMEOUT = 60.0
WRONG_ADDRESS = "ValidationError"  # all else that is checked is always the same


@dataclass(frozen=True)
class Account:
    """The council's account: an API key, and a template each for mails and texts.

    The mail's template is ((subject)) and ((body)), the text's is ((body)), and nothing else.
    """

    key: str = field(repr=False)
    mail_template: str
    text_template: str


def read_account() -> Account | None:
    """The account of the environment; None where none is set. Raises CannotStart naming all that is wrong with it."""
    key, *templates = (os.environ.get(name, "").strip() for name in (KEY, OF_MAIL, OF_TEXTS))
    if not key:
        return None
    wrong = [] if IS_KEY.fullmatch(key) else [f"{KEY} is no API key of GOV.UK Notify"]
    for name, template in zip((OF_MAIL, OF_TEXTS), templates, strict=True):
        if not re.fullmatch(UUID_SIGNS, template, re.IGNORECASE):
            wrong.append(f"{name} must be the id of a template, as GOV.UK Notify shows it")
    if wrong:
        raise CannotStart("; ".join(wrong))
    return Account(key, *templates)


class Notify:
    """One client of the account, for one thread."""

    channels = frozenset({"email", "text"})

    def __init__(self, account: Account, url: str = LIVE, timeout: float = TIMEOUT) -> None:
        self._account = account
        self._client = NotificationsAPIClient(account.key, base_url=url, timeout=timeout)  # type: ignore[no-untyped-call]

    def take(self, letter: Letter, _council: Council, _moment: datetime) -> str:
        """Hand it over; the id by which `fate_of` asks. Raises ProviderAway, NoSuchAddress, or HTTPError about it."""
        try:
            taken = self._send(letter)
        except HTTPError as error:
            self._say_if_away(error)
            if _kinds(error) == {WRONG_ADDRESS}:
                raise NoSuchAddress from error
            raise
        return str(taken["id"])

    def fate_of(self, name: str) -> str | None:
        """What became of it, in Notify's own words; None where it knows it no more. Raises ProviderAway."""
        try:
            return str(self._client.get_notification_by_id(UUID(name))["status"])
        except HTTPError as error:
            self._say_if_away(error)
            if error.status_code in (400, 404):
                return None
            raise ProviderAway("GOV.UK Notify does not say what became of messages") from error

    def rest(self) -> None:
        """Let go of the connection."""
        self._client.request_session.close()

    def _send(self, letter: Letter) -> dict[str, str]:
        name = str(letter.id)
        if letter.channel == "text":
            taken = self._client.send_sms_notification(
                letter.address, self._account.text_template, {"body": letter.text}, reference=name
            )
        else:
            taken = self._client.send_email_notification(
                letter.address, self._account.mail_template, {"subject": letter.subject, "body": letter.text},
                reference=name,
            )  # fmt: skip
        return dict(taken)

    def _say_if_away(self, error: HTTPError) -> None:
        """Is it not about this letter alone? What was given and never answered may have been taken, and is about it."""
        code = None if error.response is None else error.response.status_code
        if code in (401, 403):
            raise ProviderAway(f"GOV.UK Notify refuses the key of {KEY}, or this machine's clock is wrong") from error
        if code == 429:
            raise ProviderAway("GOV.UK Notify takes no more for now: its limit a minute or a day is reached") from error
        if code in (502, 503, 504) or (code is None and not isinstance(error.__context__, ReadTimeout)):
            raise ProviderAway("GOV.UK Notify is not to be reached") from error


def _kinds(error: HTTPError) -> set[str]:
    """The kinds of error that it names."""
    told = error.message
    return {str(one.get("error")) for one in told if isinstance(one, dict)} if isinstance(told, list) else set()
