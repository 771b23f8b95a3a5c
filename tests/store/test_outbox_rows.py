from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.errors import UnknownCaseError
from pipeline.model import IssuedLetter, StoredFile
from pipeline.store import AttachmentSpec, Drawn, Store
from store_samples import NOW, REQUESTER, add_mail, case, sha


def test_a_mail_moves_from_queued_to_sent(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_case(case())
        add_mail(tx, "m1", case="2026-0001")
        tx.mark_retry("m1", next_attempt_at=NOW + timedelta(minutes=5), error="451 nanti")
    with store.transaction() as tx:
        row = tx.outgoing("m1")
        assert (row.state, row.attempts, row.last_error) == ("queued", 1, "451 nanti")
        assert row.headers == (("Auto-Submitted", "auto-generated"), ("X-Nodis-Purpose", "notice"))
        assert tx.retries_due(NOW) == ()
        assert [mail.id for mail in tx.retries_due(NOW + timedelta(minutes=5))] == ["m1"]
        assert tx.sent_since(["m1"], NOW - timedelta(hours=1))[REQUESTER] == 0
        tx.mark_sent(("m1",), at=NOW)
        assert tx.sent_since(["m1"], NOW - timedelta(hours=1))[REQUESTER] == 1
        assert tx.sent_since(["m1"], NOW)[REQUESTER] == 0
        assert tx.retries_due(NOW + timedelta(minutes=5)) == ()
        assert tx.cases_of_message_ids(["nodis.m1@kanwil-contoh.example.go.id"]) == ("2026-0001",)
        found = tx.outgoing_of_message_id("nodis.m1@kanwil-contoh.example.go.id")
        assert found is not None
        assert (found.id, found.state, found.sent_at) == ("m1", "sent", NOW)


def test_a_failed_mail_can_be_brought_back(store: Store) -> None:
    with store.transaction() as tx:
        add_mail(tx, "m1")
        tx.mark_failed("m1", error="550 tidak dikenal")
        assert [mail.id for mail in tx.outgoings("failed")] == ["m1"]
        tx.requeue_outgoing("m1")
        assert [mail.attempts for mail in tx.outgoings("queued")] == [0]


def test_a_letter_keeps_context_images_and_files(store: Store) -> None:
    photo = StoredFile(name="foto.jpg", sha256=sha(7), content_type="image/jpeg", role="foto", step="5")
    issued = IssuedLetter(
        id="2026-0001/nota-dinas-hasil/1", letter="nota-dinas-hasil", step="7", draft=False, number="W.99-1", at=NOW
    )
    context = {"nomor": "W.99-1", "baris": [{"uraian": "catu daya rusak", "jumlah": 2}]}
    with store.transaction() as tx:
        tx.add_letter(
            issued,
            case="2026-0001",
            context=context,
            images=(photo,),
            drawn=Drawn(register="uji", year=2026, sequence=1),
            at=NOW,
        )
    with store.transaction() as tx:
        row = tx.letter(issued.id)
        assert (row.context, row.images, row.number, row.pdf_sha256) == (context, (photo,), "W.99-1", None)
        tx.finish_letter(issued.id, docx_sha256=sha(1), pdf_sha256=sha(2))
        assert [(found.docx_sha256, found.pdf_sha256) for found in tx.letters_of("2026-0001")] == [(sha(1), sha(2))]
    assert AttachmentSpec.of_letter(issued).letter == issued.id
    assert AttachmentSpec.of_file(photo) == AttachmentSpec(name="foto.jpg", content_type="image/jpeg", sha256=sha(7))


def test_unknown_letters_and_mails_are_named(store: Store) -> None:
    with store.transaction() as tx:
        with pytest.raises(UnknownCaseError, match="surat x"):
            tx.letter("x")
        with pytest.raises(UnknownCaseError, match="surel keluar y"):
            tx.outgoing("y")
