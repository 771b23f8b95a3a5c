from __future__ import annotations

import threading
from pathlib import Path

import pytest

from pipeline.errors import UnknownCaseError
from pipeline.model import Mail, MailKind, Understanding, Verdict
from pipeline.store import Store
from postgres_server import start_postgres
from store_samples import NOW, case, sha


def mail(sha256: str) -> Mail:
    return Mail(
        sha256=sha256,
        message_id="surat-1@lapas-contoh.example.go.id",
        sender=None,
        original_sender=None,
        recipients=(),
        subject="Laporan gangguan",
        date=None,
        in_reply_to=(),
        references=(),
        text="",
        quoted="",
        parts=(),
        dmarc=Verdict.ABSENT,
        auto_submitted=False,
        kind=MailKind.LETTER,
        because=(),
        codes=(),
        cases=(),
    )


def test_a_message_is_recorded_once_by_content_wherever_it_lies(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.add_message(sha(1), source_key="INBOX:7:1", size=10, received_at=NOW)
        assert not tx.add_message(sha(1), source_key="INBOX:7:2", size=10, received_at=NOW)
        assert tx.add_message(sha(2), source_key="INBOX:7:1", size=10, received_at=NOW), "the place is used again"
        assert not tx.add_message(sha(2), source_key="INBOX:7:1", size=10, received_at=NOW)
    with store.transaction() as tx:
        assert not tx.add_message(sha(1), source_key="INBOX:7:1", size=10, received_at=NOW)
        row, _ = tx.messages()
    assert (row.sha256, row.source_key, row.state, row.received_at) == (sha(1), "INBOX:7:1", "pending", NOW)


def test_what_was_understood_comes_back_and_the_message_ends_in_one_state(store: Store) -> None:
    understanding = Understanding(file="a.eml", kind=MailKind.LETTER, because=("ada permintaan",), problems=("kabur",))
    with store.transaction() as tx:
        tx.add_message(sha(1), source_key="a", size=10, received_at=NOW)
        tx.add_case(case())
        assert tx.understanding(sha(1)) is None
        tx.save_understanding(sha(1), understanding, mail(sha(1)), content=sha(2))
        tx.finish_message(sha(1), state="letter", reason="ada permintaan", cases=("2026-0001", "2026-0001"))
        tx.finish_message(sha(1), state="letter", reason="ada permintaan", cases=("2026-0001",))
    with store.transaction() as tx:
        assert tx.understanding(sha(1)) == understanding
        assert tx.message(sha(1)).state == "letter"
        assert tx.cases_of_message_ids(["surat-1@lapas-contoh.example.go.id"]) == ("2026-0001",)
        assert tx.messages(state="pending") == ()
        tx.reopen_message(sha(1))
        assert [row.sha256 for row in tx.messages(state="pending")] == [sha(1)]


def test_sums_count_each_message_once(store: Store) -> None:
    with store.transaction() as tx:
        for number, state in enumerate(["letter", "letter", "bounce", "set_aside", None]):
            tx.add_message(sha(number), source_key=str(number), size=1, received_at=NOW)
            if state:
                tx.finish_message(sha(number), state=state)
        tx.add_case(case())
    with store.transaction() as tx:
        sums = tx.sums()
    assert sums.received == 5 == sum(sums.messages.values())
    assert (sums.messages["letter"], sums.messages["bounce"], sums.messages["pending"]) == (2, 1, 1)
    assert sums.cases == {"open": 1}
    assert sums.outbox == {"queued": 0, "sent": 0, "failed": 0}


def test_an_unknown_message_is_named(store: Store) -> None:
    with store.transaction() as tx, pytest.raises(UnknownCaseError):
        tx.message(sha(9))


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError, match="halfway"), store.transaction() as tx:  # noqa: PT012 - fails halfway
        tx.add_message(sha(1), source_key="a", size=1, received_at=NOW)
        tx.journal("mail received", at=NOW)
        raise RuntimeError("halfway")
    with store.transaction() as tx:
        assert tx.messages() == ()
    assert store.verify() == ()


def test_small_facts_are_remembered(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.get_meta("last_run") is None
        tx.set_meta("last_run", "2026-03-02")
        tx.set_meta("last_run", "2026-03-03")
    with store.transaction() as tx:
        assert tx.get_meta("last_run") == "2026-03-03"


@pytest.mark.server
@pytest.mark.xdist_group("postgresql")
def test_who_takes_a_message_that_another_is_filing_waits_and_does_not_get_it(tmp_path: Path) -> None:
    store = Store(start_postgres().new_database(), "file:data", base=tmp_path)
    store.prepare()
    with store.transaction() as tx:
        tx.add_message(sha(1), source_key="a", size=1, received_at=NOW)
    found: list[object] = []

    def take() -> None:
        with store.transaction() as tx:
            found.append(tx.take_pending((sha(1), sha(2))))

    with store.transaction() as tx:
        assert list(tx.take_pending((sha(1),))) == [sha(1)]
        other = threading.Thread(target=take)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive(), "it waits for the outcome"
        tx.finish_message(sha(1), state="letter")
    other.join(timeout=30)
    assert found == [{}]
    store.close()
