"""A token server on loopback (RFC 6749, RFC 7662): refresh tokens that are good once, access tokens that run out.

HTTPS for who asks for tokens, and plain HTTP for the mail server that asks whether one holds, as Dovecot's `oauth2` does.
"""

from __future__ import annotations

import itertools
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import trustme

USER = "layanan"
CLIENT = "klien-contoh"
SECRET = "rahasia-klien"


@dataclass
class TokenServer:
    """What it has given, and how it behaves."""

    authority: Path  # PEM, for SSL_CERT_FILE
    port: int = 0
    introspection_port: int = 0
    lifetime: int = 3600  # seconds, of access tokens
    rotates: bool = True
    refresh: str = "awal"  # the one refresh token that is good now
    good: set[str] = field(default_factory=set)  # access tokens
    asked: list[dict[str, str]] = field(default_factory=list)
    reused: int = 0  # refresh tokens that came a second time
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/token"

    def grant(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Answer one request for a token."""
        with self._lock:
            self.asked.append(form)
            if form.get("client_id") != CLIENT:
                return 401, {"error": "invalid_client"}
            if form.get("grant_type") == "client_credentials":
                if form.get("client_secret") != SECRET:
                    return 401, {"error": "invalid_client", "error_description": "wrong\nsecret"}
            elif form.get("refresh_token") != self.refresh:
                self.reused += 1
                return 400, {"error": "invalid_grant", "error_description": "token revoked"}
            number = next(self._count)
            answer: dict[str, object] = {"token_type": "Bearer", "access_token": f"akses-{number}", "scope": "lain"}
            answer["expires_in"] = self.lifetime
            self.good.add(f"akses-{number}")
            if self.rotates and form["grant_type"] == "refresh_token":
                self.refresh = f"segar-{number}"
                answer["refresh_token"] = self.refresh
            return 200, answer


@contextmanager
def token_server(folder: Path) -> Iterator[TokenServer]:
    """Start both doors; stop them at the end."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    server = TokenServer(authority=folder / "authority.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)

    def token(handler: BaseHTTPRequestHandler) -> tuple[int, dict[str, object]]:
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        return server.grant({key: values[0] for key, values in parse_qs(body).items()})

    def introspect(handler: BaseHTTPRequestHandler) -> tuple[int, dict[str, object]]:
        shown = parse_qs(urlsplit(handler.path).query).get("token", [""])[0]
        return 200, {"active": shown in server.good, "username": USER}

    with ExitStack() as stack:
        server.port = stack.enter_context(_serving(token, context))
        server.introspection_port = stack.enter_context(_serving(introspect, None))
        yield server


Answer = Callable[[BaseHTTPRequestHandler], tuple[int, dict[str, object]]]


@contextmanager
def _serving(answer: Answer, context: ssl.SSLContext | None) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def _say(self) -> None:
            status, said = answer(self)
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET = _say  # noqa: N815 - named by http.server

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        if context:
            http.socket = context.wrap_socket(http.socket, server_side=True)
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        try:
            yield http.server_address[1]
        finally:
            http.shutdown()
            thread.join()
