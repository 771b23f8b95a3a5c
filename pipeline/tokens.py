"""Access tokens for mail servers that take no password: OAuth 2.0 (RFC 6749), shown to the server by SASL XOAUTH2.

One POST asks for a token; a refresh token that the server replaces ("rotates") is written back to its file before the
new access token is used, so that a crash never leaves an office with a spent one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.config import OAuth
from pipeline.errors import TokenError

TIMEOUT = 30.0  # seconds
MOST_BYTES = 1_000_000  # of an answer
EARLY = 120.0  # seconds before its end at which a token is replaced
_AGAIN = "Mintalah token penyegar yang baru dan simpan di berkas NODIS_OAUTH__REFRESH_TOKEN_FILE (docs/pasang.md)."


Password = str | Callable[[], str | None] | None
"""A password, or who tells it anew at each login."""


def shown(password: Password) -> str:
    """What is shown to a server now."""
    return (password() if callable(password) else password) or ""


class _Granted(BaseModel):
    """What a token server answers (RFC 6749 5.1)."""

    model_config = ConfigDict(extra="ignore")

    access_token: str
    expires_in: float = 3600.0
    refresh_token: str | None = None


class _Refused(BaseModel):
    model_config = ConfigDict(extra="ignore")

    error: str
    error_description: str = ""


class Tokens:
    """Access tokens of one `[oauth]`, asked for when needed. Safe to use from threads, and from several processes."""

    def __init__(self, place: OAuth) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._access = ""
        self._until = 0.0  # monotonic seconds

    def access(self, *, instead_of: str = "") -> str:
        """A token that holds for a while; another one than `instead_of`, which a server has refused.

        Raises:
            TokenError: the token server cannot be reached or refuses; the advice says what to do.
        """
        with self._lock:
            if not self._access or time.monotonic() > self._until - EARLY or self._access == instead_of:
                granted = self._ask()
                self._access, self._until = granted.access_token, time.monotonic() + granted.expires_in
            return self._access

    def log_in(self, show: Callable[[str], object], *, refused: type[Exception]) -> None:
        """Show a token to a server; one that it refuses before its time, by that error, is replaced once.

        Raises:
            TokenError: there is none to be had.
        """
        token = self.access()
        try:
            show(token)
        except refused:
            show(self.access(instead_of=token))

    def _ask(self) -> _Granted:
        """By refresh token, else as the application itself (client credentials)."""
        form = {"client_id": self._place.client_id, "scope": " ".join(self._place.scope)}
        if self._place.client_secret:
            form["client_secret"] = self._place.client_secret
        file = self._place.refresh_token_file
        if file is None:
            return self._post({**form, "grant_type": "client_credentials"})
        with _alone(file):
            spent = _read(file)
            granted = self._post({**form, "grant_type": "refresh_token", "refresh_token": spent})
            if granted.refresh_token and granted.refresh_token != spent:
                _replace(file, granted.refresh_token)
            return granted

    def _post(self, form: dict[str, str]) -> _Granted:
        url = self._place.token_url  # https, the settings see to it
        asked = Request(url, data=urlencode(form).encode(), headers={"Accept": "application/json"})  # noqa: S310
        try:
            with urlopen(asked, timeout=TIMEOUT, context=ssl.create_default_context()) as answer:  # noqa: S310
                said = answer.read(MOST_BYTES)
        except HTTPError as error:
            with error:
                words = _refusal(error.read(MOST_BYTES))
            raise TokenError(f"server token {url} menolak: {error.code} {words}".strip(), advice=_AGAIN) from error
        except (OSError, HTTPException) as error:
            raise TokenError(
                f"server token {url} tidak dapat dihubungi: {error}", advice="Periksa oauth.token_url dan jaringan."
            ) from error
        try:
            return _Granted.model_validate_json(said)
        except ValidationError as error:
            raise TokenError(
                f"server token {url} tidak menjawab dengan token", advice="Periksa oauth.token_url."
            ) from error


def xoauth2(user: str, token: str) -> str:
    """The first and only thing said in SASL XOAUTH2."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _refusal(answer: bytes) -> str:
    """Its words (RFC 6749 5.2), without whatever else it says: that may hold what we sent."""
    try:
        said = _Refused.model_validate_json(answer)
    except ValidationError:
        return ""
    return " ".join(f"{said.error} {said.error_description}".split())[:300]


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Only one process at a time spends a refresh token: servers take a second use for theft."""
    try:
        with file.with_name(f".{file.name}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise TokenError(
            f"{file}: {error.strerror}", advice="Berkas dan foldernya harus dapat ditulis oleh nodis."
        ) from error


def _read(file: Path) -> str:
    token = file.read_text(encoding="utf-8").strip()
    if not token:
        raise TokenError(f"{file} kosong", advice=_AGAIN)
    return token


def _replace(file: Path, token: str) -> None:
    new = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as handle:
        handle.write(token + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    new.replace(file)
