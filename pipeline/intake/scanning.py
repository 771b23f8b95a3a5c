"""Attachments shown to a virus scanner: ClamAV's `clamd`, by its INSTREAM command (clamd(8))."""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Callable
from urllib.parse import urlsplit

from pipeline.errors import ConfigurationError, ScannerAwayError

TIMEOUT = 60.0  # seconds clamd may stay silent: it answers nothing while it loads new signatures
_CHUNK = 1 << 20
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"stream: (.+) FOUND")


class Scanner:
    """A clamd at `unix:PATH` or `tcp://host:port`; one connection a file. Safe to use from threads."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "unix" and parts.path:
            self._connect: Callable[[], socket.socket] = lambda: _unix(parts.path)
        elif parts.scheme == "tcp" and parts.hostname and parts.port:
            place = (parts.hostname, parts.port)
            self._connect = lambda: socket.create_connection(place, timeout=TIMEOUT)
        else:
            advice = 'Pakai "unix:/run/clamav/clamd.ctl" atau "tcp://127.0.0.1:3310".'
            raise ConfigurationError(f"scan.clamd {url!r} tidak dikenal", advice=advice)
        self._url = url

    def scan(self, content: bytes) -> str | None:
        """The name of what is in it, None where nothing is.

        Raises:
            ScannerAwayError: clamd does not answer, or will not look at it.
        """
        chunks = (content[at : at + _CHUNK] for at in range(0, len(content), _CHUNK))
        answer = self._ask(
            b"zINSTREAM\x00", *(struct.pack("!I", len(one)) + one for one in chunks), struct.pack("!I", 0)
        )
        if answer == "stream: OK":
            return None
        if found := _FOUND.fullmatch(answer):
            return found[1]
        raise ScannerAwayError(f"pemindai virus tidak memeriksa berkas: {answer}", advice="Periksa log clamd.")

    def check(self) -> None:
        """Say PING.

        Raises:
            ScannerAwayError: it does not answer PONG.
        """
        if (answer := self._ask(b"zPING\x00")) != "PONG":
            raise ScannerAwayError(f"{self._url} bukan clamd: {answer}", advice="Periksa scan.clamd.")

    def _ask(self, *said: bytes) -> str:
        try:
            with self._connect() as connection:
                for one in said:
                    connection.sendall(one)
                answer = b""
                while not answer.endswith(b"\x00") and len(answer) < _LONGEST_ANSWER:
                    got = connection.recv(_LONGEST_ANSWER)
                    if not got:
                        break
                    answer += got
        except OSError as error:
            raise ScannerAwayError(
                f"pemindai virus {self._url} tidak menjawab: {error}", advice="Periksa scan.clamd; jalankan clamd."
            ) from error
        return answer.rstrip(b"\x00").decode("utf-8", "replace")


def _unix(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(TIMEOUT)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection
