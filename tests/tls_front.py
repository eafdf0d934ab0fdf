"""A web server with TLS before a site, as a council has one: it says who asked, and that they asked over TLS."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


def _handler(port: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked_before = self.headers.get("X-Forwarded-For")
            headers = {name: value for name, value in self.headers.items() if name.lower() not in OF_ONE_CONNECTION}
            headers["X-Forwarded-For"] = ", ".join(filter(None, [asked_before, self.client_address[0]]))
            headers["X-Forwarded-Proto"] = "https"
            site = HTTPConnection("127.0.0.1", port, timeout=30)
            site.request(self.command, self.path, body if self.command == "POST" else None, headers)
            answer = site.getresponse()
            content = answer.read()
            site.close()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in OF_ONE_CONNECTION:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Keep still."""

    return Handler


@contextmanager
def a_tls_front(port: int, site: int) -> Iterator[None]:
    """Take TLS on one port of this machine and pass it on to the site on another."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(site))
    server.daemon_threads = True
    # The handshake is each connection's own affair: one that hangs must not keep the others waiting.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, name="TLS front")
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
