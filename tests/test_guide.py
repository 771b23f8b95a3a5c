"""The guide holds what the program promises: a section for each alarm, a unit that systemd takes, commands that are there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from pipeline.cli.main import app
from pipeline.wording import Alarm

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("alarm", Alarm)
def test_each_alarm_has_its_section(alarm: Alarm) -> None:
    guide = (DOCS / "alarm.md").read_text(encoding="utf-8")
    _, found, section = guide.partition(f"\n## {alarm.value}\n")
    assert found
    body = section.partition("\n## ")[0]
    assert "**Artinya.**" in body
    assert "**Yang dilakukan.**" in body


def test_each_command_that_a_guide_names_is_there() -> None:
    command = get_command(app)
    known = set(getattr(command, "commands", {}))
    for page in [*DOCS.glob("*.md"), DOCS.parent / "README.md"]:
        named = set(re.findall(r"(?:`|bin/|^    )nodis ([a-z]+)\b", page.read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= known, page.name


@pytest.mark.parametrize("name", ["nodis.service", "nodis@.service", "nodis-worker.service"])
def test_systemd_takes_the_unit(tmp_path: Path, name: str) -> None:
    unit = (DOCS / name).read_text(encoding="utf-8")
    assert re.search(r"^Restart=always$", unit, re.MULTILINE)
    assert "RestrictNamespaces" not in unit, "the readers need namespaces of their own"
    assert not re.search(r"PASSWORD(?!_FILE)", unit)
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not on this machine")
    own = unit.replace("/opt/nodis/.venv/bin/nodis", "/bin/true").replace("/opt/nodis/docs/pasang.md", "/etc/hostname")
    file = tmp_path / name.replace("@", "@manado")
    file.write_text(own.replace("User=nodis", "User=root"))
    done = subprocess.run([analyze, "verify", "--man=no", str(file)], capture_output=True, text=True, check=False)
    assert f"{file.name}:" not in done.stderr, done.stderr
