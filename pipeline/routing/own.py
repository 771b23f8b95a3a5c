"""Routes that an office has written itself (`kantor.yaml`): they win over everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.model import Letter
from pipeline.routing.matching import tokens
from pipeline.rulebook import Rulebook


def own_route(letter: Letter, *, rulebook: Rulebook) -> tuple[str, tuple[str, ...]] | None:
    """The SOP of the first of the office's own routes that fits, with the reason; None where none does."""
    if not rulebook.own_routes:
        return None
    slang = rulebook.labels.slang
    subject, text = _words(letter.value("subject") or "", slang), _words(letter.matter or letter.full_text, slang)
    sender = (letter.value("requester.email") or "").lower()
    for number, route in enumerate(rulebook.own_routes, start=1):
        found = [
            *([_first(route.subject, (subject,), slang)] if route.subject else []),
            *([_first(route.says, (subject, text), slang)] if route.says else []),
            *([next((one for one in route.sender if _is_of(sender, one)), "")] if route.sender else []),
        ]
        if all(found):
            named = ", ".join(f"“{entry}”" for entry in found)
            return route.sop, (f"aturan kantor nomor {number}: {named}",)
    return None


def _first(entries: Sequence[str], texts: Sequence[str], slang: Mapping[str, str]) -> str:
    """The first entry whose words stand in one of the texts; "" where none does."""
    return next((entry for entry in entries for text in texts if _words(entry, slang) in text), "")


def _words(text: str, slang: Mapping[str, str]) -> str:
    return f" {' '.join(tokens(text, slang))} "


def _is_of(sender: str, entry: str) -> bool:
    """Whether an address is the one named, or one of the domain."""
    wanted = entry.strip().lower()
    return sender.endswith(wanted) if wanted.startswith("@") else sender == wanted
