"""People and roles against the rulebook; and the file that `nodis init` writes."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
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


TODAY = date(2026, 3, 4)


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
    assert check_directory(shipped, rulebook, today=TODAY) == ()


@pytest.mark.parametrize("role", ["kantor/kepala", "kantor/operator", "gangguan-jaringan/kabag", "hak-akses/anggota"])
def test_a_role_that_nobody_holds_is_told(shipped: Settings, rulebook: Rulebook, role: str) -> None:
    assert check_directory(without(shipped, role), rulebook, today=TODAY) == (f"peran {role} tidak dipegang siapa pun",)


def test_a_role_with_a_stand_in_may_stay_empty(shipped: Settings, rulebook: Rulebook) -> None:
    assert (
        check_directory(without(shipped, "bandwidth/penyedia"), rulebook, today=TODAY) == ()
    )  # D4: Anggota, where there is none


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"until": TODAY}, ""),
        ({"until": TODAY - timedelta(days=1)}, "masa tugas pemegangnya sudah berakhir ({name} sampai 2026-03-03)"),
        ({"away": "there"}, ""),
        ({"away": "left"}, "{name} tidak di tempat"),
        ({"away": "away"}, "{name} tidak di tempat"),
    ],
)
def test_a_role_without_a_holder_who_is_there_is_told(
    shipped: Settings, rulebook: Rulebook, changes: dict[str, object], told: str
) -> None:
    """Of one holder who has left or is away, with a deputy who is there, has left, or is away himself."""
    role, day = "gangguan-jaringan/kabag", (TODAY, TODAY)
    gone = Absence(start=day[0], end=day[1], deputy="wakil@kantor.example.go.id")
    deputy = Person(name="Wakil", email=gone.deputy)
    if changes.get("away") == "left":
        deputy = replace(deputy, until=TODAY - timedelta(days=1))
    if changes.get("away") == "away":
        deputy = replace(deputy, away=(replace(gone, deputy=shipped.directory.people[0].email),))
    changed = {**changes, **({"away": (gone,)} if "away" in changes else {})}
    people = [replace(one, **changed) if role in one.roles else one for one in shipped.directory.people]  # type: ignore[arg-type]
    (name,) = (one.name for one in people if role in one.roles)
    problems = check_directory(with_people(shipped, *people, deputy), rulebook, today=TODAY)
    mine = [one for one in problems if one.startswith(f"peran {role} ")]
    assert len(mine) == bool(told)
    assert told.format(name=name) in "".join(mine)


def test_a_deputy_who_leaves_before_his_time_is_over_is_told(shipped: Settings, rulebook: Rulebook) -> None:
    gone = Absence(start=TODAY, end=TODAY + timedelta(days=5), deputy="wakil@kantor.example.go.id")
    first, *rest = shipped.directory.people
    for until, told in ((gone.end, False), (TODAY + timedelta(days=1), True)):
        deputy = Person(name="Wakil", email=gone.deputy, until=until)
        settings = with_people(shipped, replace(first, away=(gone,)), *rest, deputy)
        assert any("Wakil berakhir" in one for one in check_directory(settings, rulebook, today=TODAY)) is told


def test_what_is_wrong_with_a_person_is_told(shipped: Settings, rulebook: Rulebook) -> None:
    def problems(**values: object) -> str:
        person = replace(Person(name="Tono", email="tono@kantor.example.go.id"), **values)  # type: ignore[arg-type]
        return "\n".join(
            check_directory(with_people(shipped, *shipped.directory.people, person), rulebook, today=TODAY)
        )

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
    assert check_directory(settings, rulebook, today=TODAY) == ()
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
