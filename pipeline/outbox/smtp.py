"""Handing mail over to a mail server by SMTP (RFC 5321, 3207, 8314)."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from pipeline.errors import OutboxError, PermanentOutboxError, TemporaryOutboxError, TokenError
from pipeline.outbox.message import Parcel
from pipeline.tokens import Password, Tokens, shown, xoauth2

TIMEOUT = 30.0  # seconds a server may stay silent
# Mails on one connection. Exim delivers at once only the first ten of one (`smtp_accept_queue_per_connection`); the others lie in its queue
# until its next run, half an hour on Debian.
MOST = 8
REST = 10.0  # seconds without a mail, after which a connection ends: servers let few stand open, and drop idle ones without a word
_ACCEPTED = (250, 251)
_GO_ON = (354,)
_CLOSING = 421
_TOO_LARGE = 552
_FINAL = 500  # codes from here on are refusals for good (RFC 5321 4.2.1)
# Refusals that speak of our login and not of the mail: it waits until the operator has mended the password.
_LOGIN_CODES = frozenset({530, 534, 535, 538})


class Security(Enum):
    """How the connection is protected. NONE is for loopback only."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """Where and how to hand mail over."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: Password = None
    tokens: Tokens | None = None  # shown instead of a password
    ca_file: str | None = None  # of a certificate authority of the office's own
    timeout: float = TIMEOUT  # seconds
    rest: float = REST  # seconds


class SmtpOutbox:
    """A mail server. One connection serves a few mails and ends after a short rest; a stale one is opened anew. Safe to use from threads."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None
        self._told = (
            False  # it has been asked to take the next mail, behind the words of the last, and has answered nothing
        )
        self._lock = threading.Lock()
        self._handed = 0  # mails on this connection
        self._used = 0.0  # when it last served, by the monotonic clock
        self._timer: threading.Timer | None = None  # which ends a connection that rests

    def send(self, raw: bytes, *, sender: str, to: str) -> None:
        """Hand one mail over; returns once the server has taken it.

        Raises:
            TemporaryOutboxError: 4xx, no connection, a drop at any point (also after DATA: the server may have taken
                the mail, which then goes again with the same Message-ID), or a refused login.
            PermanentOutboxError: 5xx, with the server's words.
        """
        for error in self.send_all([Parcel(to=to, raw=lambda: raw)], sender=sender):
            if error is not None:
                raise error

    def send_all(self, parcels: Sequence[Parcel], *, sender: str) -> Generator[OutboxError | None]:
        """Hand mails over one after the other: for each what `send` would raise, or None. Closed before the end it leaves the rest.

        A server that allows it hears of the next mail right behind the words of this one (RFC 2920 3.1), which makes one way
        there and back a mail. Other threads wait until all are handed over.
        """
        if not parcels:
            return
        first = parcels[0].raw()  # it may have to be written, and until then nobody waits
        with self._lock:
            try:
                for place, parcel in enumerate(parcels):
                    raw = parcel.raw() if place else first
                    following = parcels[place + 1].to if place + 1 < len(parcels) else None
                    try:
                        self._hand_over(raw, sender, parcel.to, following)
                    except OutboxError as error:
                        yield error
                    else:
                        yield None
            finally:
                if self._told:
                    self._drop()
                self._rest()

    def check(self) -> None:
        """Connect, log in and say NOOP.

        Raises:
            TemporaryOutboxError: any of it fails.
        """
        with self._lock, self._translated("saat menyambung"):
            self._connected().noop()

    def close(self) -> None:
        """Say goodbye; whatever goes wrong then does not matter any more."""
        with self._lock:
            self._drop()
            if self._timer:
                self._timer.cancel()
                self._timer = None

    def _rest(self) -> None:
        """From now on the connection rests; it ends unless it is used again soon."""
        self._used = time.monotonic()
        if self._connection is not None and self._timer is None:
            self._wake_in(self._server.rest)

    def _wake_in(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end_if_resting)
        self._timer.daemon = True
        self._timer.start()

    def _end_if_resting(self) -> None:
        with self._lock:
            self._timer = None
            if self._connection is None:
                return
            left = self._used + self._server.rest - time.monotonic()
            if left > 0:
                self._wake_in(left)
            else:
                self._drop()

    def _hand_over(self, raw: bytes, sender: str, to: str, following: str | None) -> None:
        """One mail; who gets the one after it is told along with its words, unless that goes by another connection."""
        _check_envelope(sender, to)
        if self._handed >= MOST:
            self._drop()
        fresh = self._connection is None
        try:
            connection = self._introduced(sender, to)
        except _StaleConnectionError:
            if fresh:
                raise
            connection = self._introduced(sender, to)
        ahead = b""
        self._handed += 1
        if following and self._handed < MOST and _is_address(following) and connection.has_extn("pipelining"):
            ahead = _at_once(_introduction(sender, following))
        with self._translated("saat mengirim isi"):
            self._told = bool(ahead)
            connection.send(_dotted(raw) + ahead)
            self._expect(_ACCEPTED, connection.getreply(), "isi surel")

    def _introduced(self, sender: str, to: str) -> smtplib.SMTP:
        """A connection on which the server waits for the words of a mail."""
        with self._translated("saat menyambung"):
            connection = self._connected()
        try:
            with self._translated("sebelum isi surel"):
                replies = self._replies(connection, sender, to)
                self._expect(_ACCEPTED, next(replies), "pengirim", ours=True)
                self._expect(_ACCEPTED, next(replies), f"penerima {to}")
                self._expect(_GO_ON, next(replies), "isi surel")
        except TemporaryOutboxError as error:
            if self._connection is None:  # nothing of the mail has left yet: an idle connection has gone
                raise _StaleConnectionError(str(error), advice=error.advice) from error
            raise
        return connection

    def _replies(self, connection: smtplib.SMTP, sender: str, to: str) -> Iterator[tuple[int, bytes]]:
        """What the server says to MAIL, RCPT and DATA: asked at once where it allows (RFC 2920), which spares two ways there and back."""
        commands = _introduction(sender, to)
        if not connection.has_extn("pipelining"):
            for command in commands:
                connection.putcmd(command)
                yield connection.getreply()
            return
        if not self._told:
            connection.send(_at_once(commands))
        replies = []
        for _ in commands:
            replies.append(connection.getreply())
            if replies[-1][0] == _CLOSING:
                break
        self._told = False
        if replies[-1][0] in _GO_ON and any(code not in _ACCEPTED for code, _ in replies[:-1]):
            connection.send(b".\r\n")  # it waits for a mail to nobody: an empty one (RFC 2920 3.1)
            connection.getreply()
        yield from replies

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection, self._handed = _connect(self._server), 0
        return self._connection

    def _expect(self, codes: tuple[int, ...], reply: tuple[int, bytes], what: str, *, ours: bool = False) -> None:
        code, words = reply
        if code in codes:
            return
        if code == _CLOSING or code in _LOGIN_CODES:
            self._drop()
        elif self._connection is not None and not self._told:  # else it would stand in the next mail
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._connection.rset()
        raise self._refused(code, words, what, ours=ours)

    def _refused(self, code: int, words: bytes | str, what: str, *, ours: bool = False) -> OutboxError:
        """`ours`: refused is our own address, which says nothing of this mail and would lose every one."""
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        message = f"{self._server.host} menolak {what}: {code} {' '.join(said.split())}"
        if code in _LOGIN_CODES or (ours and code != _TOO_LARGE):
            return TemporaryOutboxError(
                message, advice="Periksa alamat kantor, nama pengguna, dan kata sandi [outbox]."
            )
        if code >= _FINAL:
            return PermanentOutboxError(message, advice="Periksa alamat penerima dan kata-kata server.")
        return TemporaryOutboxError(message, advice="Dicoba lagi kemudian.")

    def _translated(self, where: str) -> _Translation:
        return _Translation(self, where)

    def failed(self, error: Exception, where: str) -> OutboxError:
        """What an error of the library means to us; the connection is given up."""
        self._drop()
        host = f"{self._server.host}:{self._server.port}"
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return self._refused(535, error.smtp_error, "masuk (login)")
        if isinstance(error, ssl.SSLError):
            return TemporaryOutboxError(
                f"Sambungan TLS ke {host} gagal {where}: {error}",
                advice="Periksa sertifikat server; namanya harus sama dengan nama pada [outbox] url.",
            )
        return TemporaryOutboxError(
            f"Server surel {host} tidak dapat dipakai {where}: {error}",
            advice="Periksa nama server, porta, dan jaringan; surel dicoba lagi kemudian.",
        )

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        told, self._told = self._told, False
        if connection is not None:
            if not told:  # else it would stand in the next mail
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    connection.quit()
            connection.close()


class _StaleConnectionError(TemporaryOutboxError):
    """The connection was gone before anything of the mail was said."""


class _Translation:
    """Turns the library's errors into ours, for as long as the `with` lasts."""

    def __init__(self, outbox: SmtpOutbox, where: str) -> None:
        self._outbox = outbox
        self._where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, TokenError):
            raise TemporaryOutboxError(str(error), advice=error.advice) from error
        if isinstance(error, smtplib.SMTPException | OSError):
            raise self._outbox.failed(error, self._where) from error


def _introduction(sender: str, to: str) -> tuple[str, ...]:
    return f"MAIL FROM:{smtplib.quoteaddr(sender)}", f"RCPT TO:{smtplib.quoteaddr(to)}", "DATA"


def _at_once(commands: Sequence[str]) -> bytes:
    return "".join(f"{command}\r\n" for command in commands).encode("ascii")


def _dotted(raw: bytes) -> bytes:
    """As it travels: dots that begin a line doubled (RFC 5321 4.5.2), and the line that ends it."""
    doubled = (b"." if raw.startswith(b".") else b"") + raw.replace(b"\n.", b"\n..")
    return doubled + (b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n")


def _is_address(address: str) -> bool:
    return bool(re.fullmatch(r"[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+", address))


def _check_envelope(sender: str, to: str) -> None:
    for address in (sender, to):
        if not _is_address(address):
            raise PermanentOutboxError(f"Alamat surel tidak sah: {address!r}", advice="Perbaiki alamat itu.")


def _context(server: Server) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except OSError as error:  # ssl's own errors are of this kind, too
        raise TemporaryOutboxError(
            f"Sertifikat {server.ca_file} tidak dapat dibaca: {error.strerror or error}",
            advice="Perbaiki ?ca= pada [outbox] url: berkas PEM yang dapat dibaca nodis.",
        ) from error


def _connect(server: Server) -> smtplib.SMTP:
    """A connection that is protected and logged in."""
    context = _context(server)
    connection: smtplib.SMTP
    if server.security is Security.TLS:
        connection = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.security is Security.STARTTLS:
            connection.ehlo_or_helo_if_needed()
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if server.user:
            _log_in(connection, server, server.user)
    except BaseException:
        connection.close()
        raise
    return connection


def _log_in(connection: smtplib.SMTP, server: Server, user: str) -> None:
    """By password, else by access token."""
    if server.tokens is None:
        connection.login(user, shown(server.password))
        return

    def show(token: str) -> None:
        # A refusal comes as a challenge, which wants an empty answer.
        connection.auth("XOAUTH2", lambda challenge=None: xoauth2(user, token) if challenge is None else "")

    server.tokens.log_in(show, refused=smtplib.SMTPAuthenticationError)
