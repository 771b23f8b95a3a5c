"""What pydantic found wrong, as a sentence to the operator: which key, what is wrong with it, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

Location = tuple[int | str, ...]
KEY = "[key]"  # pydantic's mark of an error in a mapping's key

# By pydantic's error type; what is in braces comes from the error's own context.
_SENTENCES = {
    "missing": "wajib diisi",
    "extra_forbidden": "kunci tidak dikenal",
    "string_type": "harus teks; beri tanda petik",
    "tuple_type": 'harus daftar, misalnya ["a", "b"]',
    "dict_type": "harus pasangan kunci dan nilai",
    "model_type": "harus bagian yang berisi kunci",
    "model_attributes_type": "harus bagian yang berisi kunci",
    "int_type": "harus bilangan bulat",
    "int_parsing": "harus bilangan bulat",
    "int_from_float": "harus bilangan bulat",
    "float_type": "harus angka",
    "float_parsing": "harus angka",
    "bool_type": "harus true atau false",
    "bool_parsing": "harus true atau false",
    "date_type": "harus tanggal, misalnya 2026-03-02",
    "date_parsing": "harus tanggal, misalnya 2026-03-02",
    "date_from_datetime_parsing": "harus tanggal, misalnya 2026-03-02",
    "date_from_datetime_inexact": "harus tanggal tanpa jam, misalnya 2026-03-02",
    "path_type": "harus nama folder",
    "greater_than": "harus lebih besar dari {gt}",
    "greater_than_equal": "tidak boleh kurang dari {ge}",
    "less_than": "harus kurang dari {lt}",
    "less_than_equal": "tidak boleh lebih dari {le}",
    "value_error": "{error}",
}
_SECTION_ERRORS = frozenset({"extra_forbidden", "dict_type", "model_type", "model_attributes_type"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong."""

    location: Location  # keys and positions as they stand in the file
    sentence: str

    @property
    def key(self) -> str:
        """`steps.5.limit`."""
        return ".".join(str(part) for part in self.location)


def explain(errors: Iterable[ErrorDetails], *, value: Any, schema: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Each error once: where several shapes are allowed in one place, their sentences are joined.

    Args:
        errors: what pydantic reports.
        value: what was validated; tells keys of the file from pydantic's own marks within a location.
        schema: JSON schema of the record, whose properties are the keys that are allowed.
    """
    found: dict[Location, list[str]] = {}
    for error in errors:
        location = _in_file(error, value)
        sentences = found.setdefault(location, [])
        sentence = _sentence(error, location, schema)
        if sentence not in sentences:
            sentences.append(sentence)
    return tuple(
        Problem(location=location, sentence=", atau ".join(sentences)) for location, sentences in found.items()
    )


def _in_file(error: ErrorDetails, value: Any) -> Location:
    """The location without pydantic's marks of keys and union branches, which no file contains."""
    kept: list[int | str] = []
    for part in error["loc"]:
        if part == KEY:
            continue
        inside, value = _step(value, part)
        if inside or (error["type"] == "missing" and part == error["loc"][-1]):
            kept.append(part)
    return tuple(kept)


def _step(value: Any, part: int | str) -> tuple[bool, Any]:
    """Whether `part` stands in the value, and what stands there; outside it the value stays."""
    if isinstance(value, Mapping):
        key = next((key for key in value if str(key) == str(part)), None)
        return (False, value) if key is None else (True, value[key])
    if isinstance(value, list | tuple) and isinstance(part, int) and part < len(value):
        return True, value[part]
    return False, value


def _sentence(error: ErrorDetails, location: Location, schema: Mapping[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("enum", "literal_error"):
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return f"{error['input']!r} tidak dikenal (yang boleh: {allowed})"
    sentence = _SENTENCES[kind].format_map(context) if kind in _SENTENCES else error["msg"]
    if kind in _SECTION_ERRORS:
        place = location[:-1] if kind == "extra_forbidden" else location
        allowed = ", ".join(_allowed(place, schema))
        return f"{sentence} (yang boleh: {allowed})" if allowed else sentence
    return sentence


def _allowed(location: Location, schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys that the schema knows at a location."""
    nodes = list(_branches(schema, schema))
    for part in location:
        nodes = [branch for node in nodes for child in _children(node, part) for branch in _branches(child, schema)]
    return tuple(dict.fromkeys(key for node in nodes for key in node.get("properties", {})))


def _branches(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    if "$ref" in node:
        yield from _branches(schema["$defs"][node["$ref"].rpartition("/")[2]], schema)
    elif "anyOf" in node:
        for branch in node["anyOf"]:
            yield from _branches(branch, schema)
    else:
        yield node


def _children(node: Mapping[str, Any], part: int | str) -> Iterable[Mapping[str, Any]]:
    if part in node.get("properties", {}):
        yield node["properties"][part]
    elif isinstance(part, int) and "items" in node:
        yield node["items"]
    elif isinstance(node.get("additionalProperties"), Mapping):
        yield node["additionalProperties"]
