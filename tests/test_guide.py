"""The guide holds what the program promises: a section for each alarm, a unit that systemd takes, commands and links that lead somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.main import get_command

from pipeline.cli.main import app
from pipeline.wording import Alarm

DOCS = Path(__file__).parent.parent / "docs"
PAGES = (*sorted(DOCS.parent.glob("*.md")), *sorted(DOCS.glob("*.md")))
FENCED = re.compile(r"^```[\s\S]*?^```$", re.MULTILINE)
HEADING = re.compile(r"^#{1,6} +(.+?)(?: +#+)?$", re.MULTILINE)
CODE = re.compile(rf"{FENCED.pattern}|^ {{4}}.*$|`[^`\n]*`", re.MULTILINE)
LINK = re.compile(r"\]\(\s*<?([^)>\s]+)|^\[[^\]]+\]:\s*(\S+)|\b(?:src|href)=\"([^\"]+)\"", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


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
    for page in PAGES:
        named = set(re.findall(r"(?:`|bin/|^    )nodis ([a-z]+)\b", page.read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= known, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    astray = [link for link in links(page.read_text(encoding="utf-8")) if not leads_somewhere(page, link)]
    assert astray == []


def test_a_link_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# Kata sandi: `[trust]`\n\n    # kode\n\n## Dua\n\n## Dua\n", encoding="utf-8")
    page = tmp_path / "a.md"
    page.write_text("# Satu\n", encoding="utf-8")
    for link in ("b.md", "#satu", "b.md#kata-sandi-trust", "b.md#dua-1", "https://a.example/#x", "mailto:a@b.example"):
        assert leads_somewhere(page, link), link
    for link in ("c.md", "#dua", "b.md#kode", "b.md#dua-2", "#"):
        assert not leads_somewhere(page, link), link
    text = '[a](b.md) ![b](<c.png>) `[c](d)` [e][f]\n\n    [g](h)\n\n[f]: i.md#j\n<img src="k.png">\n'
    assert links(text) == ["b.md", "c.png", "i.md#j", "k.png"]


def links(text: str) -> list[str]:
    """Where the links and pictures of a page lead, what stands in code left out."""
    return ["".join(found) for found in LINK.findall(CODE.sub("", text))]


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether a link that stays in the project leads to a file and, where it names one, to a heading in it."""
    if ELSEWHERE.match(link):
        return True
    name, sharp, anchor = unquote(link).partition("#")
    target = page.parent / name if name else page
    return target.exists() and (not sharp or anchor in anchors(target.read_text(encoding="utf-8")))


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub and GitLab make them: lower case, hyphens for blanks, no other marks, those of the same name numbered."""
    found: Counter[str] = Counter()
    made = set()
    for heading in HEADING.findall(FENCED.sub("", text)):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        made.add(f"{slug}-{found[slug]}" if found[slug] else slug)
        found[slug] += 1
    return made


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
