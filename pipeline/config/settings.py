"""`nodis.toml`: each key overridable by environment (`NODIS_MAILBOX__URL=...`); secrets only from the environment."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, TypeAdapter, ValidationError, field_validator

from pipeline.config.folders import default_rules, default_templates
from pipeline.errors import ConfigurationError
from pipeline.model import Absence, Person, Unit
from pipeline.rulebook import HEAD, OPERATOR, Directory, OfficeFacts, Rulebook, Trust
from pipeline.rulebook.base import Rule

PREFIX = "NODIS_"
SECRETS = (("mailbox", "password"), ("outbox", "password"))


class Place(Rule):
    """A mailbox, an outbox, a database or a storage."""

    url: str
    password: str | None = Field(default=None, repr=False)


class Folder(Rule):
    """A folder of the office's own rules or templates."""

    path: Path


class Limits(Rule):
    """`[limits]`: what may be changed, with what is usual."""

    max_mail_bytes: int = Field(default=35_000_000, gt=0)
    mails_per_hour: int = Field(default=30, gt=0)  # to one correspondent


class _Away(Rule):
    start: date = Field(alias="from")
    end: date = Field(alias="to")
    deputy: str


class _Person(Rule):
    name: str
    email: str
    nip: str | None = None
    position: str = ""
    roles: tuple[str, ...] = ()
    away: tuple[_Away, ...] = ()


class _Unit(Rule):
    name: str
    aliases: tuple[str, ...] = ()
    email: str | None = None


class _Office(OfficeFacts):
    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            msg = "bukan zona waktu; contoh: Asia/Jakarta, Asia/Makassar, Asia/Jayapura"
            raise ValueError(msg) from None
        return value

    @field_validator("address")
    @classmethod
    def _lower(cls, value: str) -> str:
        if "@" not in value:
            msg = "bukan alamat surel"
            raise ValueError(msg)
        return value.lower()


class _File(Rule):
    """The file as it stands."""

    office: _Office
    mailbox: Place
    outbox: Place
    database: Place = Place(url="sqlite:///nodis.db")
    storage: Place = Place(url="file:data")
    rules: Folder | None = None
    templates: Folder | None = None
    trust: Trust = Trust()
    limits: Limits = Limits()
    unit: tuple[_Unit, ...] = ()
    person: tuple[_Person, ...] = ()


class Settings(Rule):
    """What nodis runs with; all paths absolute."""

    base: Path  # folder of nodis.toml: relative URLs start there
    office: OfficeFacts
    mailbox: Place
    outbox: Place
    database: Place
    storage: Place
    rules: Folder
    templates: Folder
    trust: Trust
    limits: Limits
    directory: Directory


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the configuration.

    Raises:
        ConfigurationError: names file, line, key and what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError(
            f"{path} tidak dapat dibaca ({error.strerror})", advice="Jalankan nodis init, atau sebut --config BERKAS."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: {error}", advice="Perbaiki baris itu.") from error
    _refuse_secrets(data, path, text)
    _override(data, environ)
    try:
        file = TypeAdapter(_File).validate_python(data)
    except ValidationError as error:
        found = "; ".join(_explain(path, text, problem["loc"], problem["msg"]) for problem in error.errors())
        raise ConfigurationError(
            found, advice="Perbaiki kunci itu di nodis.toml atau di variabel lingkungannya."
        ) from error
    base = path.resolve().parent
    return Settings(
        base=base,
        office=file.office,
        mailbox=file.mailbox,
        outbox=file.outbox,
        database=file.database,
        storage=file.storage,
        rules=Folder(path=base / file.rules.path if file.rules else default_rules()),
        templates=Folder(path=base / file.templates.path if file.templates else default_templates()),
        trust=file.trust,
        limits=file.limits,
        directory=Directory(
            people=tuple(_person(person) for person in file.person),
            units=tuple(Unit(name=unit.name, aliases=unit.aliases, email=unit.email) for unit in file.unit),
        ),
    )


def _person(person: _Person) -> Person:
    away = tuple(Absence(start=gone.start, end=gone.end, deputy=gone.deputy.lower()) for gone in person.away)
    return Person(
        name=person.name,
        email=person.email.lower(),
        nip=re.sub(r"\D", "", person.nip) if person.nip else None,
        position=person.position,
        roles=person.roles,
        away=away,
    )


def _refuse_secrets(data: Mapping[str, Any], path: Path, text: str) -> None:
    for section, key in SECRETS:
        table = data.get(section)
        if not isinstance(table, dict):
            continue
        variable = f"{PREFIX}{section.upper()}__PASSWORD"
        advice = f"Hapus dari berkas dan pakai variabel lingkungan {variable} atau {variable}_FILE."
        if key in table:
            raise ConfigurationError(
                _explain(path, text, (section, key), "kata sandi tidak boleh ada di sini"), advice=advice
            )
        if urlsplit(str(table.get("url", ""))).password:
            raise ConfigurationError(_explain(path, text, (section, "url"), "memuat kata sandi"), advice=advice)


def _override(data: dict[str, Any], environ: Mapping[str, str]) -> None:
    """`NODIS_MAILBOX__URL` overrides `[mailbox] url`; `..._PASSWORD_FILE` names a file that holds the password."""
    for name, value in environ.items():
        section, _, key = name.removeprefix(PREFIX).lower().partition("__")
        if not name.startswith(PREFIX) or not key:
            continue
        if key == "password_file":
            try:
                key, value = "password", Path(value).read_text(encoding="utf-8").strip()  # noqa: PLW2901
            except OSError as error:
                raise ConfigurationError(
                    f"{name}: {error.strerror}", advice="Sebut berkas yang dapat dibaca."
                ) from error
        table = data.setdefault(section, {})
        if isinstance(table, dict):
            table[key] = value


def _explain(path: Path, text: str, location: tuple[int | str, ...], message: str) -> str:
    """File, line and key; TOML keeps no marks, so the line is found again: that of the key, else of its section."""
    where = f"{path}:{line}" if (line := _line(text, location)) else str(path)
    return f"{where}: {'.'.join(str(part) for part in location)}: {message}"


def _line(text: str, location: tuple[int | str, ...]) -> int | None:
    names = [str(part) for part in location if isinstance(part, str)]
    wanted = next((part for part in location if isinstance(part, int)), 0)  # which of several [[person]]
    section, seen, found = "", -1, None
    for number, content in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+\s*([\w.]+)\s*\]+", content)
        if header:
            section = header[1]
            seen += section == names[0]
            if section == names[0] and seen == wanted:
                found = number
        elif section == names[0] and seen == wanted and re.match(rf"\s*{re.escape(names[-1])}\s*=", content):
            return number
    return found


def check_directory(settings: Settings, rulebook: Rulebook) -> tuple[str, ...]:
    """Problems of people and roles: unknown roles, roles that nobody holds, doubled addresses, unknown deputies."""
    people = settings.directory.people
    asked: dict[str, bool] = {HEAD: True, OPERATOR: True}
    for sop in rulebook.sops.values():
        otherwise = {step.actor for step in sop.steps.values() if step.otherwise}
        for role, title in sop.roles.items():
            if not title.requester:
                asked[sop.role_id(role)] = role not in otherwise
    problems = []
    addresses = [person.email for person in people]
    for person in people:
        unknown = [role for role in person.roles if role not in asked]
        problems += [f"{person.name}: peran {role!r} tidak dikenal" for role in unknown]
        problems += [
            f"{person.name}: pengganti {gone.deputy} tidak ada di direktori"
            for gone in person.away
            if gone.deputy not in addresses
        ]
    problems += [
        f"alamat {address} dipakai dua orang" for address in sorted({a for a in addresses if addresses.count(a) > 1})
    ]
    problems += [
        f"peran {role} tidak dipegang siapa pun"
        for role, must in asked.items()
        if must and not settings.directory.holders(role)
    ]
    return tuple(problems)
