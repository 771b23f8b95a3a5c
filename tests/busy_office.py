"""An office under work: letters keep coming, each task is answered once; and what must hold of its record afterwards."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from faulty_smtp import Faulty
from office_folder import answer, parsed, put, typed_letter
from pipeline import service
from pipeline.model import Case, CaseState

MAILS_OF_A_CASE = 5
LAST = "gangguan-jaringan/5"  # there the requester withdraws
ANSWERS = {
    "gangguan-jaringan/2": "SETUJU",
    "gangguan-jaringan/3": "SELESAI\nKonfirmasi: pelapor membenarkan",
    "gangguan-jaringan/4": "SETUJU",
    LAST: "CABUT",
}


@dataclass
class World(Faulty):
    """The mail server and all the people: takes mails, answers each task once, and may shoot the office as it takes one."""

    folder: Path = Path()
    target: int = 0  # process to be killed once the next mail is taken
    answered: set[tuple[str, str]] = field(default_factory=set)
    acknowledged: dict[str, EmailMessage] = field(default_factory=dict)
    letters: int = 0
    written: dict[str, float] = field(default_factory=dict)  # by sender: when his letter was delivered
    waited: dict[str, float] = field(default_factory=dict)  # by sender: seconds until it was acknowledged

    def __post_init__(self) -> None:
        super().__init__()

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - named by aiosmtpd
        content = getattr(envelope, "content", b"")
        self.taken.append(content)
        if self.target:
            os.kill(self.target, signal.SIGKILL)
            self.target = 0
        self.act(parsed(content))
        return "250 OK"

    def act(self, mail: EmailMessage) -> None:
        """A holder answers the first copy of his task."""
        step, case = str(mail["X-Nodis-Step"]), str(mail["X-Nodis-Case"])
        if mail["X-Nodis-Purpose"] == "acknowledgement":
            self.acknowledged[case] = mail
            sender = parseaddr(str(mail["To"]))[1]
            self.waited.setdefault(sender, time.monotonic() - self.written[sender])
        if mail["X-Nodis-Purpose"] == "assignment" and step in ANSWERS and (case, step) not in self.answered:
            self.answered.add((case, step))
            answered = self.acknowledged[case] if step == LAST else mail
            put(self.folder, f"jawab-{case}-{step.replace('/', '-')}", answer(answered, ANSWERS[step]))

    def write_letter(self) -> None:
        self.letters += 1
        sender = f"tu{self.letters}@lapas-contoh.example.go.id"
        self.written[sender] = time.monotonic()
        put(self.folder, f"surat-{self.letters}", typed_letter(self.letters, sender=sender))

    @property
    def open(self) -> int:
        """Letters that are under way."""
        return self.letters - sum(step == LAST for _, step in self.answered)


def work_off(config: Path, world: World, *, patience: float) -> None:
    """Wait until everything that is there is done."""
    until = time.monotonic() + patience
    while (left := unfinished(config, world)) and time.monotonic() < until:
        time.sleep(0.5)
    assert not left, f"all that is there gets done, but {left} of {world.letters} letters"


def unfinished(config: Path, world: World) -> dict[str, object]:
    """What is still to be done, and what was given up."""
    with service.open_store(config) as store, store.reading() as tx:
        sums = tx.sums()
        cases = [(case.id, case.step) for case in tx.cases() if not case.state.ended]
    left = {
        "letters without a case": world.letters - sums.messages["letter"],
        "answers without a case": len(world.answered) - sums.messages["reply"],
        "messages pending": sums.messages["pending"],
        "messages set aside": sums.messages["set_aside"],
        "mails queued": sums.outbox["queued"],
        "mails failed": sums.outbox["failed"],
        "cases": cases,
    }
    return {what: count for what, count in left.items() if count}


def course(case: Case) -> list[tuple[str, str]]:
    return [(entry.step, entry.action) for entry in case.entries]


def check(config: Path, world: World) -> None:
    with service.open_store(config) as store:
        assert store.verify() == (), "journal whole, no number lost or double, no file missing"
        with store.reading() as tx:
            cases, sums = tx.cases(), tx.sums()
            numbered = {case.id: [one.kind for one in tx.letters_of(case.id) if one.number] for case in cases}
    assert sums.received == sum(sums.messages.values()) == world.letters + len(world.answered)
    assert (sums.messages["letter"], sums.messages["reply"]) == (world.letters, len(world.answered))
    assert (sums.outbox["queued"], sums.outbox["failed"]) == (0, 0)
    requesters = [case.requester.address for case in cases]
    assert sorted(requesters) == sorted({f"tu{n}@lapas-contoh.example.go.id" for n in range(1, world.letters + 1)})
    courses = Counter(tuple(course(case)) for case in cases)
    assert len(courses) == 1, f"each case went the same way once: {courses}"
    assert {case.state for case in cases} == {CaseState.WITHDRAWN}
    assert len({tuple(kinds) for kinds in numbered.values()}) == 1
    by_id: dict[str, set[bytes]] = {}
    for raw in world.taken:
        by_id.setdefault(str(parsed(raw)["Message-ID"]), set()).add(raw)
    assert all(len(bodies) == 1 for bodies in by_id.values()), "a mail sent again is the very same"
    by_case: dict[str, Counter[tuple[str, str]]] = {case.id: Counter() for case in cases}
    for bodies in by_id.values():
        mail = parsed(next(iter(bodies)))
        if mail["X-Nodis-Case"] in by_case:
            to = "pemohon" if "lapas" in str(mail["To"]) else str(mail["To"])
            by_case[str(mail["X-Nodis-Case"])][str(mail["X-Nodis-Purpose"]), to] += 1
    usual = Counter(tuple(sorted(mails.items())) for mails in by_case.values())
    assert len(usual) == 1, f"each case sent the same mails once: {usual}"
    assert sum(count for _, count in next(iter(usual))) > MAILS_OF_A_CASE
