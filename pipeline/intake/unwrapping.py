"""S/MIME wrappers: the message inside an opaque signed-data (RFC 8551). The signature itself is not judged here."""

from __future__ import annotations

# `tsp` adds the names of time stamps to `cms`, which learns all names when it first looks one up: later is too late.
from asn1crypto import (
    cms,
    tsp,  # noqa: F401
)


def signed_content(content: bytes) -> bytes | None:
    """What a `smime.p7m` of type signed-data wraps; None where it is encrypted or broken."""
    try:
        info = cms.ContentInfo.load(content)
        if info["content_type"].native != "signed_data":
            return None
        wrapped = info["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return wrapped if isinstance(wrapped, bytes) else None
