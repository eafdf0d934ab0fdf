"""What a container's health check hears, and what it says to who looks at the container."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chaos.ports import free_ports
from heard.ready import main

Answering = Callable[[int, str], int]


@pytest.fixture
def answering() -> Iterator[Answering]:
    """Something on a port that answers /health/ready so."""
    servers: list[HTTPServer] = []

    def start(status: int, body: str) -> int:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status if self.path == "/health/ready" else 404)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                """Keep still."""

        servers.append(HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return servers[-1].server_port

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def what_is_wrong(port: int) -> str:
    with pytest.raises(SystemExit) as ended:
        main(port)
    return str(ended.value)


def test_ready_is_no_word_and_no_error(answering: Answering, capsys: pytest.CaptureFixture[str]) -> None:
    main(answering(200, '{"ready": true, "wrong": []}'))
    assert capsys.readouterr() == ("", "")


def test_what_is_wrong_is_said(answering: Answering) -> None:
    port = answering(503, '{"ready": false, "wrong": ["the broker is away", "the clock stands still"]}')
    assert what_is_wrong(port) == "the broker is away; the clock stands still"


def test_a_refusal_without_a_reason_is_one_all_the_same(answering: Answering) -> None:
    assert what_is_wrong(answering(500, "{}")) == "it answers 500"


def test_something_else_on_the_port_is_not_us(answering: Answering) -> None:
    assert "nothing that can say so" in what_is_wrong(answering(200, "hello"))


def test_nothing_on_the_port(answering: Answering) -> None:
    assert "ConnectionRefusedError" in what_is_wrong(free_ports())
