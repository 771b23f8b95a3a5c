"""The office's electronic seal on outgoing PDFs (PAdES, ETSI EN 319 142), by pyHanko: no picture, and no words on the page."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipeline.errors import LetterError, TemporaryLetterError

if TYPE_CHECKING:  # pyHanko takes half a second to load; only an office with a certificate needs it
    from pyhanko.sign.signers.pdf_cms import Signer

    from pipeline.config import SealSettings

_FIELD = "SegelKantor"
_SEALING = threading.Lock()  # a token is one session after the other
_SECONDS = 10  # for the time stamp server


class Seal:
    """Seals with the certificate of `[seal]`: PKCS#12 file or PKCS#11 token."""

    def __init__(self, settings: SealSettings, *, office: str) -> None:
        self._settings = settings
        self._office = office

    def seal(self, pdf: bytes) -> bytes:
        """The PDF with the seal behind it, as an increment: the bytes before stay as they are.

        Raises:
            LetterError: certificate, key, token or time stamp server fail; says which.
        """
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
        from pyhanko.sign import PdfSignatureMetadata, signers  # noqa: PLC0415
        from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415
        from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError  # noqa: PLC0415

        stamp = self._settings.timestamp
        stamper = HTTPTimeStamper(stamp, https=stamp.startswith("https:"), timeout=_SECONDS) if stamp else None
        meta = PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=f"Segel elektronik {self._office}",
        )
        out = io.BytesIO()
        with _SEALING, self._signer() as signer:
            try:
                writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
                signers.sign_pdf(writer, meta, signer=signer, timestamper=stamper, output=out)
            except TimestampRequestError as error:
                what = f"server cap waktu {stamp} tidak menjawab: {error}"
                raise TemporaryLetterError(what, advice="Periksa [seal] timestamp.") from error
            except Exception as error:
                what = f"segel elektronik gagal: {str(error) or type(error).__name__}"
                raise LetterError(
                    what, advice="Periksa [seal]: sertifikat, kunci, token dan server cap waktu."
                ) from error
        return out.getvalue()

    def check(self) -> None:
        """Open the key; nothing is sealed.

        Raises:
            LetterError: it cannot be opened; says why.
        """
        with _SEALING, self._signer():
            pass

    @contextmanager
    def _signer(self) -> Iterator[Signer]:
        try:
            signer, session = self._from_token() if self._settings.pkcs11 else (self._from_file(), None)
        except LetterError:
            raise
        except Exception as error:
            what = f"kunci segel tidak dapat dibuka: {str(error) or type(error).__name__}"
            raise LetterError(what, advice="Periksa [seal] dan NODIS_SEAL__PASSWORD.") from error
        try:
            yield signer
        finally:
            if session is not None:
                session.close()

    def _from_file(self) -> Signer:
        from pyhanko.sign import signers  # noqa: PLC0415

        password = (self._settings.password or "").encode()
        load: Callable[..., Signer | None] = signers.SimpleSigner.load_pkcs12
        signer = load(str(self._settings.pkcs12), passphrase=password)
        if signer is None:
            what = f"{self._settings.pkcs12}: bukan berkas PKCS#12, atau kata sandinya salah"
            raise LetterError(what, advice="Periksa [seal] pkcs12 dan NODIS_SEAL__PASSWORD.")
        return signer

    def _from_token(self) -> tuple[Signer, Any]:
        from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415

        settings = self._settings
        session = open_pkcs11_session(
            str(settings.pkcs11), token_criteria=TokenCriteria(label=settings.token), user_pin=settings.password
        )
        return PKCS11Signer(
            session, cert_label=settings.certificate, key_label=settings.key or settings.certificate
        ), session
