"""People and roles against the rulebook; and the file that `nodis init` writes."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.config import (
    Settings,
    check_directory,
    default_rules,
    default_samples,
    load_rulebook,
    load_settings,
    questions,
    render_settings,
)
from pipeline.model import Absence, Person
from pipeline.rulebook import Directory, Rulebook


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(default_rules())


@pytest.fixture(scope="module")
def shipped() -> Settings:
    return load_settings(default_samples() / "office.toml", {})


def with_people(settings: Settings, *people: Person) -> Settings:
    return settings.model_copy(update={"directory": Directory(people=people)})


def without(settings: Settings, role: str) -> Settings:
    people = [
        replace(person, roles=tuple(one for one in person.roles if one != role)) for person in settings.directory.people
    ]
    return with_people(settings, *people)


def test_the_shipped_office_holds_every_role(shipped: Settings, rulebook: Rulebook) -> None:
    assert check_directory(shipped, rulebook) == ()


@pytest.mark.parametrize("role", ["kantor/kepala", "kantor/operator", "gangguan-jaringan/kabag", "hak-akses/anggota"])
def test_a_role_that_nobody_holds_is_told(shipped: Settings, rulebook: Rulebook, role: str) -> None:
    assert check_directory(without(shipped, role), rulebook) == (f"peran {role} tidak dipegang siapa pun",)


def test_a_role_with_a_stand_in_may_stay_empty(shipped: Settings, rulebook: Rulebook) -> None:
    assert check_directory(without(shipped, "bandwidth/penyedia"), rulebook) == ()  # D4: Anggota, where there is none


def test_what_is_wrong_with_a_person_is_told(shipped: Settings, rulebook: Rulebook) -> None:
    def problems(**values: object) -> str:
        person = replace(Person(name="Tono", email="tono@kantor.example.go.id"), **values)  # type: ignore[arg-type]
        return "\n".join(check_directory(with_people(shipped, *shipped.directory.people, person), rulebook))

    assert problems() == ""
    assert "yang boleh: gangguan-jaringan/kabag" in problems(roles=("gangguan-jaringan/kabbag",))
    assert "kantor/..." in problems(roles=("kabag",))
    assert "'gangguan-jaringan/pelapor' tidak dikenal" in problems(roles=("gangguan-jaringan/pelapor",))
    assert "dipakai 2 orang" in problems(email=shipped.directory.people[0].email)
    assert "bukan alamat surel" in problems(email="tono")
    assert "alamat layanan ini sendiri" in problems(email=shipped.office.address)
    assert "18 angka, bukan 9" in problems(nip="130456789")

    def away(deputy: str, start: int = 2, end: int = 6) -> str:
        return problems(away=(Absence(start=date(2026, 3, start), end=date(2026, 3, end), deputy=deputy),))

    known = shipped.directory.people[0].email
    assert away(known) == ""
    assert "pengganti nobody@kantor.example.go.id tidak ada" in away("nobody@kantor.example.go.id")
    assert "pengganti dirinya sendiri" in away("tono@kantor.example.go.id")
    assert "berakhir 2026-03-02 sebelum mulai 2026-03-06" in away(known, 6, 2)


def test_init_writes_a_file_that_is_accepted(tmp_path: Path, rulebook: Rulebook) -> None:
    path = tmp_path / "nodis.toml"
    path.write_text(render_settings({one.key: one.default for one in questions()}, rulebook), encoding="utf-8")
    settings = load_settings(path, {})
    assert check_directory(settings, rulebook) == ()
    assert all(sop.title in path.read_text(encoding="utf-8") for sop in rulebook.sops.values())


def test_init_takes_whatever_is_answered(tmp_path: Path, rulebook: Rulebook) -> None:
    answers = {one.key: one.default for one in questions()} | {
        "name": 'Kantor "Contoh" \\ Cabang # 1',
        "letterhead": " KEMENTERIAN ; ; REPUBLIK ",
        "head_name": "Ny. Sri\tWahyuni \x7f",
    }
    text = render_settings(answers, rulebook)
    assert tomllib.loads(text)["office"]["letterhead"] == ["KEMENTERIAN", "REPUBLIK"]
    (tmp_path / "nodis.toml").write_text(text, encoding="utf-8")
    settings = load_settings(tmp_path / "nodis.toml", {})
    assert settings.office.name == answers["name"]
    assert settings.directory.holders("kantor/kepala")[0].name == answers["head_name"]
