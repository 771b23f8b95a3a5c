"""`nodis check`: rules, templates, directory and configuration; then everything outside, each with what to do."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import available_timezones

from pipeline import intake, letters, outbox, reading, sop
from pipeline.config import (
    Settings,
    check_directory,
    default_rules,
    default_templates,
    load_calendar,
    load_rulebook,
    load_settings,
    load_simulation,
)
from pipeline.config.answers import example_values
from pipeline.config.directory import without_nip
from pipeline.config.environment import has_password
from pipeline.errors import ConfigurationError, NodisError
from pipeline.intake.mailboxes import check_url
from pipeline.logs import FOLDER as LOGS
from pipeline.private import exposed
from pipeline.rulebook import Rulebook
from pipeline.store import Store
from pipeline.tokens import Tokens

_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One thing checked."""

    what: str
    problem: str = ""
    advice: str = ""
    warning: str = ""  # works, but is not protected

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.problem


def run(config: Path | None, *, offline: bool) -> Iterator[Result]:
    """Check everything; without a configuration only the shipped rules and templates."""
    settings = None
    if config:
        try:
            settings = load_settings(config, os.environ)
        except ConfigurationError as error:
            yield Result(what=str(config), problem=str(error), advice=error.advice)
            return
        yield Result(what=str(config))
    rules = settings.rules.path if settings else default_rules()
    templates = settings.templates.path if settings else default_templates()
    try:
        rulebook = load_rulebook(rules)
        load_calendar(rules, settings.office.timezone if settings else "Asia/Jakarta")
        load_simulation(rules, rulebook)
    except ConfigurationError as error:
        yield Result(what="Aturan", problem=str(error), advice=error.advice)
        return
    if rulebook.retired:
        yield Result(what="Aturan lama", warning="\n".join(rulebook.retired))
    yield _listed("Alur SOP", sop.lint(rulebook), "Perbaiki berkas di rules/sop.")
    yield _listed(
        "Templat surat", letters.check_templates(templates / "letters", rulebook.letters), "Buka templat itu."
    )
    yield _listed("Templat surel", outbox.check_templates(templates / "mail"), "Perbaiki berkas di templates/mail.")
    if settings:
        yield _private(settings)
        yield Result(what="Keaslian pengirim", warning=unprotected(settings))
        today = datetime.now(settings.office.zone).date()
        yield _listed(
            "Direktori", check_directory(settings, rulebook, today=today), "Lengkapi [[person]] di nodis.toml."
        )
        yield from _left_open(settings, rulebook)
    if not offline:
        yield from _outside(settings, rulebook)


def _left_open(settings: Settings, rulebook: Rulebook) -> Iterator[Result]:
    """What works and yet should not stay so: values of the samples, signers whose NIP nobody has entered."""
    examples = example_values(settings)
    said = (
        f"masih bernilai contoh: {'; '.join(examples)}. Ganti di nodis.toml sebelum surat pertama terbit."
        if examples
        else ""
    )
    yield Result(what="Nilai contoh", warning=said)
    unknown = without_nip(settings, rulebook)
    said = (
        f"tanpa NIP, surat terbit tanpa NIP penanda tangan: {'; '.join(unknown)}. Isi nip pada [[person]]."
        if unknown
        else ""
    )
    yield Result(what="NIP penanda tangan", warning=said)


def _private(settings: Settings) -> Result:
    """Whether others on this machine can read what the office keeps."""
    places = [settings.base / name for name in (".nodis", "cadangan", LOGS)]
    if settings.database.url.startswith("sqlite:///"):
        file = settings.base / settings.database.url.removeprefix("sqlite:///")
        places += [file.with_name(f"{file.name}{suffix}") for suffix in ("", "-wal", "-shm")]
    for url in (settings.storage.url, settings.outbox.url):
        scheme, _, path = url.partition(":")
        places += [settings.base / path] if scheme in ("file", "maildir") else []
    found = [str(path) for path in exposed(places)]
    return Result(
        what="Izin berkas",
        problem=f"dapat dibaca pengguna lain: {', '.join(found)}" if found else "",
        advice=f"Jalankan: chmod -R go-rwx {' '.join(map(shlex.quote, found))}" if found else "",
    )


def unprotected(settings: Settings) -> str:
    """What anybody may do who forges a sender's address, in a sentence; "" where a server is named that checks it."""
    if settings.trust.authserv_id:
        return ""
    return (
        "TIDAK TERLINDUNGI: [trust] authserv_id tidak diisi, sehingga keaslian alamat pengirim tidak diperiksa. Siapa pun yang"
        " melihat surel tugas atau tanda terima dapat menjawab, menyetujui, memperbaiki data dan mencabut perkara atas nama"
        " penerimanya. Isi authserv_id menurut docs/pasang.md bagian 2."
    )


def problem_of_answer(key: str, value: str, *, base: Path) -> str:  # noqa: PLR0911 - one return a problem
    """What is wrong with an answer to a question of `init`, with what to type instead; "" where nothing is."""
    if not value.strip():
        return "Jawaban tidak boleh kosong."
    if key == "timezone" and value not in available_timezones():
        return "Bukan zona waktu. Tulis Asia/Jakarta (WIB), Asia/Makassar (WITA), atau Asia/Jayapura (WIT)."
    if (key == "address" or key.endswith("_email")) and not _ADDRESS.fullmatch(value):
        return "Bukan alamat surel. Contoh: nama@kantor.go.id"
    if key == "unit_code" and (not re.fullmatch(r"[\w./-]+", value)):
        return "Kode unit terdiri atas huruf, angka, titik, garis miring dan tanda hubung. Contoh: W.99"
    if key == "letterhead" and not any(line.strip() for line in value.split(";")):
        return "Tulis sedikitnya satu baris."
    try:
        if key == "mailbox":
            check_url(value, base=base)
        elif key == "outbox":
            outbox.check_url(value, base=base)
    except ConfigurationError as error:
        return f"{error}. {error.advice}"
    if key in ("mailbox", "outbox") and has_password(value):
        return "Kata sandi tidak boleh di sini; berikan lewat NODIS_MAILBOX__PASSWORD_FILE atau NODIS_OUTBOX__PASSWORD_FILE."
    return ""


def _listed(what: str, problems: tuple[str, ...], advice: str) -> Result:
    return Result(what=what, problem="; ".join(problems), advice=advice if problems else "")


def _outside(settings: Settings | None, rulebook: Rulebook) -> Iterator[Result]:
    del rulebook
    yield _tried("OCR (tesseract ind, eng)", reading.check_ocr)
    yield _tried("Arsip 7z dan RAR (libarchive)", reading.check_archives)
    found = shutil.which("soffice") or shutil.which("libreoffice")
    advice = "Pasang: apt-get install libreoffice-writer-nogui python3-uno"
    yield Result(what="LibreOffice") if found else Result(what="LibreOffice", problem="tidak ada", advice=advice)
    if settings and settings.seal:
        seal = letters.Seal(settings.seal, office=settings.office.name)
        yield _tried("Segel elektronik", seal.check)
    if settings and settings.scan:
        scan = settings.scan
        yield _tried(f"Pemindai virus {scan.clamd}", lambda: intake.Scanner(scan.clamd).check())
    if settings and settings.trust.roots:
        yield _listed(
            "Sertifikat induk",
            reading.check_roots(Path(settings.trust.roots)),
            "Letakkan sertifikat PEM atau DER di sana.",
        )
    if settings:
        yield from _kept(settings)
        box = settings.outbox
        tokens = Tokens(settings.oauth) if settings.oauth else None
        if tokens:
            yield _tried("Token akses [oauth]", tokens.access)
        for place in settings.mailboxes.values():
            open_it = partial(
                intake.open_mailbox, place.url, base=settings.base, password=place.password_now(), tokens=tokens
            )
            yield _tried(f"Kotak surat {place.url}", lambda open_it=open_it: open_it().close())  # type: ignore[misc]
        yield _tried(
            f"Surel keluar {box.url}",
            lambda: outbox.check(box.url, base=settings.base, password=box.password_now(), tokens=tokens),
        )


def _kept(settings: Settings) -> Iterator[Result]:
    """Whether database and storage can be used; neither is changed."""
    storage = settings.storage
    store: list[Store] = []
    made = _tried(
        f"Penyimpanan {storage.url}",
        lambda: store.append(
            Store(settings.database.url, storage.url, base=settings.base, storage_options=storage.options)
        ),
    )
    if not made.ok:
        yield made
        return
    yield _tried(f"Basis data {store[0].shown_url}", store[0].probe)
    yield _tried(made.what, store[0].files.probe)
    store[0].close()


def _tried(what: str, attempt: Callable[[], object]) -> Result:
    try:
        attempt()
    except NodisError as error:
        return Result(what=what, problem=str(error), advice=error.advice)
    return Result(what=what)
