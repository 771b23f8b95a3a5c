"""What the environment says: `NODIS_MAILBOX__URL` overrides `[mailbox] url`; secrets come from nowhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.config.explaining import Location
from pipeline.config.folders import MODELS
from pipeline.errors import ConfigurationError

PREFIX = "NODIS_"
LISTS = ("unit", "person")  # whole lists of tables: NODIS_PERSON='[{"name": ...}]'
SECRETS = ("password", "client_secret", "refresh_token")  # never in nodis.toml
KEPT_IN_FILE = "refresh_token_file"  # the file itself is wanted: its content changes
SERVERS = ("mailbox", "mailboxes", "outbox")  # these take the password beside their URL, never within
READ_ANEW = (*SERVERS, "database")  # the file of the password is kept in mind: it is read at each login
NAMED = "mailboxes"  # tables within a table: NODIS_MAILBOXES__ADUAN__URL


def secret_in(key: str) -> str | None:
    """Which secret a key of nodis.toml is about, if any: `password_file` is about `password`."""
    return next((secret for secret in SECRETS if key.startswith(secret)), None)


def secret_name(section: str, secret: str = SECRETS[0]) -> str:
    """`NODIS_MAILBOX__PASSWORD`, `NODIS_MAILBOXES__ADUAN__PASSWORD`."""
    return f"{PREFIX}{section.replace('.', '__').upper()}__{secret.upper()}"


def has_password(url: str) -> bool:
    """Whether a URL carries a password; one that cannot be parsed is refused by its own room."""
    try:
        return urlsplit(url).password is not None
    except ValueError:
        return False


def override(data: dict[str, Any], environ: Mapping[str, str]) -> dict[Location, str]:
    """Put the environment's values into `data`; returns which location came from which variable.

    Lists and tables are written as JSON. `..._PASSWORD_FILE` names a file that holds the password, and so for every secret.

    Raises:
        ConfigurationError: a file that cannot be read, a password given twice or within a URL, broken JSON.
    """
    origins: dict[Location, str] = {}
    for name, text in sorted(environ.items()):
        section, between, key = name.removeprefix(PREFIX).lower().partition("__")
        if not name.startswith(PREFIX) or name == MODELS or (not between and section not in LISTS):
            continue
        if not between:
            data[section] = _value(name, text)
            origins[(section,)] = name
            continue
        location: Location = (section,)
        if section == NAMED:
            place, _, key = key.partition("__")
            location = (section, place)
        secret = secret_in(key)
        if secret and key != KEPT_IN_FILE:  # as it stands, whatever it begins with
            from_file = key == f"{secret}_file"
            value = read_secret(name, text) if from_file else text
            key = secret
            if from_file and section in READ_ANEW:  # a password that is changed needs no restart
                _put(data, (*location, f"{secret}_file"), text, name, origins)
        else:
            value = _value(name, text)
        if (*location, key) in origins:
            raise ConfigurationError(
                f"{origins[*location, key]} dan {name} sama-sama ada", advice="Pakai salah satu saja."
            )
        if section in SERVERS and key == "url" and has_password(text):
            raise ConfigurationError(
                f"{name}: memuat kata sandi", advice=f"Pakai {secret_name('.'.join(map(str, location)))}."
            )
        _put(data, (*location, key), value, name, origins)
    return origins


def _put(data: dict[str, Any], location: Location, value: Any, name: str, origins: dict[Location, str]) -> None:
    """Into tables that are there or are made; what the file has there instead of a table stays, to be refused later."""
    table: Any = data
    for depth, part in enumerate(location[:-1], start=1):
        if not isinstance(table, dict):
            break
        if part not in table:
            origins[location[:depth]] = name
        table = table.setdefault(part, {})
    if isinstance(table, dict):
        table[location[-1]] = value
    origins[location] = name


def _value(name: str, text: str) -> Any:
    if not text.startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            f"{name}: bukan JSON yang sah ({error.msg})", advice='Daftar ditulis sebagai JSON: ["a", "b"].'
        ) from error


def read_secret(name: str, path: str | Path) -> str:
    """The secret that a file holds.

    Raises:
        ConfigurationError: it cannot be read; `name` says what names it.
    """
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{name}: {path} tidak dapat dibaca", advice="Sebut berkas yang dapat dibaca."
        ) from error
