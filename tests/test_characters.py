"""What commands a terminal, hides text or turns it round reaches no terminal, JSON value, log line or page."""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from office_folder import ADDRESS, make_office, put, sent
from pipeline import logs, service
from pipeline.characters import printable, printable_line, printable_record, printable_values, windows_punctuation
from pipeline.cli.main import app, main
from pipeline.model import Box, Line, Word

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
COMMANDS = (
    "\x1b[31m\x1b[2J", "\x1b]0;judul\x07", "\x1b]8;;http://a.example\x1b\\", "\x1bP1$r\x1b\\", "\x1b(0", "\x1bc", "\x9b31m", "\x07", "\x08\x08",
    "\x7f", "\x00", "\x0b", "\x0c", "\x85", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c", "\U000e0041",
)  # fmt: skip
HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)


@pytest.mark.parametrize("command", COMMANDS, ids=ascii)
def test_commands_go_and_words_stay(command: str) -> None:
    assert printable(f"Surat {command}gangguan{command}") == "Surat gangguan"


def test_line_ends_stay_or_become_spaces() -> None:
    assert printable("a\r\nb\rc\u2028d\u2029e\tf") == "a\nb\nc\nd\ne\tf"
    assert printable_line("a\r\nb\nc") == "a b c"


@pytest.mark.parametrize(
    "text", ["Yth. Kepala Bagian", "é ñ 漢 العربية", "👩‍💻👍🏽", "“kutip” … – —", "a\n\tb", "१२३", ""]
)
def test_everyday_text_is_left_as_it_is(text: str) -> None:
    assert printable(text) is text


def test_half_characters_can_be_stored() -> None:
    assert printable("a\ud800b").encode() == "a\ufffdb".encode()


def test_punctuation_of_windows_programs_is_read_as_meant() -> None:
    assert windows_punctuation(b"\x93jaringan\x94 \x96 server\x92s".decode("latin-1")) == "“jaringan” – server’s"


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_nothing_hostile_is_left_and_a_second_time_changes_nothing(text: str) -> None:
    once = printable(text)
    assert not HOSTILE.search(once)
    assert printable(once) == once


def test_records_and_json_values_are_made_printable_to_their_ends() -> None:
    line = Line(text="a\x1b[1mb", words=(Word(text="c\u202e", box=Box(x0=0, y0=0, x1=1, y1=1)), Word(text="d")))
    clean = printable_record(line)
    assert (clean.text, [word.text for word in clean.words]) == ("ab", ["c", "d"])
    assert clean.words[1] is line.words[1]
    assert printable_values({"a\x07": ["\x9b1m", 3, None, {"b": "\x1bc"}]}) == {"a": ["", 3, None, {"b": ""}]}


# ------------------------------------------------------------------------------------------------ commands and the log


def hostile_mail() -> bytes:
    word = "\x1b[31m\x1b]0;x\x07\u202e\x9b2J[red]tebal[/red] :smile:"
    mail = EmailMessage()
    mail["From"] = '"Sari =?utf-8?q?=1B=5B31m?= Wulandari" <tu@lapas-contoh.example.go.id>'
    mail["To"] = ADDRESS
    mail["Message-ID"] = "<terminal@lapas-contoh.example.go.id>"
    mail["Date"] = "Mon, 02 Mar 2026 08:04:00 +0800"
    mail.set_content(
        f"Yth. Kepala Bagian\n\nKami laporkan jaringan internet di ruang kunjungan {word} terputus sejak Senin, 2 Maret 2026 pukul\n07.45 WITA.\n"
        f"Mohon diperbaiki.\n\nNama Unit : Lapas {word} Contoh\nPenanggung Jawab : Sari {word} Wulandari\nNo. HP : 0812-0000-4455\n"
    )
    mail.add_attachment(b"Foto gangguan", maintype="text", subtype="plain", filename="PLACEHOLDER.txt")
    raw = mail.as_bytes()
    encoded = "=?utf-8?q?Gangguan_=1B=5B31m=1B=5D0=3Bx=07=E2=80=AE_=5Bred=5Djaringan=5B/red=5D_=3Asmile=3A?="
    raw = raw.replace(b"PLACEHOLDER", "foto\x1b[31m\u202e[bold]".encode())
    return f"Subject: {encoded}\n".encode() + raw


def shown_by(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def assert_harmless(output: str) -> None:
    assert not HOSTILE.search(output), ascii(HOSTILE.findall(output))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal")
    put(folder, "surat", hostile_mail())
    config = make_office(folder)
    with service.open_service(config, now=NOW) as running:
        assert running.run_once() == 1
    return config


@pytest.mark.parametrize(
    "command", [("cases",), ("show", "2026-0001"), ("status",), ("search", "jaringan"), ("register", "masuk", "--year", "2026"), ("sop", "history", "2026-0001")],
    ids=lambda one: one[0],
)  # fmt: skip
@pytest.mark.parametrize("as_json", [False, True])
def test_commands_show_no_commands(office: Path, command: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 - a parameter of the test
    output = shown_by(*command, "--config", str(office), *(["--json"] if as_json else []))
    assert_harmless(output)
    if as_json:
        for line in output.splitlines():
            assert_harmless(json.dumps(json.loads(line), ensure_ascii=False))
    elif command[0] == "search":
        assert "[red]" in output, "square brackets in a subject are no markup"


def test_inspect_shows_none_whatever_files_are_called(tmp_path: Path) -> None:
    names = ["surat\x1b[31m.eml", "surat\u202e[bold].eml", "surat\n.eml", "rusak\x9b.pdf"]
    for name in names:
        (tmp_path / name).write_bytes(hostile_mail() if name.endswith("eml") else b"%PDF-rusak")
    files = [str(tmp_path / name) for name in names]
    assert_harmless(shown_by("inspect", *files).replace(str(tmp_path), ""))
    lines = shown_by("inspect", "--json", *files).splitlines()
    assert len(lines) == len(names)
    for line in lines:
        assert_harmless(json.dumps(json.loads(line), ensure_ascii=False))
    page = tmp_path / "halaman.html"
    assert_harmless(shown_by("inspect", "--html", str(page), *files))
    assert_harmless(page.read_text(encoding="utf-8"))


def test_an_error_shows_none(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["nodis", "inspect", "tidak\x1b[2Jada\u202e[red].eml"])
    with pytest.raises(SystemExit, match="2"):
        main()
    said = capsys.readouterr()
    assert_harmless(said.out + said.err)
    assert "tidakada[red].eml" in said.err


def test_an_error_that_nobody_expected_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("rusak\x1b[2J [red]")

    monkeypatch.setattr("pipeline.service.standing_of", breaks)
    monkeypatch.setattr("sys.argv", ["nodis", "status"])
    with pytest.raises(SystemExit, match="1"):
        main()
    said = capsys.readouterr()
    assert_harmless(said.out + said.err)
    assert "rusak [red]" in said.err
    assert "Traceback" not in said.err


def test_mails_and_the_journal_carry_none(office: Path) -> None:
    for mail in sent(office.parent):
        for name, value in mail.items():
            assert_harmless(f"{name}: {value}")
        body = mail.get_body(("plain",))
        assert body is not None
        assert_harmless(body.get_content().replace("\r", ""))
    with service.open_store(office) as store, store.reading() as tx:
        for line in tx.journal_of("2026-0001"):
            assert_harmless(json.dumps(dict(line.detail), ensure_ascii=False))


def test_the_log_has_one_line_for_one_thing_said(tmp_path: Path) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.keep_log(tmp_path)
    try:
        logging.getLogger("pipeline.work").warning("surel %s gagal", "a\x1b[31m\n2026-05-04 08:00:00 INFO palsu\u202e")
    finally:
        for handler in [one for one in root.handlers if one not in before]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    text = (tmp_path / "log" / "nodis.log").read_text()
    assert_harmless(text)
    assert text.count("\n") == 1
