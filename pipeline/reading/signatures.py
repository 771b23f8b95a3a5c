"""Electronic signatures on incoming PDFs, checked offline by pyHanko. Runs in the child process; the bytes stay as they are."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pipeline.model import PdfSignature, SignatureVerdict

MOST = 20  # signatures looked at


def in_pdf(content: bytes, roots: Path | None) -> tuple[PdfSignature, ...]:
    """Each signature of a PDF with what is to be thought of it; `roots` is a folder of certificates (PEM or DER) that are trusted.

    Neither revocation nor missing issuers are asked for over the network.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - slow to load, and few letters are signed so

    try:
        embedded = PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures[:MOST]
    except Exception:  # noqa: BLE001 - a hostile file may break a library anywhere; it is read as unsigned
        return ()
    trusted = _roots(roots)
    return tuple(_checked(one, trusted) for one in embedded)


def check_roots(folder: Path) -> tuple[str, ...]:
    """What is wrong with a folder of trusted certificates; empty where nothing is."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file()]
    if not files:
        return (f"{folder}: kosong, sehingga tidak ada tanda tangan yang dipercaya",)
    return tuple(f"{path}: bukan sertifikat" for path in files if not _certificates(path))


def _roots(folder: Path | None) -> list[Any]:
    files = sorted(folder.iterdir()) if folder and folder.is_dir() else []
    return [one for path in files if path.is_file() for one in _certificates(path)]


def _certificates(path: Path) -> list[Any]:
    from pyhanko.keys import load_certs_from_pemder  # noqa: PLC0415

    load: Callable[[list[str]], Iterable[Any]] = load_certs_from_pemder
    try:
        found = list(load([str(path)]))
        return [one for one in found if one.subject]  # parsed on demand: a file of another kind shows it here
    except (OSError, ValueError, TypeError):
        return []


def _checked(embedded: Any, roots: list[Any]) -> PdfSignature:
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    context = ValidationContext(trust_roots=roots, allow_fetching=False, other_certs=[])
    try:
        signer = str(
            embedded.signer_cert.subject.native.get("common_name") or embedded.signer_cert.subject.human_friendly
        )
        at = embedded.self_reported_timestamp
    except Exception:  # noqa: BLE001 - as above
        return PdfSignature(signer="", verdict=SignatureVerdict.BROKEN)
    try:
        status = validate_pdf_signature(embedded, signer_validation_context=context, ts_validation_context=context)
    except Exception:  # noqa: BLE001 - as above
        return PdfSignature(signer=signer, verdict=SignatureVerdict.BROKEN, at=at)
    if not (status.intact and status.valid):
        verdict = SignatureVerdict.BROKEN
    elif not status.docmdp_ok:
        verdict = SignatureVerdict.CHANGED
    else:
        verdict = SignatureVerdict.VALID if status.trusted else SignatureVerdict.UNKNOWN_ISSUER
    stamp = status.timestamp_validity
    return PdfSignature(signer=signer, verdict=verdict, at=stamp.timestamp if stamp and stamp.valid else at)
