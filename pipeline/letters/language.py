"""How templates and values meet: a sandboxed jinja that stays silent about nothing, and values fit for XML."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.errors import LetterError

# XML 1.0 takes no other control characters; docxtpl would read \a as a new paragraph and \f as a new page.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")


class Language(ImmutableSandboxedEnvironment):
    """Jinja for letters: no way out of the sandbox, an unknown placeholder is an error, values are escaped."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)

    @lru_cache(maxsize=128)  # noqa: B019 - the one environment lives as long as the process
    def _compiled(self, source: str) -> Template:
        return super().from_string(source)

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:  # noqa: A002 - jinja's own name
        """Compiled once for each source."""
        if globals is None and template_class is None and isinstance(source, str):
            return self._compiled(source)
        return super().from_string(source, globals, template_class)


LANGUAGE = Language()
_PLAIN = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


def fill(pattern: str, values: dict[str, Any], *, what: str) -> str:
    """A short jinja text from the rules, filled in; not escaped.

    Raises:
        LetterError: it names a placeholder that does not exist; `what` says where it stands.
    """
    try:
        return tidy(_PLAIN.from_string(pattern).render(values))
    except TemplateError as error:
        raise LetterError(
            f"{what}: {error.message}", advice="Perbaiki placeholder itu di rules/letters.yaml."
        ) from error


def clean(value: Any) -> Any:
    """The same JSON value with every text fit for XML: no control characters, one kind of line break, no tabs."""
    if isinstance(value, str):
        return _CONTROL.sub("", _BREAKS.sub("\n", value).replace("\t", " "))
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(one) for one in value]
    return value


_MONTHS = "Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember"
_ZONES = "WIB|WITA|WIT"
_UNITS = "Mbps|Kbps|Gbps|GB|MB|menit|jam|hari|orang|unit|komputer|berkas|lembar|WIB|WITA|WIT"
# What stays on one line: a title and its number, dates, NIP, amounts, names with their degrees.
_TOGETHER = re.compile(
    r"\bNomor \S+|\bagenda \d+"
    r"|\b(?:NIP )?\d{8} \d{6} \d \d{3}\b|\bNIP \d{18}\b"
    rf"|\b\d{{1,2}} (?:{_MONTHS}) \d{{4}}\b"
    rf"|\b(?:Pasal|Tahun|tahun|pukul) \d[\d.]*(?: (?:{_UNITS})\b)?"
    rf"|\b\d{{2}}\.\d{{2}} (?:{_ZONES})\b"
    rf"|\b\d+ (?:{_UNITS})\b"
    r"|\b(?:(?:Ir|Drs?|Dra|dr|Prof|Hj?)\. )+[A-Z][a-z]+"
)
# A name and its degrees, within a sentence; a name by itself stands in a narrow column and may wrap there.
_DEGREES = re.compile(r"[A-Za-z]+(?:, (?:[A-Z][A-Za-z]{0,3}\.){1,3}[A-Za-z]{0,4}\.?)+(?![\w.])")
_SPELT = re.compile(r"[A-Z\d@_/]|\w\.\w|^[a-z]-")  # in a word that is written as it is
_SENTENCE = re.compile(r"(?:^|\s)[a-z]{3,}\b")
# Of a letter or a regulation: W.99-TI.07.02-231, M.HH-01.TI.05.04, SEK-UM.01.01-16.
_NUMBER = re.compile(
    r"\b[A-Z]{1,4}[.-]?\d[\w.]*(?:-[\w.]+)+|\b[A-Z]{1,4}(?:\.[A-Z]{1,4})*-(?:\d+\.)?[A-Z]{2,3}\.\d[\w.-]*"
)


_DATE = re.compile(r"\b\d{2}-\d{2}-\d{4}\b|\b\d{4}-\d{2}-\d{2}\b")  # in a narrow column


def unbroken(value: Any) -> Any:
    """The same JSON value with no-break spaces and hyphens where a line must not end (NASKAH 2)."""
    if isinstance(value, str):
        value = _TOGETHER.sub(_joined, value)
        if _SENTENCE.search(value):
            value = _DEGREES.sub(_joined, value)
        return _DATE.sub(_hyphenated, _NUMBER.sub(_hyphenated, value))
    if isinstance(value, dict):
        return {key: unbroken(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [unbroken(one) for one in value]
    return value


def _hyphenated(match: re.Match[str]) -> str:
    return match[0].replace("-", "\u2011")


def _joined(match: re.Match[str]) -> str:
    return match[0].replace(" ", "\u00a0")


def tidy(text: str) -> str:
    """One line, single spaces."""
    return " ".join(text.split())


def sentence(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end; empty stays empty."""
    bare = text.strip()
    if not bare:
        return ""
    closed = bare if bare[-1] in ".!?:…" else f"{bare.rstrip(',;')}."
    return capital(closed)


def capital(text: str) -> str:
    """The text with a capital at its beginning, unless it begins with an address or a name of its own spelling (e-Kinerja)."""
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    return text if _SPELT.search(word) else text[:1].upper() + text[1:]


def phrase(text: str) -> str:
    """The text on one line without a full stop at its end, to stand inside a sentence."""
    return tidy(text).rstrip(".;, ")


_ASKS = re.compile(r"(?:Mohon|Dimohon|Kami|Agar|Harap|Kiranya|Tolong|Untuk|Segera|Bersama)\b")  # no name begins so


def request(text: str) -> str:
    """What somebody asks for as a phrase: "yaitu mohon diperbaiki"."""
    said = phrase(text)
    return said[:1].lower() + said[1:] if _ASKS.match(said) else said


def shorten(text: str, most: int) -> str:
    """The text, cut between words with an ellipsis where it is longer than `most` characters."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0].rstrip(' ,;.')} …"
