"""Are the templates fit to write letters with? For `nodis check`, before a letter needs one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import meta, nodes
from jinja2.exceptions import TemplateError

from pipeline.errors import LetterError
from pipeline.letters.language import LANGUAGE
from pipeline.letters.rendering import render, template_path
from pipeline.letters.sample import sample_context
from pipeline.rulebook import LetterKind


def check_templates(templates: Path, kinds: Mapping[str, LetterKind]) -> tuple[str, ...]:
    """Problems, a sentence each, empty where all is well: missing files, files that are no DOCX, unknown placeholders.

    Each kind's template is read for names that no letter has, then tried on an invented case.
    """
    return tuple(problem for letter_id, kind in kinds.items() for problem in _problems(letter_id, kind, templates))


def _problems(letter_id: str, kind: LetterKind, templates: Path) -> Iterator[str]:
    try:
        context = sample_context(letter_id, kind)
        render(kind, context, images={}, templates=templates)
    except LetterError as error:
        yield f"{letter_id}: {error}"
        return
    for name in sorted(_unknown(template_path(kind, templates), context)):
        yield f"{letter_id}: {kind.template}: placeholder {name} tidak dikenal"


def _unknown(path: Path, context: Mapping[str, Any]) -> set[str]:
    """Names, also behind conditions that the trial did not enter, that stand for nothing."""
    found: set[str] = set()
    for source in _sources(path):
        try:
            tree = LANGUAGE.parse(source)
        except TemplateError as error:
            return {str(error.message)}
        free = meta.find_undeclared_variables(tree)
        found |= {name for name in free if name not in context}
        for get in tree.find_all(nodes.Getattr):
            if isinstance(get.node, nodes.Name) and get.node.name in free:
                inside = context.get(get.node.name)
                if isinstance(inside, Mapping) and get.attr not in inside:
                    found.add(f"{get.node.name}.{get.attr}")
    return found


def _sources(path: Path) -> Iterator[str]:
    """Body, headers and footers as jinja sees them."""
    template = DocxTemplate(str(path))
    template.init_docx()
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
