"""The models that read letters, as they are kept: a folder of CRFsuite's and of our own files; reading them runs no code."""

from __future__ import annotations

import hashlib
import io
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.config.folders import default_models
from pipeline.models import LinearModel
from pipeline.tagging import KIND_OF, LINKED, SENTENCES, LetterModels, RightModels, Tagger

_RIGHTS = "rights.crf"
_ASKS, _HOLDERS, _ACTIONS = "rights.asks.model", "rights.holders.model", "rights.actions.model"
_LETTERS = "letters"  # folder of the shipped ones
_PURPOSES, _NAMES, _KINDS, _FORMS = "purposes.crf", "names.crf", "kinds.model", "forms.model"
_ASKING = "asks.model"


@cache
def shipped_letter_models() -> LetterModels:
    """The shipped models (`examples/letters`, `make models`)."""
    return read_letter_models(default_models() / _LETTERS)


@cache
def shipped_digest() -> str:
    """SHA-256 of the shipped models: another nodis has others."""
    found = hashlib.sha256()
    for path in sorted((default_models() / _LETTERS).iterdir()):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def pack_letter_models(models: LetterModels) -> bytes:
    """All of them in one file, a ZIP archive; the same models give the same bytes."""
    out = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        write_letter_models(models, Path(folder))
        for path in sorted(Path(folder).iterdir()):
            packed.writestr(zipfile.ZipInfo(path.name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack_letter_models(packed: bytes) -> LetterModels:
    """What `pack_letter_models` has packed.

    Raises:
        OSError: one of its files is missing.
        ValueError: it is no archive, or one of its files is no model.
    """
    try:
        with TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(folder)
            return read_letter_models(Path(folder))
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error


def read_letter_models(folder: Path) -> LetterModels:
    """The models that a folder holds.

    Raises:
        OSError: one of its files is missing.
        ValueError: one of them is no model.
    """
    return LetterModels(
        purposes=Tagger((folder / _PURPOSES).read_bytes()),
        names=Tagger((folder / _NAMES).read_bytes()),
        choices={path: _linear(folder, f"{path}.model") for path in KIND_OF},
        spans={path: _linear(folder, f"{path}.model") for path in SENTENCES},
        kinds=_linear(folder, _KINDS),
        asks=_linear(folder, _ASKING),
        forms=_linear(folder, _FORMS),
        rights=RightModels(
            spans=Tagger((folder / _RIGHTS).read_bytes()),
            asks=_linear(folder, _ASKS),
            holders=_linear(folder, _HOLDERS),
            links={kind: _linear(folder, f"rights.{kind}.model") for kind in LINKED},
            actions=_linear(folder, _ACTIONS),
        ),
    )


def write_letter_models(models: LetterModels, folder: Path) -> None:
    """Keep them where `read_letter_models` finds them; the same models give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _PURPOSES).write_bytes(models.purposes.kept)
    (folder / _NAMES).write_bytes(models.names.kept)
    (folder / _KINDS).write_bytes(models.kinds.to_bytes())
    (folder / _ASKING).write_bytes(models.asks.to_bytes())
    (folder / _FORMS).write_bytes(models.forms.to_bytes())
    rights = models.rights
    (folder / _RIGHTS).write_bytes(rights.spans.kept)
    for name, model in ((_ASKS, rights.asks), (_HOLDERS, rights.holders), (_ACTIONS, rights.actions)):
        (folder / name).write_bytes(model.to_bytes())
    for kind, model in rights.links.items():
        (folder / f"rights.{kind}.model").write_bytes(model.to_bytes())
    for path, model in (*models.choices.items(), *models.spans.items()):
        (folder / f"{path}.model").write_bytes(model.to_bytes())


def _linear(folder: Path, name: str) -> LinearModel:
    return LinearModel.from_bytes((folder / name).read_bytes())
