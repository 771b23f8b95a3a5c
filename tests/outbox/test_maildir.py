"""Into a Maildir each mail goes exactly once, whatever happens in between."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cases
import mails
from pipeline.errors import TemporaryOutboxError
from pipeline.model import Address
from pipeline.outbox import assemble, check, open_outbox

SENDER = "layanan-ti@kanwil-contoh.example.go.id"
BUDI = Address(address="budi@kanwil-contoh.example.go.id", name="Budi Prakoso")


def raw(identity: str = "2026-0042.a1", to: Address = BUDI) -> bytes:
    written = mails.put_in_words(*mails.samples()["status"])
    return assemble(
        written,
        message_id=f"nodis.{identity}@kanwil-contoh.example.go.id",
        date=cases.at(2, "13.45"),
        sender=Address(address=SENDER),
        to=to,
    )


def send(folder: Path, message: bytes, to: Address = BUDI) -> None:
    open_outbox(f"maildir:{folder}", base=folder, password=None).send(message, sender=SENDER, to=to.address)


def test_a_mail_lies_in_new_byte_for_byte(tmp_path: Path) -> None:
    send(tmp_path, raw())
    (path,) = (tmp_path / "new").iterdir()
    assert path.read_bytes() == raw()
    assert not list((tmp_path / "tmp").iterdir())


def test_a_repeat_after_a_crash_finds_it_there(tmp_path: Path) -> None:
    send(tmp_path, raw())
    send(tmp_path, raw())
    assert len(list((tmp_path / "new").iterdir())) == 1


@pytest.mark.parametrize("flags", ["", ":2,", ":2,S", ":2,RS"])
def test_a_repeat_finds_it_after_somebody_has_read_it(tmp_path: Path, flags: str) -> None:
    send(tmp_path, raw())
    (path,) = (tmp_path / "new").iterdir()
    path.rename(tmp_path / "cur" / f"{path.name}{flags}")
    send(tmp_path, raw())
    assert not list((tmp_path / "new").iterdir())


def test_what_a_crash_left_in_tmp_does_not_count(tmp_path: Path) -> None:
    send(tmp_path, raw("2026-0042.other"))
    (name,) = (path.name for path in (tmp_path / "new").iterdir())
    (tmp_path / "new" / name).rename(tmp_path / "tmp" / f"{name}.99")
    send(tmp_path, raw("2026-0042.other"))
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]


def test_two_mails_and_two_recipients_are_two_files(tmp_path: Path) -> None:
    sari = Address(address="sari@unit.example")
    send(tmp_path, raw())
    send(tmp_path, raw("2026-0042.a2"))
    send(tmp_path, raw("2026-0042.a1", sari), sari)
    assert len(list((tmp_path / "new").iterdir())) == 3


def test_names_sort_by_the_date_of_the_mail(tmp_path: Path) -> None:
    late, early = raw("2026-0042.a"), raw("2026-0042.b").replace(b"Mon, 02 Mar 2026 13:45", b"Mon, 02 Mar 2026 13:44")
    assert late.count(b"13:45") >= 1
    send(tmp_path, late)
    send(tmp_path, early)
    assert [path.read_bytes() for path in sorted((tmp_path / "new").iterdir())] == [early, late]


def test_two_processes_at_once_deliver_it_once(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(raw())
    code = (
        "import sys; from pathlib import Path; from pipeline.outbox import open_outbox; folder = Path(sys.argv[1]);"
        "[open_outbox('maildir:box', base=folder, password=None)"
        ".send((folder / 'mail.eml').read_bytes(), sender='a@b', to='c@d') for _ in range(20)]"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=mails.ROOT) for _ in range(2)]
    assert [one.wait(timeout=60) for one in running] == [0, 0]
    assert len(list((tmp_path / "box" / "new").iterdir())) == 1
    assert not list((tmp_path / "box" / "tmp").iterdir())


def test_a_place_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(TemporaryOutboxError) as caught:
        send(tmp_path / "file", raw())
    assert caught.value.advice
    with pytest.raises(TemporaryOutboxError):
        check("maildir:file", base=tmp_path, password=None)


def test_check_makes_the_folders_and_leaves_no_mail(tmp_path: Path) -> None:
    check("maildir:box", base=tmp_path, password=None)
    assert sorted(path.name for path in (tmp_path / "box").iterdir()) == ["cur", "new", "tmp"]
    assert not any((tmp_path / "box").rglob("*.nodis*"))
