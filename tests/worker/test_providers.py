"""Providers: what a letter looks like when it leaves, and a mail server in all its moods."""

import socket
from contextlib import closing
from email import message_from_bytes, policy
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Event

import pytest
from builders import a_letter

from chaos.mail_server import a_mail_server
from foundation.runtime.settings import CannotStart
from worker.providers import FileOutbox, NoSuchAddress, ProviderAway, Smtp

TEXT = "Zoë \u202eאבגד\u202c 🧡🏳️‍🌈,\n\nthank you.\n.\nA line of one full stop stays.\n" + "A long line. " * 100 + "\n"


# ------------------------------------------------------------------ what leaves


def test_a_mail_server_gets_the_letter_as_it_was_composed_from_the_council(send, smtp, council, moment):
    letter = a_letter(text=TEXT)
    with a_mail_server() as server:
        send(smtp(f"smtp://127.0.0.1:{server.port}"), letter)
    [taken], [envelope] = server.taken, server.envelopes
    assert taken.get_content() == TEXT
    assert taken["Subject"] == "We have your message 7KQ4-M2XH"
    assert taken["To"] == "sam@example.com"
    [sender] = taken["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Herefordshire Council", council.letters_from)
    assert taken["Date"].datetime == moment
    assert taken["Auto-Submitted"] == "auto-generated"
    assert (envelope.mail_from, envelope.rcpt_tos) == (council.letters_from, ["sam@example.com"])
    assert envelope.content.isascii()


def test_a_short_text_in_another_script_is_written_so_that_every_mail_server_and_program_reads_it(send, smtp):
    with a_mail_server() as server:
        send(smtp(f"smtp://127.0.0.1:{server.port}"), a_letter(text="שרה,\n\nתודה\n"))
    assert server.envelopes[0].content.isascii(), "not every mail server takes eight bits"
    assert server.taken[0].get_payload(decode=True) == "שרה,\r\n\r\nתודה\r\n".encode()


def test_the_same_letter_handed_over_twice_has_the_same_message_id_and_another_has_another(send, smtp):
    letter, other = a_letter(), a_letter()
    with a_mail_server() as server:
        send(smtp(f"smtp://127.0.0.1:{server.port}"), letter, letter, other)
    first, again, another = (taken["Message-ID"] for taken in server.taken)
    assert first == again == f"<{letter.id}@herefordshire.example>"
    assert another == f"<{other.id}@herefordshire.example>"


def test_a_folder_holds_what_a_mail_server_would_get_once(send, smtp, tmp_path):
    letter = a_letter(text=TEXT)
    with a_mail_server() as server:
        send(smtp(f"smtp://127.0.0.1:{server.port}"), letter)
    send(FileOutbox(tmp_path), letter, letter)
    [file] = tmp_path.iterdir()
    assert file.name == f"{letter.id}.eml"
    written = message_from_bytes(file.read_bytes().replace(b"\r\n", b"\n"), policy=policy.default)
    assert written.get_content() == server.taken[0].get_content()
    assert set(server.taken[0].items()) | {("X-Heard-Channel", "email")} == set(written.items())


@pytest.mark.parametrize(
    "address, sent_to",
    [
        ("zoë@example.com", "zoë@example.com"),
        ("sam@exämple.com", "sam@xn--exmple-cua.com"),
        ('"a,b"@example.com', '"a,b"@example.com'),
        ("o'neill+x@example.com", "o'neill+x@example.com"),
    ],
)
def test_every_address_that_the_doors_let_in_can_be_written_to(address, sent_to, send, smtp):
    with a_mail_server() as server:
        send(smtp(f"smtp://127.0.0.1:{server.port}"), a_letter(address, text=TEXT))
    assert [envelope.rcpt_tos for envelope in server.envelopes] == [[sent_to]]
    assert server.taken[0].get_content() == TEXT


# ------------------------------------------------------------------ moods


def test_all_letters_of_a_batch_go_over_one_connection_and_the_next_batch_makes_its_own(send, smtp):
    with a_mail_server() as server:
        provider = smtp(f"smtp://127.0.0.1:{server.port}")
        send(provider, a_letter(), a_letter(), a_letter())
        assert len(server.connections) == 1
        provider.rest()
        send(provider, a_letter())
        assert (len(server.connections), len(server.taken)) == (2, 4)


def test_a_refused_recipient_costs_the_others_nothing(send, smtp):
    with a_mail_server(refuses={"gone@example.com"}) as server:
        provider = smtp(f"smtp://127.0.0.1:{server.port}")
        with pytest.raises(NoSuchAddress):
            send(provider, a_letter("gone@example.com"))
        send(provider, a_letter())
        assert (server.sent_to, len(server.connections)) == (["sam@example.com"], 1)


@pytest.mark.parametrize("how", ["puts_off", "has_a_rule_against"])
def test_a_recipient_who_is_refused_for_now_or_by_a_rule_may_be_taken_later(how, send, smtp):
    with a_mail_server(**{how: {"later@example.com"}}) as server:
        with pytest.raises(SMTPRecipientsRefused):
            send(smtp(f"smtp://127.0.0.1:{server.port}"), a_letter("later@example.com"))
        getattr(server, how).clear()
        send(smtp(f"smtp://127.0.0.1:{server.port}"), a_letter("later@example.com"))
        assert server.sent_to == ["later@example.com"]


def test_when_the_server_hangs_up_on_a_letter_the_next_goes_over_a_new_connection(send, smtp):
    with a_mail_server(hangs_up_on={"odd@example.com"}) as server:
        provider = smtp(f"smtp://127.0.0.1:{server.port}")
        with pytest.raises(SMTPServerDisconnected):
            send(provider, a_letter("odd@example.com"))
        send(provider, a_letter())
        assert (server.sent_to, len(server.connections)) == (["sam@example.com"], 2)


def test_when_the_server_hangs_up_between_two_letters_neither_is_refused(send, smtp):
    with a_mail_server() as server:
        provider = smtp(f"smtp://127.0.0.1:{server.port}")
        send(provider, a_letter())
        server.hang_up()
        send(provider, a_letter())
        assert len(server.taken) == 2


def test_a_slow_server_is_not_waited_for_and_the_next_letter_goes_out(send, smtp):
    enough = Event()
    with a_mail_server(meanwhile=lambda address: address.startswith("slow") and enough.wait(10)) as server:
        provider = smtp(f"smtp://127.0.0.1:{server.port}", timeout=0.5)
        with pytest.raises(SMTPServerDisconnected):
            send(provider, a_letter("slow@example.com"))
        send(provider, a_letter())
        assert server.sent_to == ["slow@example.com", "sam@example.com"]
        enough.set()


def test_a_server_that_says_nothing_is_away(send, smtp):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        provider = smtp(f"smtp://127.0.0.1:{silent.getsockname()[1]}", timeout=0.2)
        with pytest.raises(ProviderAway, match="does not answer"):
            send(provider, a_letter())


def test_a_server_that_was_away_gets_the_next_letter_when_it_is_back(send, smtp):
    with closing(socket.create_server(("127.0.0.1", 0))) as nobody:
        port = nobody.getsockname()[1]
    provider = smtp(f"smtp://127.0.0.1:{port}")
    with pytest.raises(ProviderAway, match="does not answer"):
        send(provider, a_letter())
    with a_mail_server(port=port) as server:
        send(provider, a_letter())
        assert len(server.taken) == 1


# ------------------------------------------------------------------ the URL

WRONG = {
    "nothing": "",
    "a word": "mail",
    "no host": "smtp://",
    "a host alone": "mail.example:25",
    "another scheme": "https://heard:s3cr3t@mail.example",
    "a port that is none": "smtps://heard:s3cr3t@mail.example:submission",
    "port nought": "smtps://heard:s3cr3t@mail.example:0",
    "a port beyond ports": "smtps://heard:s3cr3t@mail.example:70000",
    "a path": "smtps://heard:s3cr3t@mail.example/inbox",
    "a question": "smtps://heard:s3cr3t@mail.example?starttls",
    "a space": "smtps://heard:s3cr3t@mail example",
    "a bracket": "smtps://heard:s3cr3t@[mail.example",
    "a slash in the password": "smtps://heard:s3cr3t/@mail.example",
    "digits and a slash in the password": "smtps://heard:12/s3cr3t@mail.example",
    "a question mark in the password": "smtps://heard:12?s3cr3t@mail.example",
    "a hash in the password": "smtps://heard:12#s3cr3t@mail.example",
    "a user alone": "smtps://s3cr3t@mail.example",
    "a password alone": "smtps://:s3cr3t@mail.example",
    "neither": "smtps://:@mail.example",
    "a password beyond ASCII": "smtps://heard:s3cr3t%C3%A9@mail.example",
    "a password without TLS": "smtp://heard:s3cr3t@mail.example:587",
    "a password without TLS to a name like this machine's": "smtp://heard:s3cr3t@localhost.example",
}


@pytest.mark.parametrize("url", WRONG.values(), ids=WRONG)
def test_a_wrong_url_is_refused_at_start_in_one_line_that_quotes_none_of_it(url):
    with pytest.raises(CannotStart) as refused:
        Smtp(url)
    [line] = str(refused.value).splitlines()
    assert line.startswith("heard cannot start: HEARD_SMTP_URL ")
    assert "s3cr3t" not in line
    assert "mail.example" not in line


@pytest.mark.parametrize(
    "url",
    [
        "smtp://mail.example", "smtp://mail.example:2525/", "smtp://[::1]:25", "smtps://mail.example",
        "smtp://heard:s3cr3t@localhost", "smtp://heard:s3cr3t@127.0.0.1:587", "smtp://heard:s3cr3t@[::1]",
        "smtp+starttls://heard:s3cr3t@mail.example", "SMTPS://heard:s3cr3t@Mail.example:465",
        "smtps://heard@council.example:s3cr3t@mail.example",
    ],
)  # fmt: skip
def test_a_good_url_makes_a_provider_of_e_mail_that_shows_nobody_its_password(url):
    provider = Smtp(url)
    assert provider.channels == {"email"}
    assert "s3cr3t" not in repr(vars(provider))


def test_letters_and_texts_go_to_the_folder(tmp_path):
    assert FileOutbox(tmp_path / "letters").channels == {"email", "text"}
    assert (tmp_path / "letters").is_dir()
