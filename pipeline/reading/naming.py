"""What parent and reading process share: how files are named, how a file travels, what is said of files nobody can look into."""

from __future__ import annotations

import hashlib

from pydantic import ConfigDict, TypeAdapter

from pipeline.model import Part

LOCKED = "terkunci kata sandi, tidak dapat diperiksa"
BROKEN = "rusak, tidak dapat diperiksa"
UNSEEN = "tidak dapat diperiksa seluruhnya"
PART: TypeAdapter[Part | None] = TypeAdapter(
    Part | None, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
)


def sha256_of(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()
