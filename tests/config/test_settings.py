"""`nodis.toml`: what it may say, what the environment may say instead, and how errors read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.config import Settings, default_rules, default_samples, default_templates, load_settings
from pipeline.errors import ConfigurationError

OFFICE = """
[office]
name = "Kantor Contoh"
unit_code = "W.99"
city = "Kota Contoh"
timezone = "Asia/Makassar"
address = "Layanan@kantor.example.go.id"
"""
PLACES = """
[mailbox]
url = "maildir:masuk"
[outbox]
url = "maildir:keluar"
"""
PEOPLE = """
[[person]]
name = "Wahyuni Lestari"
email = "Kepala@kantor.example.go.id"
nip = "19680512 199303 2 001"
roles = ["kantor/kepala"]
away = [{ from = 2026-03-03, to = 2026-03-06, deputy = "Wakil@kantor.example.go.id" }]

[[person]]
name = "Wakil Kepala"
email = "wakil@kantor.example.go.id"
"""


def load(folder: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    path = folder / "nodis.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, environ or {})


def refused(folder: Path, text: str, environ: dict[str, str] | None = None) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as raised:
        load(folder, text, environ)
    return raised.value


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if words in line)


def test_the_shortest_file_gets_the_usual_values(tmp_path: Path) -> None:
    settings = load(tmp_path, OFFICE + PLACES)
    assert settings.base == tmp_path
    assert settings.office.address == "layanan@kantor.example.go.id"
    assert settings.database.url == "sqlite:///nodis.db"
    assert settings.storage.url == "file:data"
    assert settings.limits.max_mail_bytes == 35_000_000
    assert settings.limits.mails_per_hour == 30
    assert settings.rules.path == default_rules()
    assert settings.templates.path == default_templates()
    assert settings.mailboxes[""].password is None


def test_settings_are_frozen(tmp_path: Path) -> None:
    settings = load(tmp_path, OFFICE + PLACES)
    with pytest.raises(ValidationError, match="frozen"):
        settings.base = Path()  # type: ignore[misc]  # what is shown to fail


def test_people_are_normalised(tmp_path: Path) -> None:
    directory = load(tmp_path, OFFICE + PLACES + PEOPLE).directory
    (head,) = directory.holders("kantor/kepala")
    assert head.email == "kepala@kantor.example.go.id"
    assert head.nip == "196805121993032001"
    assert (head.away[0].start, head.away[0].end) == (date(2026, 3, 3), date(2026, 3, 6))
    assert head.away[0].deputy == "wakil@kantor.example.go.id"


def test_own_folders_start_at_the_file(tmp_path: Path) -> None:
    (tmp_path / "aturan").mkdir()
    settings = load(tmp_path, OFFICE + PLACES + '[rules]\npath = "aturan"\n')
    assert settings.rules.path == tmp_path / "aturan"


def test_an_own_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    text = OFFICE + PLACES + '[rules]\npath = "atruan"\n'
    error = refused(tmp_path, text)
    assert f"nodis.toml:{line_of(text, 'atruan')}: rules.path" in str(error)


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    environ = {
        "NODIS_MAILBOX__URL": "imaps://layanan@surel.example.go.id/INBOX",
        "NODIS_MAILBOX__PASSWORD": "[rahasia}",
        "NODIS_LIMITS__MAILS_PER_HOUR": "50",
        "NODIS_TRUST__LOCAL": '["kantor.example.go.id"]',
        "NODIS_KILLS": "all",
        "OTHER__THING": "x",
    }
    settings = load(tmp_path, OFFICE + PLACES, environ)
    assert settings.mailboxes[""].url == "imaps://layanan@surel.example.go.id/INBOX"
    assert settings.mailboxes[""].password == environ["NODIS_MAILBOX__PASSWORD"]
    assert settings.limits.mails_per_hour == 50
    assert settings.trust.local == ("kantor.example.go.id",)


def test_the_environment_may_give_a_section_that_the_file_lacks(tmp_path: Path) -> None:
    settings = load(tmp_path, OFFICE, {"NODIS_MAILBOX__URL": "maildir:masuk", "NODIS_OUTBOX__URL": "maildir:keluar"})
    assert settings.outbox.url == "maildir:keluar"


def test_further_mailboxes_have_names_and_passwords_of_their_own(tmp_path: Path) -> None:
    text = OFFICE + PLACES + '[mailboxes.aduan]\nurl = "imaps://aduan@surel.example.go.id/INBOX"\n'
    secret = tmp_path / "kata-sandi"
    secret.write_text("rahasia\n", encoding="utf-8")
    environ = {"NODIS_MAILBOXES__ADUAN__PASSWORD_FILE": str(secret), "NODIS_MAILBOXES__LAMA__URL": "maildir:lama"}
    boxes = load(tmp_path, text, environ).mailboxes
    assert {name: (box.url, box.password) for name, box in boxes.items()} == {
        "": ("maildir:masuk", None),
        "aduan": ("imaps://aduan@surel.example.go.id/INBOX", "rahasia"),
        "lama": ("maildir:lama", None),
    }


@pytest.mark.parametrize(
    ("table", "environ", "said"),
    [
        ('[mailboxes.aduan]\npassword = "x"\n', {}, "NODIS_MAILBOXES__ADUAN__PASSWORD"),
        ('[mailboxes.aduan]\nurl = "imaps://a:x@surel.example/INBOX"\n', {}, "mailboxes.aduan.url: memuat kata sandi"),
        ("[mailboxes.Aduan]\nurl = 'maildir:a'\n", {}, "mailboxes.Aduan"),
        ("[mailboxes.lain]\nurl = 'maildir:a'\n[mailboxes.aduan]\nurk = 'maildir:b'\n", {}, ":{line}: mailboxes.aduan.urk"),
        ("", {"NODIS_MAILBOXES__ADUAN__PASSWORD": "x"}, "NODIS_MAILBOXES__ADUAN__PASSWORD: mailboxes.aduan.url: wajib diisi"),
        ("", {"NODIS_MAILBOXES__ADUAN__URL": "imaps://a:x@surel.example/I"}, "NODIS_MAILBOXES__ADUAN__URL: memuat kata sandi"),
        ("mailboxes = 3\n", {"NODIS_MAILBOXES__ADUAN__URL": "maildir:a"}, "mailboxes"),
        ("", {"NODIS_MAILBOXES__ADUAN__PASSWORD": "x", "NODIS_MAILBOXES__ADUAN__PASSWORD_FILE": __file__}, "sama-sama ada"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_further_mailbox_names_it(
    table: str, environ: dict[str, str], said: str, tmp_path: Path
) -> None:
    text = table + OFFICE + PLACES if table.startswith("mailboxes") else OFFICE + PLACES + table
    error = refused(tmp_path, text, environ)
    wanted = said.format(line=line_of(text, "urk")) if "urk" in said else said
    assert wanted in f"{error} {error.advice}"


def test_the_environment_may_give_all_people(tmp_path: Path) -> None:
    person = '[{"name": "Oki", "email": "oki@kantor.example.go.id", "roles": ["kantor/operator"]}]'
    settings = load(tmp_path, OFFICE + PLACES + PEOPLE, {"NODIS_PERSON": person})
    assert [one.name for one in settings.directory.people] == ["Oki"]


def test_a_password_file_is_read_without_its_last_line_end(tmp_path: Path) -> None:
    secret = tmp_path / "kata-sandi"
    words = " dengan spasi "
    secret.write_text(f"{words}\n", encoding="utf-8")
    settings = load(tmp_path, OFFICE + PLACES, {"NODIS_OUTBOX__PASSWORD_FILE": str(secret)})
    assert settings.outbox.password == words


def test_passwords_are_not_shown(tmp_path: Path) -> None:
    url = '[database]\nurl = "postgresql+psycopg://nodis@basis.example.go.id/nodis"\n'
    environ = {"NODIS_MAILBOX__PASSWORD": "sangat-rahasia", "NODIS_DATABASE__PASSWORD": "sangat-rahasia"}
    settings = load(tmp_path, OFFICE + PLACES + url, environ)
    assert "sangat-rahasia" not in repr(settings)


def test_a_database_password_joins_its_url(tmp_path: Path) -> None:
    url = '[database]\nurl = "postgresql+psycopg://nodis@basis.example.go.id/nodis"\n'
    settings = load(tmp_path, OFFICE + PLACES + url, {"NODIS_DATABASE__PASSWORD": "a/b@c"})
    assert settings.database.url == "postgresql+psycopg://nodis:a%2Fb%40c@basis.example.go.id/nodis"
    assert "pengguna" in refused(tmp_path, OFFICE + PLACES, {"NODIS_DATABASE__PASSWORD": "x"}).advice


@pytest.mark.parametrize(
    ("bad", "key"),
    [
        ('[mailbox]\nurl = "maildir:m"\npassword = "x"\n[outbox]\nurl = "maildir:k"\n', "mailbox.password"),
        ('[mailbox]\nurl = "imaps://a:b@surel.example.go.id/INBOX"\n[outbox]\nurl = "maildir:k"\n', "mailbox.url"),
        (PLACES + '[database]\nurl = "postgresql+psycopg://a:b@basis.example.go.id/n"\n', "database.url"),
    ],
)
def test_secrets_in_the_file_are_refused_with_advice(tmp_path: Path, bad: str, key: str) -> None:
    text = OFFICE + bad
    error = refused(tmp_path, text)
    line = line_of(text, "password" if key.endswith("password") else ":b@")
    assert f"nodis.toml:{line}: {key}: " in str(error)
    section = key.partition(".")[0].upper()
    assert f"NODIS_{section}__PASSWORD" in error.advice
    assert f"NODIS_{section}__PASSWORD_FILE" in error.advice


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"NODIS_MAILBOX__URL": "imaps://a:b@surel.example.go.id/INBOX"}, "NODIS_MAILBOX__URL"),
        ({"NODIS_MAILBOX__PASSWORD_FILE": "/tidak/ada"}, "NODIS_MAILBOX__PASSWORD_FILE"),
        ({"NODIS_MAILBOX__PASSWORD": "a", "NODIS_MAILBOX__PASSWORD_FILE": "/dev/null"}, "NODIS_MAILBOX__PASSWORD"),
        ({"NODIS_TRUST__LOCAL": "[a"}, "NODIS_TRUST__LOCAL"),
        ({"NODIS_TRUST__LOCAL": "a.example"}, "NODIS_TRUST__LOCAL"),
        ({"NODIS_MAILBOKS__URL": "maildir:x"}, "NODIS_MAILBOKS__URL"),
        ({"NODIS_LIMITS__MAILS_PER_HOUR": "banyak"}, "NODIS_LIMITS__MAILS_PER_HOUR"),
    ],
)
def test_errors_from_the_environment_name_the_variable(tmp_path: Path, environ: dict[str, str], name: str) -> None:
    assert name in str(refused(tmp_path, OFFICE + PLACES, environ))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('timezone = "Asia/Makassar"', 'timezone = "WITA"', "office.timezone: bukan zona waktu"),
        ('city = "Kota Contoh"', "city = 7", "office.city: harus teks"),
        ('city = "Kota Contoh"', 'citi = "Kota Contoh"', "office.citi: kunci tidak dikenal (yang boleh: "),
        ('name = "Wakil Kepala"', 'nama = "Wakil Kepala"', "person.1.nama: kunci tidak dikenal (yang boleh: name, "),
        ("roles = [", 'roles = "kantor/kepala" #', "person.0.roles: harus daftar"),
        ("from = 2026-03-03", 'from = "Selasa"', "person.0.away.0.from: harus tanggal"),
        ("[outbox]", "[outboks]", "outboks: kunci tidak dikenal (yang boleh: office, mailbox, mailboxes, outbox, "),
    ],
)
def test_an_error_names_line_key_and_what_is_allowed(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (OFFICE + PLACES + PEOPLE).replace(old, new)
    message = str(refused(tmp_path, text))
    line = text[: text.index(new)].count("\n") + 1
    assert f"nodis.toml:{line}: {said}" in message


def test_every_error_is_reported_at_once(tmp_path: Path) -> None:
    text = OFFICE.replace('city = "Kota Contoh"\n', "") + PLACES.replace("maildir:masuk", "").replace('""', "1")
    message = str(refused(tmp_path, text))
    assert "office.city: wajib diisi" in message
    assert "mailbox.url: harus teks" in message


def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    assert "nodis.toml:3: bukan TOML" in str(refused(tmp_path, '[office]\nname = "x"\ncity = \n'))


def test_a_file_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_settings(tmp_path / "nodis.toml", {})
    assert "nodis init" in raised.value.advice
    assert raised.value.exit_code == 2


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nodis.toml"
    path.write_bytes(b'[office]\nname = "K\xe9"\n')
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_settings(path, {})


def test_the_shipped_office_is_accepted() -> None:
    settings = load_settings(default_samples() / "office.toml", {})
    assert settings.office.unit_code == "W.99"
    assert len(settings.directory.people) >= 12
