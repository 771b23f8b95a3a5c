"""Usage errors in Indonesian: what the library says in English of a command that cannot be understood, with what to type instead."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from typer import TyperException

from pipeline.errors import UsageError

# What the library says of a value, and what we say; the value itself is quoted where the library quotes it.
_VALUES = (
    (r"valid integer", "harus bilangan bulat"),
    (r"valid number|valid float", "harus bilangan"),
    (r"greater than or equal to (\S+)", "paling kecil {0}"),
    (r"less than or equal to (\S+)", "paling besar {0}"),
    (r"in the range (\S+)", "harus dalam {0}"),
    (r"valid (?:boolean|bool)", "harus ya atau tidak"),
    (r"valid path|not a valid path", "harus nama berkas atau folder"),
    (r"does not exist", "tidak ada"),
    (r"is not one of (.+?)\.?$", "harus salah satu dari {0}"),
    (r"Input should be (.+?)\.?$", "harus salah satu dari {0}"),
)
_EXTRA = re.compile(r"unexpected extra arguments?(?:\(s\))? \((.*)\)")
_COMMAND = re.compile(r"No such command '(.*?)'")


def in_indonesian(error: TyperException) -> UsageError:
    """The same error as one of ours."""
    context: Any = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "nodis"
    return UsageError(_problem(error, context), advice=f"Lihat: {path} --help")


def _problem(error: TyperException, context: Any) -> str:  # noqa: PLR0911 - one return a kind of error
    said = str(getattr(error, "message", "") or error)
    kind = type(error).__name__
    parameter: Any = getattr(error, "param", None)
    option = getattr(error, "option_name", None)
    if kind == "MissingParameter" and parameter is not None:
        return f"{_called(parameter)} belum disebut"
    if kind == "NoSuchOption":
        likely = getattr(error, "possibilities", None) or []
        return f"pilihan {option} tidak dikenal{_meant(likely)}"
    if kind == "BadOptionUsage":
        return f"pilihan {option} {'tidak' if 'not take' in said else 'harus'} diikuti nilai"
    if parameter is not None:
        return f"{_called(parameter)}: {_value(said)}"
    if found := _COMMAND.search(said):
        known = list(getattr(getattr(context, "command", None), "commands", {}))
        return f"perintah {found[1]!r} tidak dikenal{_meant(get_close_matches(found[1], known))}"
    if found := _EXTRA.search(said):
        return f"terlalu banyak: {found[1]}"
    return f"perintah tidak dapat dipahami ({said})" if said else "perintah tidak lengkap"


def _called(parameter: Any) -> str:
    """`pilihan --reason`, `files`."""
    if getattr(parameter, "param_type_name", "") == "option":
        return f"pilihan {parameter.opts[0]}"
    return f"argumen {str(parameter.name).upper()}"


def _meant(likely: list[str]) -> str:
    return f"; maksudnya {', '.join(likely)}?" if likely else ""


def _value(said: str) -> str:
    for pattern, ours in _VALUES:
        if found := re.search(pattern, said):
            return ours.format(*found.groups())
    return f"nilainya tidak sah ({said})"
