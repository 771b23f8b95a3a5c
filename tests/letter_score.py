"""How much of made letters is understood: precision and recall by field, and routes and kinds that are right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from letter_maker import Made
from pipeline.model import Address, Document, Letter, Mail, MailKind, Understanding, Verdict
from pipeline.reading.lines import plain_page
from pipeline.rulebook import Directory, Rulebook
from pipeline.understanding import understand_mail

LONG = ("issue.description", "requested_resolution")  # right from four fifths of their words
_DEGREE = re.compile(r",?\s*\b(s\.?\s?(t|h|e|kom|sos)|m\.?\s?si|a\.?\s?md)\b\.?", re.IGNORECASE)


@dataclass(kw_only=True)
class Score:
    """Counts of right, wrongly filled and missed values, by field."""

    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[int, str, str | None, str | None]] = field(default_factory=list)  # seed, field, wanted, got

    def add(self, seed: int, path: str, wanted: str | None, got: str | None) -> None:
        """Count one value."""
        if wanted is not None and got is not None and same(path, wanted, got):
            self.right[path] += 1
            return
        self.missed[path] += wanted is not None
        self.false[path] += got is not None
        if wanted is not None or got is not None:
            self.errors.append((seed, path, wanted, got))

    def f1(self, path: str) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right[path] / max(1, 2 * self.right[path] + self.false[path] + self.missed[path])

    @property
    def fields(self) -> list[str]:
        """All that was counted, routes and kinds last."""
        found = {*self.right, *self.false, *self.missed}
        return [*sorted(found - {"route", "kind"}), *sorted(found & {"route", "kind"})]

    @property
    def macro(self) -> float:
        """Mean F1 over fields, routes and kinds apart."""
        names = [name for name in self.fields if name not in ("route", "kind")]
        return sum(self.f1(name) for name in names) / max(1, len(names))


def flat(text: str) -> str:
    """Letters and digits only, small."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def same(path: str, wanted: str, got: str) -> bool:
    """Whether two values say the same."""
    if path in LONG:
        one, other = Counter(flat(wanted).split()), Counter(flat(got).split())
        return 2 * sum((one & other).values()) >= 0.8 * (sum(one.values()) + sum(other.values()))
    if path.endswith("name"):
        return flat(_DEGREE.sub("", wanted)) == flat(_DEGREE.sub("", got))
    return flat(wanted) == flat(got)


def understand(made: Made, rulebook: Rulebook) -> Understanding:
    """What is understood of a made letter, given as plain text as it would be read."""
    letter = made.form != "email"
    mail = Mail(
        sha256="0" * 64, message_id=None, sender=Address(address="tu@unit.example"), original_sender=None, recipients=(),
        subject=made.subject, date=datetime(2026, 11, 2, 1, 0, tzinfo=UTC), in_reply_to=(), references=(),
        text="Terlampir kami sampaikan surat dimaksud." if letter else made.text, quoted="", parts=(),
        dmarc=Verdict.ABSENT, auto_submitted=False, kind=MailKind.LETTER, because=(), codes=(), cases=(),
    )  # fmt: skip
    documents = (
        (Document(part="surat.pdf", media="pdf", sha256="1" * 64, pages=(plain_page(made.text),)),) if letter else ()
    )
    return understand_mail(
        mail, documents, file="x", rulebook=rulebook, directory=Directory(), zone=ZoneInfo("Asia/Jakarta")
    )


def score(letters: Iterable[Made], rulebook: Rulebook) -> Score:
    """Understand them all and count."""
    found = Score()
    for made in letters:
        understood = understand(made, rulebook)
        is_letter = understood.kind is MailKind.LETTER
        wanted_kind = "letter" if made.kind == "letter" else "other"
        found.add(made.seed, "kind", wanted_kind, "letter" if is_letter else "other")
        if made.kind != "letter":
            continue
        read: Letter | None = understood.letters[0] if understood.letters else None
        found.add(made.seed, "route", made.sop, understood.routes[0].sop if understood.routes else None)
        for path, wanted in made.truth.items():
            found.add(made.seed, path, wanted, read.value(path) if read else None)
        wanted_rows = {(flat(name), nip, flat(role)) for name, nip, role in made.access}
        rows = {(flat(row.name or ""), row.nip or "", flat(row.role or "")) for row in (read.access if read else ())}
        if wanted_rows or rows:
            found.add(
                made.seed,
                "access",
                str(sorted(wanted_rows)) if wanted_rows else None,
                str(sorted(rows)) if rows else None,
            )
    return found
