"""What a person types into our quoted mail is his answer, through the whole office."""

from __future__ import annotations

import email.policy
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import ADDRESS, answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.model import Case

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
CASE = Path(__file__).parents[1] / "cases" / "bugs" / "s06-filled-in-outlook"
PHOTO = b"\xff\xd8\xff\xe0" * 20_000
DOMAIN = ADDRESS.partition("@")[2]


def shown(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def with_body(mail: EmailMessage, text: str) -> bytes:
    reply = email.message_from_bytes(answer(mail, "x"), policy=email.policy.SMTP)
    assert isinstance(reply, EmailMessage)
    reply.set_content(text)
    return reply.as_bytes()


def filled_in_as_it_came(_: EmailMessage) -> str:
    return (CASE / "2-balas.txt").read_text(encoding="utf-8").replace("kantor.example.go.id", DOMAIN)


def filled_in_behind_marks(mail: EmailMessage) -> str:
    quoted = shown(mail).replace("Nama penanggung jawab: ...", "Nama penanggung jawab: Dewi Anggraini")
    quoted = quoted.replace("Nomor HP penanggung jawab: ...", "Nomor HP penanggung jawab: 0812-1111-2222")
    lines = "\n".join(f"> {line}" for line in quoted.split("\n"))
    return f"Sudah saya isi di bawah ya Pak.\n\nPada Sen, 2 Mar 2026 pukul 08.02 Layanan TI <{ADDRESS}> menulis:\n{lines}\n"


def filled_in_between_marks(mail: EmailMessage) -> str:
    lines = []
    for line in shown(mail).split("\n"):
        lines.append(f"> {line}")
        if "Nama penanggung jawab" in line:
            lines += ["", "Dewi Anggraini", ""]
        if "Nomor HP penanggung jawab" in line:
            lines += ["", "0812-1111-2222", ""]
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("filled_in", [filled_in_as_it_came, filled_in_behind_marks, filled_in_between_marks])
def test_a_form_filled_in_inside_the_quote_is_taken(filled_in: object, tmp_path: Path) -> None:
    assert callable(filled_in)
    config = make_office(tmp_path)
    put(tmp_path, "surat", (CASE / "1.eml").read_bytes().replace(b"kantor.example.go.id", DOMAIN.encode()))
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        asked = next(mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "completeness")
        running.clock.frozen = NOW + timedelta(minutes=5)
        put(tmp_path, "balas", with_body(asked, filled_in(asked)))
        running.run_once()
        with running.store.reading() as tx:
            case: Case = tx.case("2026-0001")
    assert case.letter.value("requester.name") == "Dewi Anggraini"
    assert case.letter.value("requester.phone") == "+6281211112222"
    assert case.step == "2"


def with_attached_mail(reply: EmailMessage, done: str) -> None:
    del done
    inner = EmailMessage(policy=email.policy.SMTP)
    inner["From"], inner["Subject"] = "Sari <tu@lapas-contoh.example.go.id>", "Foto"
    inner.set_content("Terlampir foto.")
    inner.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="foto.jpg")
    reply.make_mixed()
    reply.add_attachment(inner)


def with_quoted_picture(reply: EmailMessage, done: str) -> None:
    own = "".join(f"<p>{line}</p>" for line in done.split("\n"))
    quote = '<blockquote type="cite"><p>Terlampir foto.</p><img src="cid:foto@x"></blockquote>'
    reply.set_content(f"{own}<p>Pada 2 Maret 2026 08.05, Sari menulis:</p>{quote}", subtype="html")
    reply.add_related(PHOTO, maintype="image", subtype="jpeg", filename="foto.jpg", cid="<foto@x>")


@pytest.mark.slow
@pytest.mark.parametrize("bring", [with_attached_mail, with_quoted_picture])
def test_a_photo_of_anothers_mail_is_kept_and_is_no_answer(
    tmp_path: Path, bring: Callable[[EmailMessage, str], None]
) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat", typed_letter())
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        texts = ("SETUJU", "SELESAI\nKonfirmasi: pelapor membenarkan", "SETUJU")
        for number, text in enumerate(texts):
            running.clock.frozen = NOW + timedelta(minutes=5 * number)
            asked = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "assignment"][-1]
            put(tmp_path, f"balas-{number}", answer(asked, text))
            running.run_once()
        asked = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "assignment"][-1]
        assert asked["X-Nodis-Step"] == "gangguan-jaringan/5"
        done = "SELESAI\nPenyebab: adaptor rusak\nTindakan: adaptor diganti\nChecklist: ping normal"
        reply = email.message_from_bytes(answer(asked, done), policy=email.policy.SMTP)
        assert isinstance(reply, EmailMessage)
        bring(reply, done)
        put(tmp_path, "balas-foto", reply.as_bytes())
        running.run_once()
        with running.store.reading() as tx:
            case = tx.case("2026-0001")
    assert case.step == "5"
    assert [one.role for one in case.files if one.name == "foto.jpg"] == ["terusan"]
