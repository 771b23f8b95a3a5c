"""What fuzzers are let loose on: each target takes any bytes and may refuse them only by an error of ours.

message     a mail as it comes, parsed and told apart, its new text parted from what it quotes
extraction  a mail's text (and the same as a document), read for its fields and routed
replies     a reply put together out of hostile parts around a known answer, which the bytes steer (`reply_fuzz.py`)
answers     a holder's, requester's and operator's reply, understood
pdf, office files in general: read in their own processes, tried by tests/reading
rulebook    a file of rules, loaded
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import cases
import reply_fuzz
from composed_replies import drawn
from nasty_mails import all_of_them
from pipeline import extraction, intake, routing, sop
from pipeline.config import default_rules, default_samples, load_rulebook
from pipeline.errors import ConfigurationError
from pipeline.model import MailKind
from pipeline.rulebook import Directory, Rulebook, Trust

ZONE = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
OWN = "layanan-ti@kanwil-contoh.example.go.id"
HEAD = b"From: sari@unit-contoh.example.go.id\r\nSubject: Surat\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


@dataclass(frozen=True)
class Target:
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]


@cache
def rulebook() -> Rulebook:
    return load_rulebook(default_rules())


def message(data: bytes) -> None:
    mail = intake.parse(data, kinds=rulebook().kinds, trust=Trust(authserv_id="mx.example"), own=OWN)
    assert mail.kind in MailKind
    names = [part.name for part in mail.parts] + [one.name + one.address for one in mail.recipients]
    for said in (mail.subject, mail.text, mail.quoted, mail.signature, *names):
        said.encode()  # what cannot be encoded cannot be stored
    assert (mail.bounce is not None) == (mail.kind is MailKind.BOUNCE)


def read(data: bytes) -> None:
    mail = intake.parse(HEAD + data, kinds=rulebook().kinds, trust=Trust(), own=OWN)
    letters = extraction.extract(mail, (), rulebook=rulebook(), directory=Directory(), zone=ZONE)
    for letter in letters:
        route = routing.route(letter, rulebook=rulebook())
        assert route.sop is None or route.sop in rulebook().sops
        assert all(0.0 <= found.confidence <= 1.0 for found in letter.fields.values())


def answers(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    flows = list(rulebook().sops.values())
    flow = flows[len(text) % len(flows)]
    steps = list(flow.steps.values())
    sop.understand(text, step=steps[len(data) % len(steps)], files=["foto.jpg"], rulebook=rulebook(), now=NOW)
    sop.understand_requester(
        text, case=cases.until(cases.closed("gangguan-jaringan"), "4"), rulebook=rulebook(), now=NOW
    )
    sop.understand_operator(text, rulebook=rulebook())


class _Steered(random.Random):
    """Chance that is read from bytes, and goes on by itself where they end."""

    def __init__(self, data: bytes) -> None:
        super().__init__(0)
        self._data, self._at, self._more = data, 0, random.Random(data)

    def getrandbits(self, k: int, /) -> int:
        taken = self._data[self._at : self._at + (k + 7) // 8]
        self._at += len(taken)
        return int.from_bytes(taken, "big") & ((1 << k) - 1) if taken else self._more.getrandbits(k)

    def random(self) -> float:
        return self.getrandbits(16) / (1 << 16)


def replies(data: bytes) -> None:
    one = drawn(_Steered(data), data.hex())
    problem = reply_fuzz.wrong(one, reply_fuzz.judged(one))
    assert not problem, f"{problem}: {one.traits}"


@cache
def rule_files() -> tuple[Path, ...]:
    folder = default_rules()
    names = ("answers", "asks", "calendar", "kinds", "labels", "letters", "routing")
    return (*(folder / f"{name}.yaml" for name in names), *sorted((folder / "sop").glob("*.yaml")))


def rules(data: bytes) -> None:
    """The first byte says which file the rest is."""
    if not data:
        return
    shipped = rule_files()[data[0] % len(rule_files())]
    with tempfile.TemporaryDirectory(prefix="nodis-fuzz-") as name:
        file = Path(name) / shipped.relative_to(default_rules())
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data[1:])
        with suppress(ConfigurationError):
            load_rulebook(Path(name))


def sample_mails() -> Iterator[bytes]:
    for path in sorted(default_samples().rglob("*.eml")):
        yield path.read_bytes()[:100_000]
    for one in all_of_them():
        if len(one.raw) < 20_000:
            yield one.raw


def texts() -> Iterator[bytes]:
    for raw in sample_mails():
        mail = intake.parse(raw, kinds=rulebook().kinds, trust=Trust(), own=OWN)
        if mail.text:
            yield mail.text.encode("utf-8", "replace")


def choices() -> Iterator[bytes]:
    for number in range(60):
        yield random.Random(number).randbytes(600)


def reply_texts() -> Iterator[bytes]:
    folder = Path(__file__).parent / "replies"
    for path in sorted(folder.glob("*.yaml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            _, found, rest = line.partition('text: "')
            if found:
                yield rest.partition('", ')[0].replace("\\n", "\n").encode()


def shipped_rules() -> Iterator[bytes]:
    for number, path in enumerate(rule_files()):
        yield bytes([number]) + path.read_bytes()


TARGETS = {
    "message": Target(message, sample_mails),
    "extraction": Target(read, texts),
    "replies": Target(replies, choices),
    "answers": Target(answers, reply_texts),
    "rulebook": Target(rules, shipped_rules),
}
