"""Places and applications as running text names them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.rulebook.labels import LabelRules

MAX_PLACE = 7  # words


def location(text: str, rules: LabelRules) -> str | None:
    """`di ruang server`, `lantai 2 gedung utama`; else the service that is affected: `layanan paspor`."""
    places = "|".join(rules.places)
    found = re.search(
        rf"\b(?:di|pada|ke|untuk|segmen|khusus|koneksi|jaringan|internet|wi-?fi|seluruh|area)\s+"
        rf"((?:seluruh\s+)?(?:{places})\b(?:(?!{rules.place_end_pattern.pattern}).)*)",
        text,
        re.IGNORECASE,
    )
    if found:
        words = found[1].split()[:MAX_PLACE]
        if len(words) > 1 or words[0].lower() in rules.places_alone:
            return " ".join(words).strip(" -–")
    return next((" ".join(name.split()) for name in _mentions("service_point", text, rules)), None)


def application(text: str, rules: LabelRules) -> str | None:
    """A known name anywhere, else the name behind "aplikasi", "sistem", "portal": `aplikasi e-Lapor 2.0`."""
    named = {found[1].lower() for found in rules.application_pattern.finditer(text)}
    if named:
        return max((name for name in rules.applications if name.lower() in named), key=len)
    for said in _mentions("application", text, rules):
        name = rules.patterns["application_end"].split(said)[0].strip(' .,-–"“”')
        if len(name) > 1 and not rules.unit_pattern.match(name):
            return name
    return None


def _mentions(kind: str, text: str, rules: LabelRules) -> Iterator[str]:
    for pattern in rules.mention_patterns.get(kind, ()):
        for found in pattern.finditer(text):
            yield found["name"]
