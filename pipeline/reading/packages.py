"""Office Open XML packages (ECMA-376, part 2): parts, the relations between them, and the strict form told as the usual one."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Any
from urllib.parse import unquote

from lxml import etree

MOST_PART = 100_000_000  # bytes of one part: what is larger is no letter
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_OFFICE_RELATION = "/officedocument"


class Package:
    """A package in memory. Parts are named as in the archive: `word/document.xml`."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._names = {name.lower(): name for name in self._archive.namelist()}

    def part(self, name: str) -> bytes | None:
        """The bytes of a part; None where there is none or it is too large."""
        found = self._names.get(name.lower())
        if found is None or self._archive.getinfo(found).file_size > MOST_PART:
            return None
        return self._archive.read(found)

    def tree(self, name: str) -> Any | None:
        """The root element of a part in the namespaces of the usual form; None where there is none."""
        data = self.part(name)
        if data is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        return etree.fromstring(_STRICT.sub(_USUAL, data), parser)

    def relations(self, name: str = "") -> dict[str, tuple[str, str]]:
        """By id the last word of the kind (`image`) and the target part of the relations of a part, "" being the package."""
        folder, _, base = name.rpartition("/")
        tree = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for one in tree if tree is not None else ():
            if str(one.get("TargetMode", "")).lower() == "external":
                continue
            target = unquote(str(one.get("Target", "")))
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[str(one.get("Id"))] = (str(one.get("Type", "")).rpartition("/")[2], place)
        return found

    def main_part(self) -> str | None:
        """The part that is the document, whatever it is called (Word on the web calls it `document2.xml`)."""
        found = (target for kind, target in self.relations().values() if kind.lower() == _OFFICE_RELATION[1:])
        return next(found, None)


def in_usual_form(content: bytes) -> bytes:
    """The package with the namespaces of the usual form, for libraries that know no other; itself where it has them already."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(one, archive.read(one)) for one in archive.infolist() if one.file_size <= MOST_PART]
    if not any(_STRICT.search(data[:4096]) for one, data in parts if one.filename.endswith(".xml")):
        return content
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for one, data in parts:
            told = _STRICT.sub(_USUAL, data) if one.filename.endswith((".xml", ".rels")) else data
            archive.writestr(one.filename, told)
    return made.getvalue()
