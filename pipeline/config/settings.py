"""`nodis.toml`: each key overridable by environment (`NODIS_MAILBOX__URL=...`); secrets only from the environment."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, field_validator, model_validator

from pipeline.config.environment import NAMED, has_password, override, read_secret, secret_in, secret_name
from pipeline.config.explaining import Location, explain
from pipeline.config.folders import default_rules, default_templates
from pipeline.errors import ConfigurationError
from pipeline.model import Absence, Person, Unit
from pipeline.rulebook import Directory, OfficeFacts, Trust
from pipeline.rulebook.base import Rule


class Place(Rule):
    """A mailbox, an outbox, a database or a storage."""

    url: str
    password: str | None = Field(default=None, repr=False)
    password_file: Path | None = None  # where it came from, if it came from a file

    def password_now(self) -> str | None:
        """The password as it is now: its file may have been changed since the start. One that cannot be read now is as it was."""
        if self.password_file is None:
            return self.password
        try:
            return read_secret("password_file", self.password_file)
        except ConfigurationError:
            return self.password


class MailboxPlace(Place):
    """A mailbox; what lies in an IMAP folder at the first look is worked on from a day on, else if a week old at most."""

    since: date | Literal["all"] | None = None

    @field_validator("since", mode="before")
    @classmethod
    def _day_or_all(cls, value: object) -> object:
        if value is None or value == "all" or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            msg = 'tulis tanggal, misalnya 2026-03-01, atau "all"'
            raise ValueError(msg) from None


class Database(Place):
    """The database; its URL carries the password once the environment has given it, so it is not shown."""

    url: str = Field(default="sqlite:///nodis.db", repr=False)


class Storage(Place):
    """Where files lie: a folder (`file:data`), or an object storage (`s3://bucket/prefix`); its secret is the password."""

    url: str = "file:data"
    endpoint: str | None = None  # of an S3 that is not Amazon's
    key: str | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What the driver of an object storage is told."""
        if not self.url.startswith("s3:"):
            return {}
        told = {"endpoint_url": self.endpoint, "key": self.key, "secret": self.password}
        patience = {"connect_timeout": 10, "read_timeout": 60, "retries": {"max_attempts": 2}}  # ours come on top
        return {
            "use_listings_cache": False,
            "config_kwargs": patience,
            **{name: value for name, value in told.items() if value},
        }


class Folder(Rule):
    """A folder of the office's own rules or templates."""

    path: Path


class Limits(Rule):
    """`[limits]`: what may be changed, with what is usual."""

    max_mail_bytes: int = Field(default=35_000_000, gt=0)
    mails_per_hour: int = Field(default=30, gt=0)  # to one correspondent
    probe_hours: int = Field(default=0, ge=0)  # how often nodis mails itself to find a silent mailbox; 0: never


class Work(Rule):
    """`[work]`: how much one `nodis run` or `nodis worker` does at once."""

    readers: int | None = Field(default=None, gt=0)  # reading processes; as many as there are processor cores


class SealSettings(Rule):
    """`[seal]`: the certificate that outgoing letters are sealed with; its password comes from the environment."""

    pkcs12: Path | None = None  # file with certificate and key
    pkcs11: Path | None = None  # library of a token
    token: str | None = None  # its label
    certificate: str | None = None  # label of the certificate on it
    key: str | None = None  # label of the key, where it is another
    timestamp: str | None = None  # URL of a time stamp server (RFC 3161)
    password: str | None = Field(default=None, repr=False)  # of the file, or the token's PIN

    @model_validator(mode="after")
    def _one_of_both(self) -> SealSettings:
        if (self.pkcs12 is None) == (self.pkcs11 is None):
            msg = "sebut pkcs12 (berkas) atau pkcs11 (pustaka token), salah satu saja"
            raise ValueError(msg)
        if self.pkcs11 and not (self.token and self.certificate):
            msg = "pkcs11 memerlukan token dan certificate (labelnya)"
            raise ValueError(msg)
        return self


class Retention(Rule):
    """`[retention]`: after how many days what is kept; without a number for ever."""

    case: int | None = Field(default=None, gt=0)  # days from its end: the case's letters, mails and files
    notice: int | None = Field(default=None, gt=0)  # our own mails that concern no case
    # Mails that belong to no case, by what they are:
    letter: int | None = Field(default=None, gt=0)
    reply: int | None = Field(default=None, gt=0)
    automatic: int | None = Field(default=None, gt=0)
    bounce: int | None = Field(default=None, gt=0)
    unrelated: int | None = Field(default=None, gt=0)
    set_aside: int | None = Field(default=None, gt=0)
    history: int | None = Field(default=None, gt=0)

    @property
    def ages(self) -> dict[str, timedelta]:
        """Kinds that are erased, with their ages."""
        return {kind: timedelta(days=days) for kind, days in self.model_dump().items() if days}


class Scan(Rule):
    """`[scan]`: every attachment is shown to a virus scanner first."""

    clamd: str  # "unix:/run/clamav/clamd.ctl" or "tcp://127.0.0.1:3310"


class OAuth(Rule):
    """`[oauth]`: a mailbox or mail server without a password of its own is shown an access token instead."""

    token_url: str  # https: where tokens are asked for
    client_id: str
    scope: tuple[str, ...] = ()
    client_secret: str | None = Field(default=None, repr=False)  # from the environment
    refresh_token_file: Path | None = None  # likewise; written anew when the server replaces the token

    @field_validator("token_url")
    @classmethod
    def _encrypted(cls, value: str) -> str:
        if not value.startswith("https://"):
            msg = "harus https://"
            raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _has_a_secret(self) -> OAuth:
        if self.client_secret is None and self.refresh_token_file is None:
            msg = "perlu NODIS_OAUTH__REFRESH_TOKEN_FILE atau NODIS_OAUTH__CLIENT_SECRET di lingkungan"
            raise ValueError(msg)
        return self


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
    until: date | None = None


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

    @field_validator("aliases")
    @classmethod
    def _addresses(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(cls._lower(value) for value in values)


MailboxName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class _File(Rule):
    """The file as it stands."""

    office: _Office
    mailbox: MailboxPlace
    mailboxes: Mapping[MailboxName, MailboxPlace] = Field(default_factory=dict)
    outbox: Place
    database: Database = Database()
    storage: Storage = Storage()
    rules: Folder | None = None
    templates: Folder | None = None
    trust: Trust = Trust()
    limits: Limits = Limits()
    seal: SealSettings | None = None
    oauth: OAuth | None = None
    scan: Scan | None = None
    retention: Retention = Retention()
    work: Work = Work()
    unit: tuple[_Unit, ...] = ()
    person: tuple[_Person, ...] = ()


class Settings(Rule):
    """What nodis runs with; all paths absolute."""

    base: Path  # folder of nodis.toml: relative URLs start there
    office: OfficeFacts
    mailboxes: Mapping[str, MailboxPlace]  # by name; "" is `[mailbox]`, whose address all mail goes out with
    outbox: Place
    database: Database
    storage: Storage
    rules: Folder
    templates: Folder
    trust: Trust
    limits: Limits
    seal: SealSettings | None = None
    oauth: OAuth | None = None
    scan: Scan | None = None
    retention: Retention = Retention()
    work: Work = Work()
    directory: Directory


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the configuration.

    Raises:
        ConfigurationError: names file, line, key and what is allowed.
    """
    text, data = _read(path)
    where = _Place(path=path, text=text)
    _refuse_secrets(data, where)
    overridden = override(data, environ)
    adapter = TypeAdapter(_File)
    try:
        file = adapter.validate_python(data)
    except ValidationError as error:
        problems = explain(error.errors(), value=data, schema=adapter.json_schema())
        found = "\n".join(
            f"{_origin(overridden, problem.location) or where.at(problem.location)}: {problem.key}: {problem.sentence}"
            for problem in problems
        )
        raise ConfigurationError(
            found, advice="Perbaiki kunci itu di nodis.toml atau di variabel lingkungannya."
        ) from error
    base = path.resolve().parent
    return Settings(
        base=base,
        office=file.office,
        mailboxes={"": file.mailbox, **file.mailboxes},
        outbox=file.outbox,
        database=_with_password(file.database),
        storage=file.storage,
        rules=Folder(path=_own(file.rules, "rules", base, where) or default_rules()),
        templates=Folder(path=_own(file.templates, "templates", base, where) or default_templates()),
        trust=_with_roots(file.trust, base, where),
        limits=file.limits,
        seal=_with_files(file.seal, base, where),
        oauth=_with_token_file(file.oauth, base),
        scan=file.scan,
        retention=file.retention,
        work=file.work,
        directory=Directory(
            people=tuple(_person(person) for person in file.person),
            units=tuple(
                Unit(name=unit.name, aliases=unit.aliases, email=unit.email.lower() if unit.email else None)
                for unit in file.unit
            ),
        ),
    )


def _origin(overridden: Mapping[Location, str], location: Location) -> str | None:
    """The variable that a key comes from, or the table that holds it."""
    return next((name for depth in (3, 2) if (name := overridden.get(location[:depth]))), None)


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError(
            f"{path} tidak dapat dibaca ({error.strerror})", advice="Jalankan nodis init, atau sebut --config BERKAS."
        ) from error
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line, said = (f":{at[1]}", str(error)[: at.start()]) if at else ("", str(error))
        raise ConfigurationError(f"{path}{line}: bukan TOML yang sah: {said}", advice="Perbaiki baris itu.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: bukan UTF-8", advice="Simpan berkas sebagai UTF-8.") from error


def _own(folder: Folder | None, section: str, base: Path, where: _Place) -> Path | None:
    """The office's own folder; one that is not there would silently leave the shipped one in force."""
    if folder is None:
        return None
    own = base / folder.path
    if not own.is_dir():
        raise ConfigurationError(
            f"{where.at((section, 'path'))}: {section}.path: folder {own} tidak ada",
            advice=f"Buat folder itu, atau hapus [{section}] untuk memakai bawaan nodis.",
        )
    return own


def _with_roots(trust: Trust, base: Path, where: _Place) -> Trust:
    """`trust.roots` as an absolute path; one that is not there would trust nobody and not say so."""
    if trust.roots is None:
        return trust
    folder = base / trust.roots
    if not folder.is_dir():
        raise ConfigurationError(
            f"{where.at(('trust', 'roots'))}: trust.roots: folder {folder} tidak ada",
            advice="Buat folder itu dan letakkan sertifikat induk (PEM atau DER) di dalamnya, atau hapus kunci ini.",
        )
    return trust.model_copy(update={"roots": str(folder)})


def _with_files(seal: SealSettings | None, base: Path, where: _Place) -> SealSettings | None:
    if seal is None:
        return None
    for key in ("pkcs12", "pkcs11"):
        named = getattr(seal, key)
        if named is not None and not (base / named).is_file():
            raise ConfigurationError(
                f"{where.at(('seal', key))}: seal.{key}: berkas {base / named} tidak ada",
                advice="Sebut berkas yang ada, atau hapus [seal] bila surat tidak disegel.",
            )
    absolute = {key: base / named for key in ("pkcs12", "pkcs11") if (named := getattr(seal, key)) is not None}
    return seal.model_copy(update=absolute)


def _with_token_file(oauth: OAuth | None, base: Path) -> OAuth | None:
    if oauth is None or oauth.refresh_token_file is None:
        return oauth
    file = base / oauth.refresh_token_file
    if not file.is_file():
        raise ConfigurationError(
            f"NODIS_OAUTH__REFRESH_TOKEN_FILE: berkas {file} tidak ada", advice="Simpan token penyegar di sana."
        )
    return oauth.model_copy(update={"refresh_token_file": file})


def _with_password(place: Database) -> Database:
    """A database takes its password within the URL; it comes from the environment all the same."""
    if place.password is None:
        return place
    scheme, rest, tail = place.url.partition("://")
    user, at, server = tail.partition("@")
    if not at or ":" in user:
        raise ConfigurationError(
            "NODIS_DATABASE__PASSWORD: database.url tidak menyebut pengguna",
            advice='Tulis "postgresql+psycopg://pengguna@server/nama".',
        )
    return place.model_copy(update={"url": f"{scheme}{rest}{user}:{quote(place.password, safe='')}@{server}"})


def _person(person: _Person) -> Person:
    away = tuple(Absence(start=gone.start, end=gone.end, deputy=gone.deputy.lower()) for gone in person.away)
    return Person(
        name=person.name,
        email=person.email.lower(),
        nip=re.sub(r"\D", "", person.nip) if person.nip else None,
        position=person.position,
        roles=person.roles,
        away=away,
        until=person.until,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where in nodis.toml a key stands; TOML keeps no marks, so the line is found again."""

    path: Path
    text: str

    def at(self, location: Location) -> str:
        """File and line: that of the key, else of its section, else the file alone."""
        line = self._line(location)
        return f"{self.path}:{line}" if line else str(self.path)

    def _line(self, location: Location) -> int | None:
        names = [str(part) for part in location if isinstance(part, str)]
        wanted = next((part for part in location if isinstance(part, int)), 0)  # which of several [[person]]
        mine = (names[0], ".".join(names[:2]))  # [person], [mailboxes.aduan]
        section, seen = "", -1
        found: dict[str, int] = {}
        for number, content in enumerate(self.text.splitlines(), start=1):
            header = re.match(r"\s*\[+\s*([\w.]+)\s*\]+", content)
            if header:
                section = header[1]
                seen += section in mine
            if section in ("", *mine) and (seen == wanted or not section):
                keys = [name for name in names if re.match(rf"\s*{re.escape(name)}\s*=", content)]
                found |= dict.fromkeys(keys, number) | ({names[0]: number} if header else {})
        return next((found[name] for name in reversed(names) if name in found), None)


def _refuse_secrets(data: Mapping[str, Any], where: _Place) -> None:
    more = data.get(NAMED)
    tables = {f"{NAMED}.{name}": table for name, table in more.items()} if isinstance(more, dict) else {}
    for section in ("mailbox", "outbox", "database", "storage", "seal", "oauth"):
        tables[section] = data.get(section)
    for section, table in tables.items():
        if not isinstance(table, dict):
            continue
        for key, value in table.items():
            place = f"{where.at((*section.split('.'), key))}: {section}.{key}"
            secret = secret_in(key)
            variable = secret_name(section, secret or "password")
            advice = f"Hapus dari berkas; pakai variabel lingkungan {variable} atau {variable}_FILE."
            if secret:
                raise ConfigurationError(f"{place}: rahasia tidak boleh ada di sini", advice=advice)
            if key == "url" and has_password(str(value)):
                raise ConfigurationError(f"{place}: memuat kata sandi", advice=advice)
