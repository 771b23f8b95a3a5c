"""What the command line says of itself: questions checked at once, usage errors in Indonesian, a log from the very start."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from typer.testing import CliRunner

from faulty_smtp import Faulty
from office_folder import make_office, put, typed_letter
from pipeline import service
from pipeline.cli.main import app
from pipeline.config import load_settings, questions
from pipeline.outages import Outages
from smtp_server import free_port

PATIENCE = 60.0  # seconds


# ------------------------------------------------------------------------------------------------------------- init


def init(folder: Path, answers: dict[str, list[str]]) -> tuple[str, Path]:
    """Run it; what is typed where a question is in `answers`, Enter elsewhere."""
    typed = [line for question in questions() for line in answers.get(question.key, [""])]
    config = folder / "nodis.toml"
    result = CliRunner().invoke(
        app, ["init", "--config", str(config)], input="\n".join(typed) + "\n", catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split()), config


@pytest.mark.parametrize(
    ("key", "wrong", "right", "said"),
    [
        ("timezone", "WITA", "Asia/Jakarta", "Bukan zona waktu"),
        ("timezone", "../etc/passwd", "Asia/Jayapura", "Bukan zona waktu"),
        ("address", "layanan", "layanan@kantor.go.id", "Bukan alamat surel"),
        ("address", "Layanan <a@b.go.id>", "a@b.go.id", "Bukan alamat surel"),
        ("operator_email", "oki@kantor", "oki@kantor.go.id", "Bukan alamat surel"),
        ("head_email", "a@b.go.id, c@d.go.id", "a@b.go.id", "Bukan alamat surel"),
        ("unit_code", "W 25 {x}", "W.25", "Kode unit"),
        ("mailbox", "pop3://a@b", "maildir:masuk", "tidak dikenal"),
        ("mailbox", "imap://a@surel.go.id/INBOX", "imaps://a@surel.go.id/INBOX", "tanpa enkripsi"),
        ("mailbox", "imaps://a:rahasia@surel.go.id/INBOX", "imaps://a@surel.go.id/INBOX", "Kata sandi tidak boleh"),
        ("mailbox", "imaps:///INBOX", "maildir:m", "tidak dikenal"),
        ("outbox", "smtp://a@surel.go.id", "smtps://a@surel.go.id", "tanpa TLS"),
        ("outbox", "smtps://a:rahasia@surel.go.id", "smtps://a@surel.go.id", "kata sandi"),
        ("outbox", "smtps://a@surel.go.id:porta", "smtps://a@surel.go.id:465", "porta tidak sah"),
        ("name", "   ", "Kantor Sendiri", "tidak boleh kosong"),
        ("letterhead", " ; ", "KEMENTERIAN", "sedikitnya satu baris"),
    ],
)
def test_init_says_at_once_what_is_wrong_with_an_answer_and_asks_again(
    tmp_path: Path, key: str, wrong: str, right: str, said: str
) -> None:
    output, config = init(tmp_path, {key: [wrong, right]})
    assert said in output
    question = next(one for one in questions() if one.key == key)
    assert output.count(" ".join(question.text.split())) == 2
    load_settings(config, {})
    assert right in config.read_text(encoding="utf-8")


def test_init_takes_all_that_it_offers_and_makes_nothing_but_its_file(tmp_path: Path) -> None:
    init(tmp_path, {})
    assert [path.name for path in tmp_path.iterdir()] == ["nodis.toml"]


SAMPLE = Path(__file__).parents[1] / "inbox_samples" / "bandwidth-surat" / "mail.eml"


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("unit", ("Unit", "Kantor Imigrasi Kelas II TPI Contoh", "✓", "%", "surat bandwidth.pdf hlm. 1")),
        ("requester.phone", ("No. HP", "0822-0000-0470", "Kontak")),
        ("sop", ("bandwidth", "gangguan-jaringan", "menurut kata-katanya", "berdasarkan kata")),
    ],
)
def test_inspect_says_why_a_value_was_read(field: str, told: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "inspect", str(SAMPLE), "--why", field],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert all(word in done.stdout for word in told), done.stdout


def test_inspect_names_the_fields_there_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "inspect", str(SAMPLE), "--why", "warna"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "tidak ada isian warna" in done.stderr
    assert "requester.unit" in done.stderr


# ------------------------------------------------------------------------------------------------------------ usage

ENGLISH = re.compile(
    r"\b(?:Usage|Error|Missing|No such|Invalid|Try|Option|requires|argument|unexpected|should be|Got|Aborted)\b"
)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("inspect", "argumen FILES belum disebut"),
        ("caess", "perintah 'caess' tidak dikenal; maksudnya cases?"),
        ("xyzzy", "perintah 'xyzzy' tidak dikenal"),
        ("cases --limit x", "pilihan --limit: harus bilangan bulat"),
        ("cases --limit 0", "pilihan --limit: paling kecil 1"),
        ("cases --lim 3", "pilihan --lim tidak dikenal; maksudnya --limit?"),
        ("close 2026-0001", "pilihan --reason belum disebut"),
        ("close 2026-0001 --reason", "pilihan --reason harus diikuti nilai"),
        ("run --once=3", "pilihan --once tidak diikuti nilai"),
        ("show a b", "terlalu banyak: b"),
        ("sop shw", "perintah 'shw' tidak dikenal; maksudnya show?"),
        ("letters gallery", "belum disebut"),
        ("run --config", "pilihan --config harus diikuti nilai"),
        ("cases --config tidak/ada.toml", "tidak/ada.toml tidak dapat dibaca"),
    ],
)
def test_usage_errors_speak_indonesian(tmp_path: Path, said: str, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *said.split()],
        cwd=tmp_path,
        env=with_path(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert told in done.stderr
    assert not ENGLISH.search(done.stderr.replace("No such file or directory", "")), done.stderr
    assert "--help" in done.stderr or "--config" in done.stderr


def with_path() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent.parent), *sys.path])}


# -------------------------------------------------------------------------------------------------------------- log


@contextmanager
def running(config: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "pipeline", "run", "--config", str(config)]
    with subprocess.Popen(
        command, env=with_path(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def logged(config: Path, words: str) -> str:
    """The log, once it has these words."""
    log, until = config.parent / "log" / "nodis.log", time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if log.exists() and words in (said := log.read_text(encoding="utf-8")):
            return said
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8") if log.exists() else "no log")


def test_the_log_says_why_the_service_does_not_start(tmp_path: Path) -> None:
    config = make_office(tmp_path, database=f"postgresql+psycopg://nodis@127.0.0.1:{free_port()}/nodis")
    with running(config) as process:
        said = logged(config, "nodis berhenti")
        assert process.wait(PATIENCE) == 1
    assert said.index("nodis mulai") < said.index("nodis berhenti: basis data tidak dapat dihubungi")
    assert "Periksa [database] url" in said


@pytest.mark.slow
def test_the_log_tells_a_mailbox_that_is_away(tmp_path: Path) -> None:
    config = make_office(tmp_path, mailbox=f"imap://tu@127.0.0.1:{free_port()}/INBOX")
    with running(config):
        said = logged(config, "tidak melayani")
    assert "kotak surat tidak melayani: " in said
    assert "Periksa jaringan" in said


def test_the_log_tells_when_the_mail_server_is_away_and_when_it_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port, now = free_port(), datetime.now(UTC)
    config = make_office(tmp_path, outbox=f"smtp://127.0.0.1:{port}")
    put(tmp_path, "surat", typed_letter())
    with service.open_service(config, now=now) as office, caplog.at_level(logging.INFO, "pipeline.outages"):
        office.run_once()
        office.clock.frozen = now + timedelta(minutes=2)
        office.run_once()
        (away,) = caplog.messages
        assert away.startswith("server surel keluar tidak melayani: ")
        assert "Periksa nama server" in away
        controller = Controller(Faulty(), hostname="127.0.0.1", port=port)
        controller.start()
        try:
            office.clock.frozen = now + timedelta(minutes=30)
            office.run_once()
        finally:
            controller.stop()
        assert caplog.messages[1].startswith("server surel keluar melayani lagi")
        assert len(caplog.messages) == 2


def test_an_outage_is_told_when_it_begins_and_when_it_ends(caplog: pytest.LogCaptureFixture) -> None:
    outages = Outages()
    outages.back("basis data")
    for _ in range(3):
        outages.away("basis data", "mati -> hidupkan")
        outages.away("kotak surat", "jauh")
    outages.back("basis data")
    outages.back("basis data")
    assert caplog.messages == [
        "basis data tidak melayani: mati -> hidupkan",
        "kotak surat tidak melayani: jauh",
        "basis data melayani lagi",
    ]
