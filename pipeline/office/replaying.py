"""Changed rules tried on the mail that is here: what would be read or routed otherwise. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline import intake
from pipeline.config import Settings
from pipeline.errors import UnreadableMailError
from pipeline.model import FIELD_PATHS, Understanding
from pipeline.office.models_in_use import ModelsInUse
from pipeline.reading import Reader
from pipeline.rulebook import Rulebook
from pipeline.sandbox import Sandbox
from pipeline.store import Store
from pipeline.tagging import LetterModels
from pipeline.understanding import SETTLED, understand_mail, without_contents

UNROUTED = "diputuskan orang"  # what stands for "no SOP of the set"


@dataclass(frozen=True, kw_only=True, slots=True)
class Replayed:
    """One stored mail under the changed rules; empty `moved` and `fields` where nothing is different."""

    sha256: str
    subject: str
    cases: tuple[str, ...]
    before: tuple[str, ...]  # SOP of each letter in it, or the kind of a mail without letters
    after: tuple[str, ...]
    because: tuple[str, ...]  # reasons of the new routes
    fields: tuple[tuple[str, str | None, str | None], ...] = field(default=())  # path, value before and after

    @property
    def moved(self) -> bool:
        """Whether a letter of it would go elsewhere."""
        return self.before != self.after


def replay(
    store: Store, *, rulebook: Rulebook, settings: Settings, reader: Reader, sandbox: Sandbox
) -> Iterator[Replayed]:
    """All understood mail of the store, oldest first; read anew only where the reading cache has lost it."""
    with store.reading() as tx:
        stored = [(message, tx.understanding(message.sha256)) for message in tx.messages()]
        cases: dict[str, list[str]] = {}
        for case in tx.cases():
            cases.setdefault(case.mail, []).append(case.id)
    models = ModelsInUse(store).now()
    sandbox.share("models", models)
    for message, before in stored:
        if before is None:
            continue  # set aside before it was understood
        raw = store.files.get(message.sha256)
        try:
            after = _understood(
                raw, before.file, rulebook=rulebook, settings=settings, reader=reader, sandbox=sandbox, models=models
            )
        except UnreadableMailError as error:
            after = replace(before, letters=(), routes=(), missing=(), problems=(f"{error} {error.detail}".strip(),))
        yield Replayed(
            sha256=message.sha256,
            subject=message.subject,
            cases=tuple(cases.get(message.sha256, ())),
            before=_goes_to(before),
            after=_goes_to(after),
            because=tuple(reason for route in after.routes for reason in route.because),
            fields=tuple(_changed(before, after)),
        )


def _understood(
    raw: bytes,
    file: str,
    *,
    rulebook: Rulebook,
    settings: Settings,
    reader: Reader,
    sandbox: Sandbox,
    models: LetterModels,
) -> Understanding:
    trust, own = settings.trust, settings.office.address
    mail = sandbox.call(intake.parse, raw, kinds=rulebook.kinds, trust=trust, own=own)
    documents = () if mail.kind in SETTLED else reader.read_all(mail.parts)
    return sandbox.call(
        understand_mail,
        without_contents(mail),
        documents,
        file=file,
        rulebook=rulebook,
        directory=settings.directory,
        zone=settings.office.zone,
        models=models,
    )


def _goes_to(understanding: Understanding) -> tuple[str, ...]:
    return tuple(route.sop or UNROUTED for route in understanding.routes) or (understanding.kind.value,)


def _changed(before: Understanding, after: Understanding) -> Iterator[tuple[str, str | None, str | None]]:
    """Values that would be read otherwise, letter by letter in their order."""
    for old, new in zip(before.letters, after.letters, strict=False):
        for path in FIELD_PATHS:
            was, would_be = old.value(path), new.value(path)
            if was != would_be:
                yield path, was, would_be
