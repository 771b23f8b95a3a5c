"""The mail templates of an office: loaded once, checked before they are used."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    nodes,
    select_autoescape,
)
from jinja2.exceptions import TemplateSyntaxError
from jinja2.runtime import Context

from pipeline import wording
from pipeline.config import default_templates
from pipeline.errors import ConfigurationError
from pipeline.model import StoredFile
from pipeline.outbox.answering import Choice, Choices
from pipeline.outbox.layout import columns, fold, printable, together
from pipeline.outbox.showing import CaseView, Done, StepView

NAMES = (
    "acknowledgement", "duplicate", "completeness", "question", "assignment", "asked-back", "passed-on", "understood", "status",
    "confirmation", "moved", "joined", "filed", "reminder", "escalation", "reassigned", "void", "undone", "result", "report", "refusal",
    "review", "withdrawn", "bounced", "problem", "recap", "digest", "ledger", "probe", "unverified", "held", "ending",
)  # fmt: skip
"""All mails that nodis writes; each has a `.txt.j2` and a `.html.j2`."""

SAYS = frozenset({
    "action", "address", "allowed", "answer", "because", "brought", "by", "by_number", "unclear", "correction", "count", "detail", "doubt", "doubtful", "due", "fields",
    "files", "finish", "from", "from_sop", "holder", "kept", "left", "likely", "mail", "missing", "new_due", "next", "next_due", "nobody", "note",
    "filed", "outcome", "outside", "person", "problem", "problems", "question", "ranking", "read", "reason", "reopened",
    "related", "replaces", "similar", "resumed", "review", "sop", "subject", "text", "thread", "title", "until", "values", "verdicts", "waits_for",
    "wanted",
})  # fmt: skip
"""What `SendMail.says` may hold, by the table in the SOP engine and the notices of the office."""

SUBJECT = "Perihal:"
_ENDINGS = (".txt.j2", ".html.j2")


class Says(Mapping[str, str]):
    """`says.question` in a template: the words, or nothing where the mail does not say so."""

    __slots__ = ("_said",)

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = dict(said)

    def __getitem__(self, key: str) -> str:
        return self._said.get(key, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)


class Later:
    """A value of a view that is worked out where a template asks for it, once: most templates want few of all names."""

    __slots__ = ("_make", "_value")

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make: Callable[[], Any] | None = make
        self._value: Any = None

    def value(self) -> Any:
        """The value."""
        if self._make is not None:
            self._value, self._make = self._make(), None
        return self._value


class _Context(Context):
    def resolve_or_missing(self, key: str) -> Any:
        found = super().resolve_or_missing(key)
        return found.value() if isinstance(found, Later) else found


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OfficeView:
    """The office, as mails name it."""

    name: str
    address: str
    contact: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SopView:
    """The case's SOP."""

    id: str
    title: str
    short: str
    number: str
    last: str  # number of its last step


# What a template may name, and the fields of what it names; None: any.
_NAMES: dict[str, type | None] = {
    "office": OfficeView, "case": CaseView, "sop": SopView, "step": StepView, "choices": Choices, "says": None,
    "last": Done, "greeting": None, "you": None, "undoable": None, "attached": None, "copies": StoredFile, "history": None, "standing": None, "now": None,
    "sops": None, "supervision": None, "links": None, "others": None, "flows": None,
}  # fmt: skip


class Templates:
    """The templates of a folder (`mail/` in it, or the folder itself); each compiled at its first use.

    A template that the folder lacks comes from the shipped ones.
    """

    def __init__(self, path: Path) -> None:
        self.path = _mail_folder(path)
        self._environment = _environment(self.path)

    def render(self, name: str, view: Mapping[str, Any]) -> tuple[str, str, str]:
        """Subject, text and HTML of a mail.

        Raises:
            ConfigurationError: the template is missing, broken, or names something that does not exist.
        """
        try:
            head, _, body = self._environment.get_template(f"{name}.txt.j2").render(view).lstrip().partition("\n")
            html = self._environment.get_template(f"{name}.html.j2").render(view)
        except TemplateError as error:
            raise ConfigurationError(
                f"Templat surel {self.path / name}: {_complaint(error)}", advice="Jalankan: nodis check --offline"
            ) from error
        if not head.startswith(SUBJECT):
            raise ConfigurationError(
                f'Templat surel {self.path / name}.txt.j2: baris pertama bukan "{SUBJECT} ..."',
                advice="Jalankan: nodis check --offline",
            )
        return head.removeprefix(SUBJECT).strip(), fold(printable(body)), together(printable(html)).strip() + "\n"


def check_templates(path: Path) -> tuple[str, ...]:
    """What is wrong with the mail templates of a folder, each with file and line; empty where nothing is.

    Finds missing files, syntax errors, unknown filters, names and fields that no mail has, and a missing subject line.
    """
    folder = _mail_folder(path)
    shipped = _mail_folder(default_templates())
    problems = [
        f"{folder / (name + ending)}: tidak ada"
        for name in NAMES
        for ending in _ENDINGS
        if not any((place / (name + ending)).is_file() for place in (folder, shipped))
    ]
    environment = _environment(folder)
    for file in sorted(folder.glob("*.j2")):
        problems.extend(f"{file}:{line}: {what}" for line, what in _faults(file, environment))
    return tuple(problems)


def _mail_folder(path: Path) -> Path:
    return path / "mail" if (path / "mail").is_dir() else path


def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder, _mail_folder(default_templates())]),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default_for_string=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.context_class = _Context
    environment.filters.update(
        moment=wording.moment_long,
        moment_short=wording.moment_short,
        clock=wording.clock,
        day=wording.date_long,
        phone=wording.phone,
        nip=wording.nip,
        columns=columns,
        items=_items,
        pairs=_pairs,
        small=_small,
        capital=_capital,
        sentence=_sentence,
    )
    return environment


def _items(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pairs(text: str) -> list[tuple[str, str]]:
    """Lines `Label: value` as rows for `columns`; a line without a label goes on with the one before."""
    rows: list[tuple[str, str]] = []
    for line in _items(text):
        label, colon, value = line.partition(": ")
        if colon or not rows:
            rows.append((label, value) if colon else ("", line))
        else:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}\n{line}")
    return rows


def _small(text: str) -> str:
    """For the middle of a sentence; abbreviations stay as they are."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    """Ends in a full stop, question or exclamation mark."""
    bare = text.strip()
    return bare if not bare or bare[-1] in ".?!…" else f"{bare}."


def _complaint(error: TemplateError) -> str:
    line = f"baris {error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""
    return f"{line}{error.message or type(error).__name__}"


def _faults(file: Path, environment: Environment) -> Iterator[tuple[int, str]]:
    source = file.read_text(encoding="utf-8")
    try:
        tree = environment.parse(source, name=file.name)
        environment.compile(source, name=file.name)  # finds unknown filters, which parsing does not
    except TemplateSyntaxError as error:
        yield error.lineno, error.message or "kesalahan penulisan"
        return
    if file.name.endswith(".txt.j2") and not file.name.startswith("_") and not source.startswith(SUBJECT):
        yield 1, f'baris pertama harus "{SUBJECT} ..."'
    yield from _unknown_names(tree)
    yield from _unknown_fields(tree)


def _unknown_names(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    defined = {name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")}
    defined |= {macro.name for macro in tree.find_all(nodes.Macro)}
    for imported in tree.find_all(nodes.FromImport):
        defined |= {name if isinstance(name, str) else name[1] for name in imported.names}
    defined |= {imported.target for imported in tree.find_all(nodes.Import)}
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name not in defined | set(_NAMES) | {"caller", "loop", "range"}:
            yield name.lineno, f'"{name.name}" tidak dikenal; yang ada: {", ".join(sorted(_NAMES))}'


def _unknown_fields(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for got in tree.find_all(nodes.Getattr):
        if not isinstance(got.node, nodes.Name):
            continue
        allowed = _fields(got.node.name)
        if allowed is not None and got.attr not in allowed:
            known = ", ".join(sorted(allowed))
            yield got.lineno, f'"{got.node.name}.{got.attr}" tidak dikenal; yang ada: {known}'


def _fields(name: str) -> frozenset[str] | None:
    if name == "says":
        return SAYS
    kind = {**_NAMES, "choice": Choice}.get(name)
    if kind is None:
        return None
    properties = {key for key, value in vars(kind).items() if isinstance(value, property)}
    return frozenset(field.name for field in dataclasses.fields(kind)) | properties
