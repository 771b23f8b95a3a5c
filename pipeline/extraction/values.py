"""Values in their own grammar: letter numbers, phones, NIP, names (NASKAH 4, 7, 8)."""

from __future__ import annotations

import re
from datetime import date

import phonenumbers

from pipeline.rulebook.labels import LabelRules

# NASKAH 4: two families of letter numbers, and the slashed ones of other agencies.
_CLASS = r"[A-Z]{2,3}\.\d{2}(?:\.\d{2})?"
_UNIT = r"[A-Z][A-Z0-9]{0,30}(?:\.[A-Z0-9]{1,30}){0,12}"  # one way to match: else a long run of letters takes for ever
_FAR = 500  # characters into a value: no number begins behind them
_SLASHED = re.compile(r"[A-Z0-9][A-Z0-9.\-]*(?:/[A-Z0-9.\-]+){2,}", re.IGNORECASE)
_NUMBERS = (
    re.compile(rf"{_UNIT}-(\d+)[.\-]{_CLASS}(?:[\s.]*TAHUN\s*\d{{4}})?"),
    re.compile(rf"{_UNIT}[.\-]{_CLASS}-(\d+)(?:[\s.]*TAHUN\s*\d{{4}})?"),
    _SLASHED,
)
_PLAIN = re.compile(
    r"[A-Z0-9][A-Z0-9.]*(?:[/\-][A-Z0-9.]+)+(?![/\-])(?=\s|$)", re.IGNORECASE
)  # "800/1123-BKD": behind a label only
_ROMAN = re.compile(r"(?<=/)(?=[1l|]*[IVX])[IVX1l|]{1,4}(?=/(?:19|20)\d{2}\b)")  # a month, OCR's 1 for I: "/V1/2026"
_NIP = re.compile(r"(?<!\d)(\d[\d .]{16,24}\d)(?!\d)")
_LIKE_DIGITS = str.maketrans("OoQDIl!SsBZ", "00001115582")  # what OCR reads for digits
_NOISY = re.compile(r"(?<![^\s(+\-.])[\dOoQDIl!SsBZ]{3,}(?![A-Za-z])")
_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 5  # of a phone number: eight, six in ten of which OCR leaves digits
_PHONE = re.compile(r"(?<![\d.-])(?:\+?62|\(?0)[\d\s().\-]{6,18}\d")


_DASHES = re.compile("[\u2010-\u2013\u2212\ufe63\uff0d]")  # Word's no-break hyphen, typographers' dashes


def letter_number(text: str) -> str | None:
    """The letter number in a label's value, OCR slips mended; None where it is no number or an empty draft."""
    tidy = re.sub(r"\s*([-/.])\s*", r"\1", " ".join(_DASHES.sub("-", text[:_FAR]).split())).strip(" :.;,")
    tidy = re.sub(r"\b([A-Z]{1,2})[1l]\.(?=\d)", lambda found: f"{found[1]}I.", tidy)  # "T1.05" is TI.05
    tidy = re.sub(r"(?<=\.)[O](?=\d)|(?<=\d)[O](?=\d|\b)", "0", tidy)
    tidy = _ROMAN.sub(lambda found: re.sub("[1l|]", "I", found[0]), tidy)
    for pattern in _NUMBERS:
        found = pattern.search(tidy.upper() if pattern is not _SLASHED else tidy)
        if found and any(character.isdigit() for character in found[0]):
            return found[0].strip()
    plain = _PLAIN.match(tidy)
    return plain[0] if plain and sum(character.isdigit() for character in plain[0]) > 1 else None


_CLASS_OF_OFFICE = re.compile(r"(?<=\bKelas )(?<![Rr]uang Kelas )([Il1|]{1,3})([AB8]?)\b")  # of a room it is a number
_TWO = re.compile(r"(?<=\s)(?=[l|]*I)[Il|]{2,3}(?=[\s,.]|$)")  # "||" and "ll" are a frame's edge, or no word


def roman(text: str) -> str:
    """Two and three in Roman numbers as they were written, where OCR reads l for I: "Kelas Il". As long as before."""
    return _TWO.sub(lambda found: "I" * len(found[0]), text)


def mended(text: str) -> str:
    """Roman numbers and "c.q." as they were written, where OCR reads l for I and g for q."""
    text = _CLASS_OF_OFFICE.sub(lambda found: "I" * len(found[1]) + found[2].replace("8", "B"), text)
    text = roman(text)
    return re.sub(r"\bc\.\s?[gaq]\.", "c.q.", text)


def nip(text: str) -> str | None:
    """18 digits of a NIP by its structure (NASKAH 7: PNS and PPPK), spaces and dots stripped."""
    for found in _NIP.finditer(_with_digits(text)):
        digits = re.sub(r"\D", "", found[1])
        if len(digits) == 18 and is_nip(digits):
            return digits
    return None


def _with_digits(text: str) -> str:
    """Runs that are digits but for a few letters that OCR takes for digits, made digits."""

    def mend(found: re.Match[str]) -> str:
        digits = sum(character.isdigit() for character in found[0])
        return found[0].translate(_LIKE_DIGITS) if digits >= 0.6 * len(found[0]) else found[0]

    return _NOISY.sub(mend, text)


def is_nip(digits: str) -> bool:
    """Birth date real, month of appointment 01-12 (PPPK: 21-29), sex 1 or 2."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    month = int(digits[12:14])
    return 1940 <= int(digits[:4]) <= 2015 and (1 <= month <= 12 or 21 <= month <= 29) and digits[14] in "12"


def phone(text: str) -> str | None:
    """The first Indonesian phone number, E.164."""
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return None
    for found in _PHONE.finditer(_NIP.sub(" ", _DASHES.sub("-", _with_digits(text)))):
        raw = re.sub(r"[^\d+]", "", found[0])
        raw = f"+{raw}" if raw.startswith("62") else raw
        try:
            number = phonenumbers.parse(raw, "ID")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number) and len(str(number.national_number)) >= 8:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


_DEGREES = r"(?:,\s*(?:[A-Z][\w]*\.)(?:\s?(?:[A-Z]\w*\.?|[a-z]{1,4}\.))*)*"
_NAME = re.compile(
    r"(?:(?:dr|drg|drh|apt|ns|bdn)\.\s+)*(?:[A-Z][\w.’'`-]*\.?)(?:\s+(?:(?:bin|binti|al|van|de)\s+)?[A-Z][\w.’'`-]*\.?){0,4}"
    + _DEGREES
)
_NO_NAME = re.compile(
    r"\s*(?:[/|(]|\bNIP\b|\bHP\b|\bNo\b\.?|\bTelp|\bWA\b|\bnomor\b|\bpada nomor\b|\bdengan nomor\b|\s[-–]\s|\d{3})"
)


def person(text: str, rules: LabelRules, *, small: bool = False) -> str | None:
    """A person's name with its degrees: titles of address stripped, cut where something else begins.

    `small` takes "budi santoso" too, as people write behind a label on a phone.
    """
    tidy = _NO_NAME.split(" ".join(text.split()).strip(" :;,-–"))[0]
    if small and tidy == tidy.lower() and len(tidy.split()) <= 4:
        tidy = tidy.title()
    tidy = rules.title_pattern.sub("", tidy).strip(" :;,-–")
    found = _NAME.match(tidy)
    if not found:
        return None
    name = rules.after_name_pattern.split(found[0])[0].strip(" ,-")
    first = name.split(",", maxsplit=1)[0]
    letters = re.sub(r"[^A-Za-z]", "", first)
    if len(letters) < 3 or re.search(r"\d", first) or len(first.split()) > 5:
        return None
    return name
