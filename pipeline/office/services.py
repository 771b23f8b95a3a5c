"""What the conductor works with, handed in from outside: no global state, no hidden clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.config import Settings
from pipeline.intake import Scanner, parse
from pipeline.letters import Converter, Seal
from pipeline.model import Job, Mail
from pipeline.office.models_in_use import ModelsInUse
from pipeline.outages import Outages
from pipeline.outbox import Outbox, Templates
from pipeline.reading import Reader
from pipeline.rulebook import Calendar, Directory, OfficeFacts, Rulebook
from pipeline.sandbox import Sandbox
from pipeline.sop import Desk
from pipeline.store import Store
from pipeline.tagging import LetterModels


@dataclass(frozen=True, kw_only=True)
class Services:
    """Rooms with state, the rules, the engine's door and the clock."""

    settings: Settings
    rulebook: Rulebook
    calendar: Calendar
    store: Store
    reader: Reader
    sandbox: Sandbox  # in which the text of mails is read
    models: ModelsInUse
    scanner: Scanner | None
    converter: Converter
    seal: Seal | None
    outbox: Outbox
    templates: Templates
    enqueue: Callable[[object, Job], None]  # (opaque session, job): part of the session's transaction
    clock: Callable[[], datetime]
    new_token: Callable[[], tuple[str, str]]  # 128 random bits in hex, short code
    outages: Outages = field(default_factory=Outages)  # what is away now

    @property
    def facts(self) -> OfficeFacts:
        """`[office]`."""
        return self.settings.office

    @property
    def directory(self) -> Directory:
        """People and units."""
        return self.settings.directory

    def year(self, moment: datetime) -> int:
        """The office's year: letters of New Year's first hours belong to the new one."""
        return moment.astimezone(self.facts.zone).year

    def parse(self, raw: bytes) -> Mail:
        """A mail as this office reads it.

        Raises:
            UnreadableMailError: it cannot be read within the limits.
        """
        trust = self.settings.trust
        return self.sandbox.call(parse, raw, kinds=self.rulebook.kinds, trust=trust, own=self.facts.address)

    def letter_models(self) -> LetterModels:
        """The models by which letters are read now, known to the sandbox."""
        models = self.models.now()
        self.sandbox.share("models", models)
        return models

    def desk(self, rulebook: Rulebook | None = None) -> Desk:
        """What the SOP engine decides with, by these rules or those in force."""
        return Desk(
            rulebook=rulebook or self.rulebook,
            calendar=self.calendar,
            directory=self.directory,
            facts=self.facts,
            new_token=self.new_token,
        )
