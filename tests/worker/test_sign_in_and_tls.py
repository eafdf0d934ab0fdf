"""Signing in to a mail server, and TLS: what the URL says is done, and nothing weaker."""

import ssl

import pytest
import trustme
from builders import a_letter

from chaos.mail_server import a_mail_server
from worker.providers import ProviderAway

PASSWORD = "p@ss/w:rd%?#"
ESCAPED = "p%40ss%2Fw%3Ard%25%3F%23"


def test_it_signs_in_with_whatever_is_in_the_password(send, smtp):
    with a_mail_server(password=PASSWORD) as server:
        send(smtp(f"smtp://heard%40council:{ESCAPED}@127.0.0.1:{server.port}"), a_letter())
    assert server.signed_in == ["heard@council"]
    assert len(server.taken) == 1


def test_with_a_wrong_password_nothing_goes_out_and_the_operator_is_told_which(send, smtp):
    with a_mail_server(password=PASSWORD) as server:
        with pytest.raises(ProviderAway, match="refuses the user or the password of HEARD_SMTP_URL"):
            send(smtp(f"smtp://heard:wrong@127.0.0.1:{server.port}"), a_letter())
        assert server.taken == []


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def certified(authority):
    """What a server shows for a name."""

    def certify(name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        return context

    return certify


@pytest.fixture
def trust(authority, tmp_path, monkeypatch):
    """Have the council's own authority trusted."""

    def trust_it():
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))

    return trust_it


BOTH_KINDS = pytest.mark.parametrize("scheme, at_once", [("smtp+starttls", False), ("smtps", True)])


@BOTH_KINDS
def test_over_tls_a_letter_goes_to_a_server_that_shows_a_trusted_certificate(
    scheme, at_once, send, smtp, certified, trust
):
    trust()
    with a_mail_server(tls=certified("127.0.0.1"), at_once=at_once, password=PASSWORD) as server:
        provider = smtp(f"{scheme}://heard:{ESCAPED}@127.0.0.1:{server.port}")
        send(provider, a_letter(), a_letter())
        provider.rest()
    assert (len(server.taken), server.signed_in, server.encrypted) == (2, ["heard"], {True})


@BOTH_KINDS
@pytest.mark.parametrize("name, trusted", [("127.0.0.1", False), ("elsewhere.example", True)], ids=["unknown", "other"])
def test_a_server_that_shows_no_trusted_certificate_of_its_own_name_gets_nothing(
    scheme, at_once, name, trusted, send, smtp, certified, trust
):
    if trusted:
        trust()
    showing = {"tls": certified(name), "at_once": at_once}
    with a_mail_server(password=PASSWORD, **showing) as server, pytest.raises(ProviderAway, match="certificate"):
        send(smtp(f"{scheme}://heard:{ESCAPED}@127.0.0.1:{server.port}"), a_letter())
    assert (server.taken, server.signed_in) == ([], [])


def test_where_tls_was_asked_for_and_is_not_offered_nothing_is_said(send, smtp):
    with a_mail_server(password=PASSWORD) as server, pytest.raises(ProviderAway):
        send(smtp(f"smtp+starttls://heard:{ESCAPED}@127.0.0.1:{server.port}"), a_letter())
    assert (server.taken, server.signed_in) == ([], [])
