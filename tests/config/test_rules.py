"""Rule files: overridden one by one, refused with file, line, key and what is allowed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pipeline.config import default_rules, load_rulebook
from pipeline.errors import ConfigurationError

SOPS = {"keluhan-aplikasi", "gangguan-jaringan", "hak-akses", "bandwidth", "masalah-software"}


def own(folder: Path, name: str, old: str, new: str) -> Path:
    """An office's own copy of one shipped file, changed in one place."""
    text = (default_rules() / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(ConfigurationError) as raised:
        load_rulebook(folder)
    assert raised.value.advice
    return str(raised.value)


def test_the_shipped_rules_are_the_five_sops() -> None:
    rulebook = load_rulebook(default_rules())
    assert set(rulebook.sops) == SOPS
    assert re.fullmatch(r"[0-9a-f]{64}", rulebook.digest)


OWN = """\
units: [Balai Contoh (Baru)]
applications: [SIMONTOK]
places: [joglo]
abbreviations: {Simda: sistem informasi daerah}
routes:
  - {sop: hak-akses, subject: [formulir akun], sender: ["@pusat.example.go.id"]}
"""


def test_an_office_adds_words_and_routes_of_its_own_in_a_few_lines(tmp_path: Path) -> None:
    shipped = load_rulebook(default_rules())
    (tmp_path / "kantor.yaml").write_text(OWN, encoding="utf-8")
    rulebook = load_rulebook(tmp_path)
    assert rulebook.labels.applications == (*shipped.labels.applications, "SIMONTOK")
    assert rulebook.labels.places == (*shipped.labels.places, "joglo")
    assert rulebook.labels.slang == {**shipped.labels.slang, "simda": "sistem informasi daerah"}
    found = rulebook.labels.unit_pattern.search("kantor kami, Balai Contoh (Baru) Malang, meminta")
    assert found
    assert found[0] == "Balai Contoh (Baru) Malang"
    assert [route.sop for route in rulebook.own_routes] == ["hak-akses"]
    assert rulebook.digest != shipped.digest


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("sop: hak-akses", "sop: hak-akse", 6, "hak-akse"),
        ("applications:", "aplikasi:", 2, "aplikasi"),
        ("[joglo]", "joglo", 3, "places"),
        ('subject: [formulir akun], sender: ["@pusat.example.go.id"]', "subject: ['']", 6, "sedikitnya satu kata"),
        (', subject: [formulir akun], sender: ["@pusat.example.go.id"]', "", 6, "sedikitnya satu kata"),
    ],
)
def test_what_is_wrong_in_it_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in OWN
    (tmp_path / "kantor.yaml").write_text(OWN.replace(old, new), encoding="utf-8")
    problem = refused(tmp_path)
    assert f"kantor.yaml:{line}" in problem
    assert said in problem


def test_a_key_that_no_longer_counts_is_named_and_stops_nothing(tmp_path: Path) -> None:
    folder = own(tmp_path, "answers.yaml", "  TUNDA:\n", "  TUNDA:\n    needs: [tunda, undur]\n")
    rulebook = load_rulebook(folder)
    assert rulebook.answers == load_rulebook(default_rules()).answers
    (said,) = rulebook.retired
    line = (folder / "answers.yaml").read_text(encoding="utf-8").split("\n").index("    needs: [tunda, undur]") + 1
    assert f"answers.yaml:{line}: answers.TUNDA.needs: tidak berlaku lagi." in said
    assert "vetoes" in said, "what takes its place"


def test_an_empty_folder_means_the_shipped_rules(tmp_path: Path) -> None:
    assert load_rulebook(tmp_path) == load_rulebook(default_rules())


def test_one_own_file_overrides_and_changes_the_digest(tmp_path: Path) -> None:
    shipped = load_rulebook(default_rules())
    changed = load_rulebook(own(tmp_path, "sop/bandwidth.yaml", "short: ", "short: Lain "))
    assert changed.sops["bandwidth"].short == f"Lain {shipped.sops['bandwidth'].short}"
    assert changed.sops["hak-akses"] == shipped.sops["hak-akses"]
    assert changed.digest != shipped.digest


def test_an_office_may_add_an_sop_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(default_rules() / "sop", tmp_path / "sop")
    text = (tmp_path / "sop" / "bandwidth.yaml").read_text(encoding="utf-8")
    (tmp_path / "sop" / "bandwidth-khusus.yaml").write_text(
        text.replace("id: bandwidth", "id: bandwidth-khusus"), encoding="utf-8"
    )
    assert set(load_rulebook(tmp_path).sops) == SOPS | {"bandwidth-khusus"}


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("sop/gangguan-jaringan.yaml", "short: ", "pendek: ", r"pendek: kunci tidak dikenal \(yang boleh: id, .*short"),
        ("sop/gangguan-jaringan.yaml", "actor: kabag", "aktor: kabag", r"steps\.2\.aktor: .*yang boleh: actor, "),
        ("sop/gangguan-jaringan.yaml", "SETUJU:", "SETUJUI:", r"steps\.2\.answers\.SETUJUI: .*yang boleh: SELESAI, "),
        (
            "sop/gangguan-jaringan.yaml",
            "minutes: 30",
            "minutes: lama",
            r"steps\.\d\.limit\.minutes: harus bilangan bulat",
        ),
        ("sop/gangguan-jaringan.yaml", "minutes: 30", "minutes: -1", r"limit\.minutes: harus lebih besar dari 0"),
        ("sop/gangguan-jaringan.yaml", "send: ", "send: salah", r"send: .*tidak dikenal \(yang boleh: acknow"),
        ("letters.yaml", "template: ", "templat: ", r"templat: kunci tidak dikenal \(yang boleh: title, template"),
        ("routing.yaml", "minimum: ", "minimum: x", r"minimum: harus angka"),
        ("asks.yaml", "label: ", "lable: ", r"lable: kunci tidak dikenal \(yang boleh: label, "),
    ],
)
def test_an_error_names_file_line_key_and_what_is_allowed(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    message = refused(own(tmp_path, name, old, new))
    found = re.search(rf"^{re.escape(str(tmp_path / name))}:(\d+): .*{said}", message, re.MULTILINE)
    assert found, message
    line = (tmp_path / name).read_text(encoding="utf-8").splitlines()[int(found[1]) - 1]
    assert new.strip().split(":")[0] in line


def test_a_value_of_the_wrong_shape_is_said_once(tmp_path: Path) -> None:
    text = (default_rules() / "sop/gangguan-jaringan.yaml").read_text(encoding="utf-8")
    changed = re.sub(r'\bto: "3"', "to: 3", text, count=1)
    assert changed != text
    (tmp_path / "sop").mkdir()
    (tmp_path / "sop/gangguan-jaringan.yaml").write_text(changed, encoding="utf-8")
    message = refused(tmp_path)
    assert re.search(r"answers\.\w+\.to: harus teks; beri tanda petik, atau harus daftar", message), message
    assert "\n" not in message


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    folder = own(tmp_path, "asks.yaml", "label: ", "label: Satu\n  label: ")
    assert re.search(r"asks\.yaml:\d+: kunci 'label' ditulis dua kali", refused(folder))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "asks.yaml:1: berkas: harus pasangan kunci dan nilai"),
        (b"penyebab: [", "asks.yaml:1: "),
        (b"penyebab:\n\tlabel: x\n", "asks.yaml:2: "),
        (b"penyebab:\n  label: K\xe9\n", "asks.yaml:2: bukan UTF-8"),
        (b"penyebab: {label: \x00}\n", "asks.yaml: "),
        (b"? [a]\n: b\n", "asks.yaml:1: "),
        (b"penyebab: !!python/object/apply:os.system ['true']\n", "asks.yaml:1: "),
    ],
)
def test_a_broken_file_is_refused_without_a_traceback(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "asks.yaml").write_bytes(content)
    assert said in refused(tmp_path)


@pytest.mark.parametrize("name", ["routng.yaml", "asks.yml", "sop/bandwidth.yml"])
def test_a_misspelt_file_is_not_silently_ignored(tmp_path: Path, name: str) -> None:
    (tmp_path / "sop").mkdir()
    (tmp_path / name).write_text("{}", encoding="utf-8")
    message = refused(tmp_path)
    assert name in message
    assert "tidak dikenal" in message


def test_an_sop_must_be_called_like_its_file(tmp_path: Path) -> None:
    message = refused(own(tmp_path, "sop/bandwidth.yaml", "id: bandwidth", "id: lebar-pita"))
    assert "bandwidth.yaml:" in message
    assert "id: 'lebar-pita'" in message


@pytest.mark.parametrize("name", ["labels.yaml", "kinds.yaml"])
def test_a_broken_pattern_is_found_at_load(tmp_path: Path, name: str) -> None:
    key = {"labels.yaml": "units:", "kinds.yaml": "bounce_subjects:"}[name]
    text = (default_rules() / name).read_text(encoding="utf-8")
    before, _, after = text.partition(f"\n{key}")
    rest = re.sub(r"\A.*?\n(?=\S)", "\n", after + "\nx", count=1, flags=re.DOTALL).removesuffix("\nx")
    (tmp_path / name).write_text(f"{before}\n{key}\n  - 'baik'\n  - 'Lapas ('\n{rest}", encoding="utf-8")
    message = refused(tmp_path)
    line = int(re.search(rf"{re.escape(name)}:(\d+): {key}1: 'Lapas \('".replace(":1:", r"\.1:"), message)[1])  # type: ignore[index]
    assert "Lapas (" in (tmp_path / name).read_text(encoding="utf-8").splitlines()[line - 1]


@pytest.mark.parametrize("nest", ["[", "- ", "{a: "])
def test_a_file_nested_without_end_is_refused(tmp_path: Path, nest: str) -> None:
    (tmp_path / "asks.yaml").write_text(f"penyebab: {nest * 50_000}" if nest != "- " else nest * 50_000)
    assert "bersarang terlalu dalam" in refused(tmp_path)


@pytest.mark.parametrize("value", ["2026-13-01", "2026-02-30 25:00:00", "!!int x", "!!float x"])
def test_what_only_looks_like_a_value_is_refused_with_its_line(tmp_path: Path, value: str) -> None:
    (tmp_path / "asks.yaml").write_text(f"# baris pertama\npenyebab: {value}\n", encoding="utf-8")
    assert "asks.yaml:2: bukan nilai yang sah" in refused(tmp_path)
