"""What is wrong with a template is said with file and line, before any mail is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import mails
from pipeline.errors import ConfigurationError
from pipeline.outbox import Templates, check_templates
from pipeline.outbox.templates import NAMES, SAYS
from pipeline.sop.mails import TEMPLATES as ENGINE

SHIPPED = mails.ROOT / "templates"


def own(tmp_path: Path, name: str, source: str) -> Path:
    folder = tmp_path / "templates"
    (folder / "mail").mkdir(parents=True)
    (folder / "mail" / name).write_text(source, encoding="utf-8")
    return folder


def test_the_shipped_templates_are_sound() -> None:
    assert check_templates(SHIPPED) == ()
    assert check_templates(SHIPPED / "mail") == ()


def test_every_mail_of_the_engine_has_its_templates() -> None:
    assert set(ENGINE) <= set(NAMES)
    shipped = {path.name for path in (SHIPPED / "mail").glob("[a-z]*.j2")}
    assert shipped == {f"{name}.{kind}.j2" for name in NAMES for kind in ("txt", "html")}


@pytest.mark.parametrize(
    ("name", "source", "line", "says"),
    [
        ("status.txt.j2", "Perihal: a\n\n{% if case %}\n", 3, "endif"),
        ("status.txt.j2", "Perihal: a\n{{ case.id }\n", 2, "unexpected"),
        ("status.html.j2", "<p>{{ case.id|uper }}</p>", 1, "uper"),
        ("status.txt.j2", "Perihal: a\n\n{{ perkara.id }}\n", 3, '"perkara" tidak dikenal'),
        ("status.txt.j2", "Perihal: a\n{{ case.nomor }}\n", 2, '"case.nomor" tidak dikenal'),
        ("status.txt.j2", "Perihal: a\n{{ says.noot }}\n", 2, '"says.noot" tidak dikenal'),
        ("status.txt.j2", "Keadaan\n{{ case.id }}\n", 1, "Perihal:"),
        ("_bagian.txt.j2", "{% macro a(x) %}{{ y }}{% endmacro %}", 1, '"y" tidak dikenal'),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, name: str, source: str, line: int, says: str) -> None:
    (problem,) = check_templates(own(tmp_path, name, source))
    assert problem.startswith(f"{tmp_path / 'templates' / 'mail' / name}:{line}: ")
    assert says in problem


def test_what_a_template_may_use_counts_as_known(tmp_path: Path) -> None:
    source = (
        "Perihal: a\n{% macro m(x) %}{{ x }}{% endmacro %}{% set y = 1 %}{{ m(y) }}"
        "{% for choice in sops %}{{ choice.phrase }}{{ loop.index }}{% endfor %}"
        + "".join(f"{{{{ says['{key}'] }}}}" for key in sorted(SAYS))
    )
    assert check_templates(own(tmp_path, "status.txt.j2", source)) == ()


def test_an_office_changes_one_template_and_keeps_the_others(tmp_path: Path) -> None:
    folder = own(tmp_path, "status.txt.j2", "Perihal: Kabar\n\nHalo {{ case.id }}\n")
    effect, case = mails.samples()["status"]
    written = mails.put_in_words(effect, case, changed=Templates(folder))
    assert written.text == "Halo 2026-0042\n"
    assert written.subject.endswith("Kabar [2026-0042]")
    assert "Budi Prakoso" in written.html
    duplicate = mails.put_in_words(*mails.samples()["duplicate"], changed=Templates(folder))
    assert "2026-0042" in duplicate.text


@pytest.mark.parametrize("source", ["Perihal: {{ case.id", "Perihal: {{ sop.nomor }}", "Kabar", ""])
def test_a_broken_template_is_a_configuration_error(tmp_path: Path, source: str) -> None:
    folder = own(tmp_path, "status.txt.j2", source)
    with pytest.raises(ConfigurationError, match=r"mail/status") as caught:
        mails.put_in_words(*mails.samples()["status"], changed=Templates(folder))
    assert "nodis check" in caught.value.advice


def test_an_unknown_mail_is_a_configuration_error(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "templates")
    effect, case = mails.samples()["status"]
    with pytest.raises(ConfigurationError, match="kabar"):
        mails.put_in_words(mails.mail("kabar"), case, changed=Templates(tmp_path / "templates"))
    assert effect.template == "status"
