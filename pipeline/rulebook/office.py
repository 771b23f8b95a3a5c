"""Facts about the office, and its people and units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import field_validator

from pipeline.model import Person, Unit
from pipeline.rulebook.base import Rule

HEAD = "kantor/kepala"
OPERATOR = "kantor/operator"


class OfficeFacts(Rule):
    """`[office]` of nodis.toml."""

    name: str  # "Kantor Wilayah Contoh"
    unit_code: str  # "W.99": first part of letter numbers
    classification: str = "TI.07.02"  # of letters whose kind names none
    city: str
    timezone: str  # "Asia/Makassar"
    address: str  # the mailbox's own e-mail address, lower case
    aliases: tuple[str, ...] = ()  # other addresses whose mail arrives there, lower case
    letterhead: tuple[
        str, ...
    ] = ()  # lines above the office name, top first: "KEMENTERIAN CONTOH", "REPUBLIK INDONESIA"
    street: str = ""  # "Jalan Contoh Nomor 1, Kota Contoh 99999"
    contact: str = ""  # "Telepon (0431) 000000, Laman contoh.example.go.id"
    logo: str | None = None  # path of a PNG, relative to nodis.toml
    refusal: str = "Permohonan tersebut belum dapat kami layani menurut ketentuan yang berlaku di kantor kami."
    closing: str = "Perkara ini kami tutup. Bila bantuan masih diperlukan, silakan membalas surel ini."
    # The last two are what a requester is told whose case the operator refuses or closes.
    numbering: Literal["year", "classification"] = "year"  # what each sequence of letter numbers counts anew
    number_pattern: str = "{unit}-{classification}-{sequence}"  # of outgoing letters (NASKAH 4)

    @field_validator("number_pattern")
    @classmethod
    def _can_be_filled(cls, pattern: str) -> str:
        try:
            filled = pattern.format(unit="W.99", classification="TI.07.02", sequence=1)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            msg = "may contain {unit}, {classification} and {sequence} only"
            raise ValueError(msg) from error
        if filled == pattern.format(unit="W.99", classification="TI.07.02", sequence=2):
            msg = "must contain {sequence}"
            raise ValueError(msg)
        return pattern

    @property
    def zone(self) -> ZoneInfo:
        """The office's clock."""
        return ZoneInfo(self.timezone)


class Trust(Rule):
    """`[trust]` of nodis.toml: whose verdict on a sender counts."""

    authserv_id: str | None = None  # None: no verdict is asked for
    relays: tuple[str, ...] = ()  # servers of our own behind that one, whose `Received` may stand above its verdict
    local: tuple[str, ...] = ()  # domains whose mail the server delivers itself, without a verdict
    roots: str | None = None  # folder of certificates whose electronic signatures count


@dataclass(frozen=True, kw_only=True, slots=True)
class Directory:
    """Who holds which role, and which units write to us."""

    people: tuple[Person, ...] = ()
    units: tuple[Unit, ...] = ()

    def holders(self, role: str) -> tuple[Person, ...]:
        """All holders of a role, in the order of the configuration, those included who have left since."""
        return tuple(person for person in self.people if role in person.roles)

    def present(self, role: str, today: date) -> tuple[Person, ...]:
        """Holders of a role who have not left the office, the absent included."""
        return tuple(person for person in self.holders(role) if not person.has_left(today))

    def by_address(self, address: str) -> Person | None:
        """The person with that address."""
        return next((person for person in self.people if person.email == address.lower()), None)
