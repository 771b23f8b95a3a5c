"""The operator refuses or closes a case: he sees letter and mail first, and the requester reads the office's words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pdfplumber
import pytest
from docx import Document
from typer.testing import CliRunner

from office_folder import address, answer, make_office, put, sent, typed_letter, unclear_letter, with_person
from pipeline import service
from pipeline.cli.main import app
from pipeline.errors import UsageError
from pipeline.model import Case, CaseState

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
CASE = "2026-0001"
REQUESTER, OPERATOR = "tu@lapas-contoh.example.go.id", address("operator")
WHY = "orang ini rewel dan sudah dilayani kemarin"


@contextmanager
def undecided(folder: Path, *, extra: str = "") -> Iterator[service.Service]:
    config = make_office(folder, extra=extra)
    with service.open_service(config, now=NOW) as running:
        put(folder, "surat", unclear_letter())
        running.run_once()
        assert case_of(running).state is CaseState.REVIEW
        yield running


def case_of(running: service.Service) -> Case:
    with running.store.reading() as tx:
        return tx.case(CASE)


def to(folder: Path, who: str) -> list[EmailMessage]:
    return [mail for mail in sent(folder) if who in str(mail["To"])]


def asked(folder: Path) -> EmailMessage:
    """What the operator was last asked to decide."""
    return [mail for mail in to(folder, OPERATOR) if mail["X-Nodis-Purpose"] == "review"][-1]


def says(running: service.Service, folder: Path, mail: EmailMessage, text: str) -> None:
    put(folder, f"jawaban-{len(sent(folder))}", answer(mail, text))
    running.run_once()


def plain(mail: EmailMessage) -> str:
    """All that a mail shows, with the words of its attachments, on one line."""
    parts = [str(mail["Subject"])]
    for part in mail.walk():
        content = part.get_payload(decode=True)
        if part.get_content_type() in ("text/plain", "text/html"):
            parts.append(str(part.get_content()))
        elif part.get_content_type() == "application/pdf":
            assert isinstance(content, bytes)
            with pdfplumber.open(io.BytesIO(content)) as pdf:
                parts += [page.extract_text() for page in pdf.pages]
        elif str(part.get_filename()).endswith(".docx"):
            assert isinstance(content, bytes)
            parts += [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
    return " ".join(" ".join(parts).split())


def test_a_refusal_by_mail_is_shown_with_letter_and_mail_and_goes_out_once_he_agrees(tmp_path: Path) -> None:
    with undecided(tmp_path) as running:
        office_words = running.settings.office.refusal
        before = len(to(tmp_path, REQUESTER))
        says(running, tmp_path, asked(tmp_path), f"TOLAK {WHY}")
        assert case_of(running).state is CaseState.REVIEW
        assert len(to(tmp_path, REQUESTER)) == before, "nothing goes out yet"
        shown = asked(tmp_path)
        assert shown["X-Nodis-Purpose"] == "review"
        assert any(part.get_content_type() == "application/pdf" for part in shown.iter_attachments())
        said = plain(shown)
        assert office_words in said
        assert "tidak dapat kami penuhi" in said
        assert WHY in said, "he sees what stays in the file"

        says(running, tmp_path, shown, "SETUJU")
        case = case_of(running)
        assert case.state is CaseState.REFUSED
        assert case.entries[-1].note == WHY
        (told,) = to(tmp_path, REQUESTER)[before:]
        assert told["X-Nodis-Purpose"] == "refusal"
        assert office_words in plain(told)
        assert list(told.iter_attachments()), "with the letter"
    assert not any("rewel" in plain(mail) for mail in to(tmp_path, REQUESTER))


def test_what_he_was_shown_is_what_goes_out(tmp_path: Path) -> None:
    with undecided(tmp_path, extra="") as running:
        words = "Permohonan perangkat diajukan kepada Bagian Umum."
        says(running, tmp_path, asked(tmp_path), f"TOLAK {WHY}\nKepada pemohon: {words}")
        shown = asked(tmp_path)
        says(running, tmp_path, shown, "SETUJU")
        told = to(tmp_path, REQUESTER)[-1]
        body = told.get_body(("plain",))
        assert body is not None
        promised = " ".join(str(shown.get_body(("plain",)).get_content()).split())  # type: ignore[union-attr]
        for line in str(body.get_content()).splitlines():
            if line.startswith("Terlampir"):  # of the draft it says so
                continue
            assert " ".join(line.split()) in promised
        assert words in plain(told)
        letters = [letter for letter in case_of(running).letters if letter.letter == "penolakan"]
        assert [(letter.draft, letter.number is not None) for letter in letters] == [(True, False), (False, True)]


@pytest.mark.parametrize("text", ["jangan dulu", "SETUJU?", "setuju kalau kepala sudah tahu"])
def test_what_is_no_clear_yes_sends_nothing(tmp_path: Path, text: str) -> None:
    with undecided(tmp_path) as running:
        says(running, tmp_path, asked(tmp_path), f"TOLAK {WHY}")
        before = len(to(tmp_path, REQUESTER))
        says(running, tmp_path, asked(tmp_path), text)
        assert case_of(running).state is CaseState.REVIEW
        assert len(to(tmp_path, REQUESTER)) == before


def test_he_may_think_better_of_it_or_say_it_otherwise(tmp_path: Path) -> None:
    with undecided(tmp_path) as running:
        first = asked(tmp_path)
        says(running, tmp_path, first, f"TOLAK {WHY}")
        shown = asked(tmp_path)
        says(running, tmp_path, shown, "TOLAK bukan wewenang kita\nKepada pemohon: Silakan ke kantor pusat.")
        again = asked(tmp_path)
        assert "Silakan ke kantor pusat." in plain(again)
        says(running, tmp_path, shown, "SETUJU")
        assert case_of(running).state is CaseState.REVIEW, "of the two only the last one is asked"
        says(running, tmp_path, again, "gangguan-jaringan")
        assert case_of(running).step_id == "gangguan-jaringan/2"
    assert not any("tidak dapat kami penuhi" in plain(mail) for mail in to(tmp_path, REQUESTER))


def test_the_offices_own_words_stand_in_its_configuration(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    config.write_text(
        config.read_text().replace('city = "', 'refusal = "Mohon maaf, di luar tugas kami."\ncity = "', 1)
    )
    with service.open_service(config, now=NOW) as running:
        put(tmp_path, "surat", unclear_letter())
        running.run_once()
        says(running, tmp_path, asked(tmp_path), f"TOLAK {WHY}")
        assert "Mohon maaf, di luar tugas kami." in plain(asked(tmp_path))


# ------------------------------------------------------------------------------------------------------------- close


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """With one open case."""
    config = make_office(tmp_path)
    with service.open_service(config) as running:
        put(tmp_path, "surat", typed_letter())
        running.run_once()
    return config


def state(config: Path) -> CaseState:
    with service.open_store(config) as store, store.reading() as tx:
        return tx.case(CASE).state


def nodis(config: Path, *said: str, line: str | None = None) -> str:
    result = CliRunner().invoke(app, [*said, "--config", str(config)], input=line, catch_exceptions=False)
    assert result.exit_code == 0
    return " ".join(result.output.split())


def test_close_shows_the_mail_first_in_the_offices_words(office: Path, tmp_path: Path) -> None:
    before = len(sent(tmp_path))
    for more, line in ((("--show",), None), ((), "tidak\n")):
        said = nodis(office, "close", CASE, "--reason", WHY, *more, line=line)
        assert "Perkara ini kami tutup." in said
        assert REQUESTER in said
        assert "rewel" not in said
        assert (state(office), len(sent(tmp_path))) == (CaseState.OPEN, before)
    nodis(office, "close", CASE, "--reason", WHY, line="ya\n")
    assert state(office) is CaseState.CLOSED
    (told,) = [mail for mail in to(tmp_path, REQUESTER) if mail["X-Nodis-Purpose"] == "result"]
    assert "Perkara ini kami tutup." in plain(told)
    assert "selesai ditangani" not in plain(told)
    assert not any("rewel" in plain(mail) for mail in to(tmp_path, REQUESTER))
    with service.open_store(office) as store, store.reading() as tx:
        assert tx.case(CASE).entries[-1].note == WHY


@pytest.mark.parametrize("more", [("--yes",), ()])
def test_close_goes_on_where_nobody_can_be_asked(office: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    said = nodis(office, "close", CASE, "--reason", WHY, "--words", "Sudah dijelaskan lewat telepon.", *more)
    assert said.index("Sudah dijelaskan lewat telepon.") < said.index("closed")
    assert state(office) is CaseState.CLOSED
    assert any("Sudah dijelaskan lewat telepon." in plain(mail) for mail in to(tmp_path, REQUESTER))


# ------------------------------------------------------------------------------------------------------------- assign


def meant(config: Path, said: str, now: datetime = NOW) -> str:
    with service.open_service(config, now=now) as running:
        return running.address_of(said)


def test_assign_goes_by_whole_words_and_says_whom_it_found(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    more = "".join(
        f'\n[[person]]\nname = "{name}"\nemail = "{name.split()[-1].lower()}@kantor.example"\n'
        for name in ("Budi Hartono", "Tono Suratno", "Tono Wijaya, S.Kom.", "Sri Rahayu")
    )
    config.write_text(config.read_text() + more)
    assert meant(config, "Pak Hartono") == "hartono@kantor.example"
    assert meant(config, "suratno") == "suratno@kantor.example"
    assert meant(config, "BUDI@kantor.example".replace("BUDI", "Hartono")) == "hartono@kantor.example"
    with pytest.raises(UsageError, match=r"2 orang: Tono Suratno <suratno@.*>, Tono Wijaya.*<") as several:
        meant(config, "Tono")
    assert "Hartono" not in str(several.value)
    with pytest.raises(UsageError, match="tidak ada yang bernama 'Rahayuu'") as none:
        meant(config, "Rahayuu")
    assert "Sri Rahayu <" in none.value.advice
    with pytest.raises(UsageError) as nobody:
        meant(config, "Zzz")
    assert "Yang ada: " in nobody.value.advice


def test_assign_never_takes_a_part_of_a_name(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    config.write_text(config.read_text() + '\n[[person]]\nname = "Budi Hartono"\nemail = "hartono@kantor.example"\n')
    for said in ("Tono", "hart", "o", "udi", ""):
        with pytest.raises(UsageError, match="tidak ada yang bernama"):
            meant(config, said)


def test_assign_names_absence_and_who_has_left(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    with_person(
        config, "kabag", f'away = [{{from = "2026-03-01", to = "2026-03-06", deputy = "{address("kasubag")}"}}]'
    )
    with_person(config, "teknisi", 'until = "2026-02-27"')
    with pytest.raises(UsageError, match=r"Hendra Wijaya tidak di tempat sampai 6 Maret 2026.*Lestari Ningsih") as away:
        meant(config, "Hendra")
    assert address("kasubag") in away.value.advice
    with pytest.raises(UsageError, match="Budi Prakoso tidak bertugas lagi"):
        meant(config, address("teknisi"))
    assert meant(config, "Hendra", NOW.replace(day=9)) == address("kabag")
