"""The zip that a DOCX is: the same parts give the same bytes."""

from __future__ import annotations

import io
import zipfile

_CONTENT_TYPES = "[Content_Types].xml"  # OPC readers expect it first


def repack(docx: bytes) -> bytes:
    """The same package with its parts in a fixed order and without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != _CONTENT_TYPES, name)):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, source.read(name))
    return out.getvalue()
