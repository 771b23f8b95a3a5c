"""`nodis check` tries what it speaks of, and says what is still open; passwords may change while the service runs."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from typer.testing import CliRunner

from imap_server import PASSWORD, imap_server
from office_folder import TRUST, make_office, put, typed_letter, with_person
from pipeline import checks, service
from pipeline.cli.main import app
from pipeline.config import default_rules, load_rulebook, load_settings, questions, render_settings
from pipeline.errors import MailboxError, StoreAwayError
from pipeline.store.snapshot import snapshot
from postgres_server import PASSWORD as DATABASE_PASSWORD
from postgres_server import start_postgres
from smtp_server import mail_server

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))


def results(config: Path, *, offline: bool = False) -> dict[str, checks.Result]:
    return {one.what: one for one in checks.run(config, offline=offline)}


def about(config: Path, what: str) -> checks.Result:
    (found,) = [one for name, one in results(config).items() if name.startswith(what)]
    return found


# ------------------------------------------------------------------------------------------------ database and storage


def test_an_office_that_has_never_run_can_be_used_and_check_makes_nothing(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    assert about(config, "Basis data").ok
    assert about(config, "Penyimpanan").ok
    assert not (tmp_path / "nodis.db").exists()
    assert not (tmp_path / "data").exists()
    put(tmp_path, "surat", typed_letter())
    with service.open_service(config, now=NOW) as running:
        running.run_once()
    before = sorted(path.name for path in (tmp_path / "data").rglob("*"))
    assert about(config, "Basis data").ok
    assert about(config, "Penyimpanan").ok
    assert sorted(path.name for path in (tmp_path / "data").rglob("*")) == before


def test_a_database_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "nodis.db").mkdir()
    found = about(make_office(tmp_path), "Basis data")
    assert not found.ok
    assert "[database] url" in found.advice
    shutil.rmtree(tmp_path / "nodis.db")
    (tmp_path / "nodis.db").write_bytes(b"bukan basis data" * 1000)
    assert "basis data" in about(make_office(tmp_path), "Basis data").problem


def test_a_storage_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    config.write_text(config.read_text().replace("file:data", "file:/proc/1/nodis"))
    found = about(config, "Penyimpanan")
    assert "tidak dapat ditulisi" in found.problem
    assert "[storage] url" in found.advice


@pytest.mark.server
def test_postgresql_is_tried_with_its_rights_and_its_password_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NODIS_DATABASE__PASSWORD", DATABASE_PASSWORD)
    server = start_postgres()
    url = server.new_database_with_password(in_url=False)
    found = results(make_office(tmp_path, database=url))
    name = next(one for one in found if one.startswith("Basis data"))
    assert found[name].ok
    assert ":***@" in name
    wrong = url.rpartition("/")[0] + "/tidak_ada"
    assert not about(make_office(tmp_path, database=wrong), "Basis data").ok


@pytest.mark.server
def test_a_user_of_postgresql_who_may_make_no_tables_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODIS_DATABASE__PASSWORD", DATABASE_PASSWORD)
    server = start_postgres()
    url = server.new_database_with_password(in_url=False)
    database = url.rpartition("/")[2]
    with psycopg.connect(
        f"host=127.0.0.1 port={server.port} user=postgres dbname={database}", autocommit=True
    ) as connection:
        connection.execute(f"ALTER DATABASE {database} OWNER TO postgres".encode())
    found = about(make_office(tmp_path, database=url), "Basis data")
    assert "tidak boleh membuat tabel" in found.problem
    assert "createdb --owner" in found.advice


# ------------------------------------------------------------------------------------------------------- still left open


def test_what_init_was_answered_by_enter_is_named_and_fails_nothing(tmp_path: Path) -> None:
    answers = {question.key: question.default for question in questions()}
    config = tmp_path / "nodis.toml"
    config.write_text(render_settings(answers, load_rulebook(default_rules())), encoding="utf-8")
    found = results(config, offline=True)
    assert all(one.ok for one in found.values())
    said = found["Nilai contoh"].warning
    for key in (
        "office.name",
        "office.unit_code",
        "office.city",
        "office.street",
        "office.address",
        "person Wahyuni Lestari",
    ):
        assert f"{key} = " in said
    signers = found["NIP penanda tangan"].warning
    assert "Wahyuni Lestari (kantor/kepala" in signers
    assert "Oki Permana (" in signers, "who holds the roles for now"


def test_an_office_of_its_own_with_all_nips_is_told_nothing(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    for key in ("tim", "penyedia", "kabag", "kasubag", "teknisi", "ketua", "anggota", "kadiv", "kepala", "operator"):
        with_person(config, key, 'nip = "196805121993032001"')
    text = config.read_text().replace("kanwil-contoh.example.go.id", "kanwil-sulut.go.id").replace("W.99", "W.25")
    config.write_text(
        text.replace("Kantor Wilayah Contoh", "Kantor Wilayah Sulawesi Utara").replace("Kota Contoh", "Manado")
    )
    found = results(config, offline=True)
    assert (found["Nilai contoh"].warning, found["NIP penanda tangan"].warning) == ("", "")
    config.write_text(config.read_text().replace('email = "ketua@', 'email = "ketua@contoh.', 1))
    assert "ketua@contoh.kanwil-sulut.go.id" in results(config, offline=True)["Nilai contoh"].warning


# ------------------------------------------------------------------------------------------------ whose mail is believed


def said_by(*command: str) -> str:
    """All that a command writes, whichever way, on one line."""
    result = CliRunner().invoke(app, list(command), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return " ".join(re.sub(r"[│|]", " ", result.output).split())


def test_without_a_server_to_believe_check_says_loudly_what_is_unprotected(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    found = results(config, offline=True)["Keaslian pengirim"]
    assert found.ok, "such an office works"
    assert found.warning.startswith("TIDAK TERLINDUNGI: [trust] authserv_id")
    for harm in ("menjawab", "menyetujui", "memperbaiki data", "mencabut perkara", "atas nama"):
        assert harm in found.warning
    assert "docs/pasang.md bagian 2" in found.warning, "what to do"


@pytest.mark.parametrize("command", [("check", "--offline"), ("run", "--once"), ("status",)], ids=lambda one: one[0])
def test_every_command_that_an_operator_looks_at_says_so(tmp_path: Path, command: tuple[str, ...]) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=NOW):
        pass
    assert "TIDAK TERLINDUNGI" in said_by(*command, "--config", str(config))
    make_office(tmp_path, extra=TRUST)
    assert "TIDAK TERLINDUNGI" not in said_by(*command, "--config", str(config))


@pytest.mark.parametrize(
    "empty", ['authserv_id = ""', 'local = ["kanwil-contoh.example.go.id"]'], ids=["empty", "local"]
)
def test_a_trust_without_a_server_protects_nobody_and_is_not_said_to(tmp_path: Path, empty: str) -> None:
    config = make_office(tmp_path, extra=f"\n[trust]\n{empty}\n")
    found = results(config, offline=True)
    assert any("TIDAK TERLINDUNGI" in one.warning or not one.ok for one in found.values())


# --------------------------------------------------------------------------------------------------- passwords that change


@pytest.mark.server
def test_a_password_file_that_changes_is_taken_without_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    mailbox, outbox = tmp_path / "mailbox.txt", tmp_path / "outbox.txt"
    mailbox.write_text("lama\n")
    outbox.write_text("lama\n")
    environ = {"NODIS_MAILBOX__PASSWORD_FILE": str(mailbox), "NODIS_OUTBOX__PASSWORD_FILE": str(outbox)}
    with imap_server() as imap, mail_server() as smtp:
        monkeypatch.setenv("SSL_CERT_FILE", str(smtp.authority))
        way_out = f"smtp://nodis@localhost:{smtp.port}?starttls=1"
        config = make_office(tmp_path, mailbox=imap.url, outbox=way_out)
        imap.deliver("surat", typed_letter())
        with service.open_service(config, now=now, environ=environ) as running:
            with pytest.raises(MailboxError, match="menolak masuk"):
                running.run_once()
            mailbox.write_text(f"{PASSWORD}\n")
            assert running.run_once() == 1
            with running.store.reading() as tx:
                waiting = tx.sums().outbox["queued"]
            assert waiting, "the mail server still refuses"
            outbox.write_text("rahasia\n")
            running.clock.frozen = now + timedelta(minutes=5)
            running.run_once()
            assert len(smtp.delivered(waiting)) >= waiting


@pytest.mark.server
@pytest.mark.xdist_group("postgresql")
def test_a_database_password_that_changes_is_taken_without_a_restart(tmp_path: Path) -> None:
    server, file = start_postgres(), tmp_path / "database.txt"
    file.write_text(f"{DATABASE_PASSWORD}\n")
    config = make_office(tmp_path, database=server.new_database_with_password(in_url=False))
    environ = {"NODIS_DATABASE__PASSWORD_FILE": str(file)}
    now = datetime.now(UTC)
    try:
        with service.open_service(config, now=now, environ=environ) as running:
            put(tmp_path, "satu", typed_letter(1))
            assert running.run_once() == 1
            server.change_password("ganti: %41/@ '")
            file.write_text("ganti: %41/@ '\n")
            put(tmp_path, "dua", typed_letter(2))
            assert run_until_taken(running) == 1  # rows by our connections, jobs by those of DBOS
            with running.store.reading() as tx:
                assert [case.id for case in tx.cases()] == ["2026-0001", "2026-0002"]
            folder = tmp_path / "salinan"
            folder.mkdir()
            assert snapshot(running.store.url, folder).stat().st_size > 0
    finally:
        server.change_password(DATABASE_PASSWORD)


def run_until_taken(running: service.Service) -> int:
    """Connections that were cut a moment ago may still be taken for good, once each; `nodis run` goes on as this does."""
    for _ in range(20):
        try:
            return running.run_once()
        except StoreAwayError:
            continue
    return 0


def test_a_password_that_was_given_itself_stays(tmp_path: Path) -> None:
    file = tmp_path / "rahasia.txt"
    file.write_text("satu\n")
    config = make_office(tmp_path)
    by_file = load_settings(config, {"NODIS_MAILBOX__PASSWORD_FILE": str(file)}).mailboxes[""]
    by_itself = load_settings(config, {"NODIS_MAILBOX__PASSWORD": "satu"}).mailboxes[""]
    assert (by_file.password_now(), by_itself.password_now()) == ("satu", "satu")
    file.write_text("dua\n")
    assert (by_file.password_now(), by_itself.password_now()) == ("dua", "satu")
    file.unlink()
    assert by_file.password_now() == "satu"
