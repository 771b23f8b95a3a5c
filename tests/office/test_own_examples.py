"""What the operator has said or confirmed is the office's own example; what others correct teaches nothing until he has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import TRUST, answer, make_office, put, sent, typed_letter, unclear_letter, with_verdict
from pipeline import service
from pipeline.config import shipped_letter_models
from pipeline.errors import UsageError
from pipeline.model import Action, Answer, Field, OperatorDecided, RequesterSaid
from pipeline.office import erase_due, look_at, pending
from pipeline.office.learning import keep_corrections
from pipeline.store import OwnExample, own_examples
from pipeline.teaching import lessons

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
CASE, PHONE, MENDED = "2026-0001", "requester.phone", "+6281255559999"
PERBAIKI = "PERBAIKI No. HP: 0812-5555-9999"
RETENTION = "[retention]\ncase = 365\n"


class Desk:
    """An office in a folder, with mails that the server vouches for unless told otherwise."""

    def __init__(self, folder: Path, running: service.Service) -> None:
        self.folder, self.running, self.count = folder, running, 0

    def take(self, raw: bytes, verdict: str = "pass") -> None:
        self.count += 1
        self.running.clock.frozen = self.running.clock() + timedelta(minutes=5)
        put(self.folder, f"surel-{self.count}", with_verdict(raw, verdict))
        self.running.run_once()

    def last(self, purpose: str) -> EmailMessage:
        return [mail for mail in sent(self.folder) if mail["X-Nodis-Purpose"] == purpose][-1]

    def route(self, sop: str) -> None:
        self.running.office.decide(CASE, OperatorDecided(sop=sop))

    def look(self, *cases: str, right: bool = True, whole: bool = False) -> dict[str, tuple[str, ...]]:
        return look_at(cases, store=self.running.store, now=self.running.clock(), right=right, whole=whole)

    @property
    def own(self) -> dict[str, OwnExample]:
        with self.running.store.reading() as tx:
            return {one.case: one for one in own_examples(tx)}

    @property
    def waiting(self) -> dict[str, list[str]]:
        with self.running.store.reading() as tx:
            return {one.case.id: [each.path for each in one.corrections] for one in pending(tx)}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    config = make_office(tmp_path, extra=TRUST + RETENTION)
    with service.open_service(config, now=NOW) as running:
        yield Desk(tmp_path, running)


@pytest.mark.slow
def test_forty_corrections_of_strangers_wait_and_teach_nothing(desk: Desk) -> None:
    for number in range(1, 41):
        put(
            desk.folder,
            f"surat-{number}",
            with_verdict(typed_letter(number, sender=f"tu@lapas-{number}.example"), "pass"),
        )
    desk.running.run_once()
    for number, mail in enumerate([one for one in sent(desk.folder) if one["X-Nodis-Purpose"] == "acknowledgement"]):
        put(desk.folder, f"perbaiki-{number}", with_verdict(answer(mail, PERBAIKI), "pass"))
    desk.running.run_once()
    assert len(desk.waiting) == 40
    assert desk.own == {}
    told = lessons.teach(desk.folder / "nodis.toml", now=NOW)
    assert (told.letters, told.waiting, told.verdict) == (0, 40, None)
    assert desk.running.office.services.letter_models() is shipped_letter_models()


@pytest.mark.slow
def test_a_correction_teaches_once_the_operator_has_confirmed_it(desk: Desk) -> None:
    desk.take(typed_letter())
    desk.take(answer(desk.last("acknowledgement"), PERBAIKI))
    assert (desk.waiting, desk.own) == ({CASE: [PHONE]}, {})
    assert desk.look(CASE) == {CASE: (PHONE,)}
    assert desk.waiting == {}
    assert (desk.own[CASE].values, desk.own[CASE].sop) == ({PHONE: MENDED}, None)
    desk.take(answer(desk.last("acknowledgement"), "PERBAIKI No. HP: 0812-5555-0000"))
    assert desk.waiting == {CASE: [PHONE]}, "what is corrected again waits again"
    assert desk.own[CASE].values == {PHONE: MENDED}


@pytest.mark.slow
def test_what_he_rejects_teaches_nothing_and_waits_no_more(desk: Desk) -> None:
    desk.take(typed_letter())
    desk.take(answer(desk.last("acknowledgement"), PERBAIKI))
    assert desk.look(CASE, right=False) == {CASE: ()}
    assert (desk.waiting, dict(desk.own[CASE].values)) == ({}, {})
    with pytest.raises(UsageError, match="tidak ada perbaikan yang menunggu"):
        desk.look(CASE)


@pytest.mark.slow
def test_a_whole_case_that_he_confirms_teaches_all_that_stands_in_it(desk: Desk) -> None:
    desk.take(typed_letter())
    desk.look(CASE, whole=True)
    own = desk.own[CASE]
    assert own.sop == "gangguan-jaringan"
    assert own.values[PHONE] == "+6281200004455"
    assert own.values["requester.name"] == "Sari Wulandari"
    assert own.values["requester.nip"] == "", "that the letter does not say it is known, too"


@pytest.mark.slow
def test_his_word_on_a_mail_that_nobody_vouches_for_confirms_it(desk: Desk) -> None:
    desk.take(typed_letter())
    desk.take(answer(desk.last("acknowledgement"), PERBAIKI), "none")
    assert desk.own == {}
    desk.take(answer(desk.last("review"), "SETUJU"))
    assert (desk.own[CASE].values, desk.waiting) == ({PHONE: MENDED}, {})


@pytest.mark.slow
@pytest.mark.parametrize("by", ["mail", "command"])
def test_the_sop_that_he_names_in_review_is_known(desk: Desk, by: str) -> None:
    desk.take(unclear_letter())
    if by == "mail":
        desk.take(answer(desk.last("review"), "bandwidth"))
    else:
        desk.route("bandwidth")
    assert (desk.own[CASE].sop, desk.own[CASE].values) == ("bandwidth", {})
    assert desk.waiting == {}


@pytest.mark.slow
@pytest.mark.parametrize("how", ["decide", "confirm"])
def test_nothing_of_a_secret_letter_is_ever_an_example(desk: Desk, how: str) -> None:
    desk.take(
        typed_letter().replace(b"Yth. ", b"Nomor : W.7-12/2026\r\nSifat : Rahasia\r\nHal : Jaringan\r\n\r\nYth. ", 1)
    )
    desk.take(answer(desk.last("acknowledgement"), PERBAIKI))
    assert desk.waiting == {}
    if how == "decide":
        desk.route("bandwidth")
    else:
        with pytest.raises(UsageError, match="Rahasia"):
            desk.look(CASE, whole=True)
    assert desk.own == {}


@pytest.mark.slow
def test_a_letter_that_is_secret_from_now_on_teaches_nothing_any_more(desk: Desk) -> None:
    desk.take(typed_letter())
    desk.look(CASE, whole=True)
    with desk.running.store.transaction() as tx:
        case = tx.case(CASE)
        marked = Field(value="rahasia", confidence=1.0, part="body", page=1, text="Rahasia", finder="label")
        after = replace(case, letter=replace(case.letter, fields={**case.letter.fields, "sifat": marked}))
        said = RequesterSaid(answer=Answer(action=Action.DATA))
        keep_corrections(case, after, event=said, said_by="tu@lapas-contoh.example.go.id", now=NOW, tx=tx)
    assert desk.own == {}


@pytest.mark.slow
def test_erasing_takes_the_example_and_leaves_the_figures_true(desk: Desk) -> None:
    config = desk.folder / "nodis.toml"
    desk.take(typed_letter())
    desk.take(answer(desk.last("acknowledgement"), PERBAIKI))
    desk.look(CASE)
    desk.take(answer(desk.last("acknowledgement"), "CABUT"))
    found = {one.path: one for one in service.accuracy_of(config)}
    assert (found[PHONE].right, found[PHONE].wrong, found[PHONE].missed) == (0, 1, 0)
    desk.running.clock.frozen = NOW + timedelta(days=400)
    erase_due(desk.running.office.services)
    assert desk.own == {}
    assert service.accuracy_of(config) == (), "of what is erased nobody knows how it was read"
