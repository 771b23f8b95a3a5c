"""Files by hash in an object storage that several machines share: S3, and whatever else fsspec knows."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fsspec.core import url_to_fs

from pipeline.errors import ConfigurationError, StorageAwayError, StoreError
from pipeline.store.files import PROBE, YOUNG, sound

_ADVICE = "Periksa [storage] url, endpoint dan kuncinya, serta jaringan."


class ObjectFiles:
    """As `FileStore`, under a prefix of a bucket. Objects are written whole or not at all, so nothing half-made is ever seen."""

    def __init__(self, url: str, options: Mapping[str, Any]) -> None:
        try:
            self._system, self._prefix = url_to_fs(url, **options)
        except (ImportError, ValueError) as error:
            raise ConfigurationError(
                f"storage.url {url!r} belum dapat dipakai: {error}",
                advice='Pakai "file:FOLDER", atau pasang s3fs untuk "s3://...".',
            ) from error

    def _path(self, sha256: str) -> str:
        return f"{self._prefix.rstrip('/')}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def put(self, content: bytes) -> str:
        """Store; returns the SHA-256. Written anew even where it is there: that makes it young (see `discard`).

        Raises:
            StorageAwayError: the storage does not take it.
        """
        return self.put_all((content,))[0]

    def put_all(self, contents: Sequence[bytes]) -> tuple[str, ...]:
        """As `put`, side by side."""
        shas = tuple(hashlib.sha256(content).hexdigest() for content in contents)
        try:
            self._system.pipe({self._path(sha): content for sha, content in zip(shas, contents, strict=True)})
        except Exception as error:  # whatever the driver of the storage raises
            raise StorageAwayError(f"berkas tidak dapat disimpan: {error}", advice=_ADVICE) from error
        return shas

    def has(self, sha256: str) -> bool:
        """Whether it is here."""
        try:
            return bool(self._system.exists(self._path(sha256)))
        except Exception as error:
            raise StorageAwayError(f"penyimpanan tidak menjawab: {error}", advice=_ADVICE) from error

    def get(self, sha256: str) -> bytes:
        """The content.

        Raises:
            StoreError: it is not here.
            StorageAwayError: the storage does not answer.
        """
        try:
            return bytes(self._system.cat_file(self._path(sha256)))
        except FileNotFoundError as error:
            raise StoreError(f"berkas {sha256[:12]} tidak ada", advice="Jalankan nodis verify.") from error
        except Exception as error:
            raise StorageAwayError(f"berkas {sha256[:12]} tidak terbaca: {error}", advice=_ADVICE) from error

    def sound(self, sha256: str) -> bool:
        """Whether it is here with the very content that its name says."""
        return sound(self, sha256)

    def discard(self, sha256: str) -> bool:
        """Take an object away that no row names; False if it is not here, or was put here within the hour."""
        path = self._path(sha256)
        try:
            written = self._system.modified(path)
            if isinstance(written, datetime) and time.time() - written.timestamp() < YOUNG:
                return False
            self._system.rm_file(path)
        except FileNotFoundError:
            return False
        except Exception as error:
            raise StorageAwayError(f"penyimpanan tidak menjawab: {error}", advice=_ADVICE) from error
        return True

    def probe(self) -> None:
        """Write something, read it and take it away again.

        Raises:
            StorageAwayError: the storage refuses or does not answer.
        """
        path = f"{self._prefix.rstrip('/')}/.nodis-{secrets.token_hex(8)}"
        try:
            self._system.pipe({path: PROBE})
            same = self._system.cat_file(path) == PROBE
            self._system.rm_file(path)
        except Exception as error:
            raise StorageAwayError(f"penyimpanan tidak dapat dipakai: {error}", advice=_ADVICE) from error
        if not same:
            raise StorageAwayError("penyimpanan tidak mengembalikan yang ditulis", advice=_ADVICE)
