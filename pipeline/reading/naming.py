"""A file's identity."""

from __future__ import annotations

import hashlib


def sha256_of(content: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(content).hexdigest()
