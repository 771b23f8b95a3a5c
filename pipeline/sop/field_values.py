"""Values of fields as requesters write them: normalised, and found in free prose."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

import phonenumbers

from pipeline.dates import DateRules
from pipeline.model import Sifat
from pipeline.sop.moments import happened
from pipeline.sop.words import SENTENCE_BREAK

_SIGNED = 3  # words of a line that may be a signature's
_PHONE = "requester.phone"
_NIP = re.compile(r"\b\d{8} ?\d{6} ?\d ?\d{3}\b")
_HAPPENED = re.compile(
    r"\b(?:kejadian\w*|sejak|mulai|matinya|mati|rusak\w*|macet|macat|gangguan\w*|putus\w*|error\w*|eror\w*|terjadi|diketahui|trouble)\b",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    r"\b(?:yang|yg|nang)? ?(?:benar|bener|betul|seharusnya|harusnya|mestinya|punya saya|leres)\b(.*)",
    re.IGNORECASE | re.DOTALL,
)
_OF = r"(?:\s+(?:saya|sy|kami|ambo|ulun|sa|beta|awak|aku|lengkap|itu|tu|adalah|ialah|yaitu|yakni|bernama|di|ada|the|is)\b|\s+yang\s+\w+)*\s+"
_SAID = (
    r"(?P<value>[^\s,.;:!?()][^\n,.;:!?()]{1,80}?)(?=\s*(?:[\n,;:!?()]|\.(?:\s|$)|$|\b(?:dan|serta|and|mulai|sejak|karena|krn|pas|hp|nip|no|nomor"
    r"|kejadian\w*|maaf|mohon|bukan|yang|yg|nang|nan|sama|apa|it|di)\b))"
)
_PROSE = {
    "requester.name": re.compile(
        rf"(?:(?i:\b(?:atas nama|nama(?:nya)?|namo){_OF})|\b(?i:saya|sy|ulun|ambo|sa|pelapor(?:nya)?)\s+(?=[A-Z]\w+\s+[A-Z]))"
        rf"(?P<value>[^\W\d_][\w'.]*(?:\s+[A-Z][\w'.]*){{0,3}}|[^\W\d_]+(?:\s+[^\W\d_]+)?)(?=\s|[,.;!?]|$)"
    ),
    "requester.unit": re.compile(
        rf"\b(?:unit kerja|satuan kerja|(?:unit|satker|instansi|bagian)(?:\s?nya|(?=\s+(?:saya|kami|sy)\b))){_OF}{_SAID}",
        re.IGNORECASE,
    ),
    "issue.application": re.compile(rf"\b(?:aplikasi|app|sistem)(?:\s?nya)?{_OF}{_SAID}", re.IGNORECASE),
    "issue.location": re.compile(rf"\b(?:letak|lokasi|tempat|posisi)(?:\s?nya)?{_OF}{_SAID}", re.IGNORECASE),
}
"""What introduces the value of a field in running text; read only for what the letter lacks."""


def told_fields(
    text: str, now: datetime, dates: DateRules, *, correcting: bool, lacking: Collection[str] = ()
) -> dict[str, str]:
    """Telephone, NIP and time of the event that free prose names; of a correction what is said to be right.

    Of `lacking` fields also names, unit, application and place.
    """
    lines = text.split("\n")
    text = "\n".join(line for line in lines if len(line.split()) > _SIGNED or len(lines) == 1)
    right = _RIGHT.search(text) if correcting else None
    told = right.group(1) if right else text
    found = {}
    if phone := found_phone(told):
        found[_PHONE] = phone
    if numbers := _NIP.findall(told):
        found["requester.nip"] = re.sub(r"\D", "", numbers[-1])
    for sentence in SENTENCE_BREAK.split(_NIP.sub(" ", text)):
        moment = normalised("issue.occurred_at", sentence, now, dates) if _HAPPENED.search(sentence) else None
        if moment:
            found.setdefault("issue.occurred_at", moment)
    for path in lacking:
        introduced = _PROSE[path].search(text) if path in _PROSE else None
        if introduced:
            found.setdefault(path, introduced["value"].strip())
    return found


def normalised(path: str, text: str, now: datetime, dates: DateRules) -> str | None:
    """The value as its field holds it; None where it cannot be read as one."""
    if path == _PHONE:
        return found_phone(text)
    if path.endswith(".nip"):
        digits = re.sub(r"\D", "", text)
        return digits if len(digits) == 18 else None  # noqa: PLR2004 - a NIP has 18 digits (NASKAH 7)
    if path in ("issue.occurred_at", "date"):
        moment = happened(text, now, dates)
        if moment is None:
            return None
        return moment.iso if path == "issue.occurred_at" else moment.day.isoformat()
    if path == "sifat":
        word = "_".join(text.lower().split())
        return word if word in {one.value for one in Sifat} else None
    is_number = path == "requester.unit" and found_phone(text)  # "Kantor: (0451) 421234"
    return None if is_number else re.sub(r"[ \t]+", " ", text).strip() or None


def found_phone(text: str) -> str | None:
    """The first telephone number, E.164."""
    for found in phonenumbers.PhoneNumberMatcher(text, "ID"):
        return str(phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164))
    return None
