"""YAML with line numbers, so that every error can name file, line and key."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from pipeline.config.explaining import Location, explain
from pipeline.config.retired import without_retired
from pipeline.errors import ConfigurationError

T = TypeVar("T")
DEEPEST = 100  # collections within collections; rules take about ten


class _UniqueLoader(yaml.CSafeLoader):
    """A safe loader (libyaml's: a tenth of the time) that refuses a key given twice: the second would silently win."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - the library's own
        """A value that only looks like one, `2026-13-01`, is an error with its line."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"bukan nilai yang sah ({error})", node.start_mark
            ) from error


def _unique_mapping(loader: _UniqueLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            continue
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(None, None, "kunci harus teks", key_node.start_mark)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"kunci {key!r} ditulis dua kali", key_node.start_mark)
        seen.add(key)
    loader.flatten_mapping(node)
    return dict(loader.construct_pairs(node, deep=True))


_UniqueLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


def _refuse_depth(text: str) -> None:
    """The events of libyaml come one by one; to make nodes of them takes the stack, and a hostile file would break it."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            mark: Any = event.start_mark  # the C parser's own class, of the same shape
            raise yaml.MarkedYAMLError(problem="bersarang terlalu dalam", problem_mark=mark)


class Source:
    """One YAML file: its value, and the line at which each key stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
            _refuse_depth(self.text)
            loader = _UniqueLoader(self.text)
            try:
                self._root = loader.get_single_node()
                self.value: Any = None if self._root is None else loader.construct_document(self._root)
            finally:
                loader.dispose()
        except OSError as error:
            raise ConfigurationError(
                f"{path}: tidak dapat dibaca ({error.strerror})", advice="Periksa folder aturan."
            ) from error
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise ConfigurationError(f"{path}:{line}: bukan UTF-8", advice="Simpan berkas sebagai UTF-8.") from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            line = min(mark.line + 1, max(1, len(self.text.splitlines()))) if mark else 1
            raise ConfigurationError(f"{path}:{line}: {error.problem}", advice="Perbaiki baris itu.") from error
        except yaml.YAMLError as error:
            raise ConfigurationError(f"{path}: {error}", advice="Buang karakter yang tidak lazim.") from error

    def line(self, location: Location) -> int:
        """The line (from 1) of the deepest key of `location` that exists."""
        node, line = self._root, 1
        for key in location:
            step = _child(node, key)
            if step is None:
                break
            line, node = step
        return line

    def validate(self, adapter: TypeAdapter[T]) -> T:
        """The file's value as a rule record.

        Raises:
            ConfigurationError: names file, line, key and what is allowed, for every error found.
        """
        try:
            return adapter.validate_python(self.value)
        except ValidationError as error:
            problems = explain(error.errors(), value=self.value, schema=adapter.json_schema())
            found = "\n".join(self._where(problem.location, problem.sentence) for problem in problems)
            raise ConfigurationError(found, advice="Perbaiki kunci itu; aturan yang lama tetap berlaku.") from error

    def retire(self) -> list[str]:
        """Leave out keys that no longer count; each with its line and what takes its place."""
        self.value, found = without_retired(self.path.name, self.value)
        return [self._where(location, f"tidak berlaku lagi. {instead}") for location, instead in found]

    def refuse(self, location: Location, sentence: str, *, advice: str) -> ConfigurationError:
        """The error to raise for what no schema can say."""
        return ConfigurationError(self._where(location, sentence), advice=advice)

    def _where(self, location: Location, sentence: str) -> str:
        key = ".".join(str(part) for part in location)
        return f"{self.path}:{self.line(location)}: {key or 'berkas'}: {sentence}"


def _child(node: yaml.Node | None, key: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            if str(key_node.value) == str(key):
                return key_node.start_mark.line + 1, value_node
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line + 1, node.value[key]
    return None
