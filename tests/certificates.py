"""Certificates of invented people and offices, documents signed with them, a token and a time stamp server on loopback."""

from __future__ import annotations

import io
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

PIN = "1234"


@dataclass(frozen=True)
class Identity:
    """A certificate with its key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def key_der(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def packed(self, password: str, *, issuer: Identity | None = None) -> bytes:
        """As PKCS#12."""
        locked = serialization.BestAvailableEncryption(password.encode())
        others = [issuer.certificate] if issuer else None
        return pkcs12.serialize_key_and_certificates(b"segel", self.key, self.certificate, others, locked)


class Authority:
    """A root of trust that issues certificates."""

    def __init__(self, name: str = "Induk Contoh") -> None:
        self.root = _issue(name, None, ca=True)

    def issue(self, name: str, *, stamps: bool = False) -> Identity:
        """A certificate for signing, or for time stamps."""
        return _issue(name, self.root, stamps=stamps)

    @cached_property
    def stamper(self) -> DummyTimeStamper:
        """What a time stamp server answers with."""
        one = self.issue("Cap Waktu Contoh", stamps=True)
        store = _store()
        store.register(asn1_x509.Certificate.load(self.root.der))
        return DummyTimeStamper(
            asn1_x509.Certificate.load(one.der),
            keys.PrivateKeyInfo.load(one.key_der),
            certs_to_embed=store,
            fixed_dt=datetime.now(UTC).replace(microsecond=0),  # asked for each time, the zone of the machine may warn
        )


def _store() -> SimpleCertificateStore:
    make: Callable[[], SimpleCertificateStore] = SimpleCertificateStore
    return make()


def _issue(name: str, issuer: Identity | None, *, ca: bool = False, stamps: bool = False) -> Identity:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=400))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not ca, content_commitment=not ca, key_encipherment=False, data_encipherment=False,
                key_agreement=False, key_cert_sign=ca, crl_sign=ca, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
    )  # fmt: skip
    if stamps:
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Identity(key, built.sign(issuer.key if issuer else key, hashes.SHA256()))


def sign(pdf: bytes, by: Identity, *, field: str = "TandaTangan") -> bytes:
    """The PDF with a signature of somebody else's program."""
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(by.der),
        signing_key=keys.PrivateKeyInfo.load(by.key_der),
        cert_registry=_store(),
    )
    out = io.BytesIO()
    meta = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES)
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False), meta, signer=signer, output=out)
    return out.getvalue()


@contextmanager
def stamp_server(authority: Authority) -> Iterator[str]:
    """A time stamp server (RFC 3161); gives its URL. What it cannot answer it says, and why: never a line that is cut."""
    stamper = authority.stamper  # made here: keys take their time

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
                answer = stamper.request_tsa_response(asked).dump()
            except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
                self.send_error(HTTPStatus.INTERNAL_SERVER_ERROR, repr(error))
                return
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def token(folder: Path, one: Identity, *, label: str = "kantor") -> Path:
    """A software token (SoftHSM) with a key and its certificate `segel`; returns its library. `SOFTHSM2_CONF` is set."""
    import pkcs11  # noqa: PLC0415 - loads a library of the system
    from pkcs11.util.x509 import decode_x509_certificate  # noqa: PLC0415

    library = next(Path("/usr/lib").rglob("libsofthsm2.so"))
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    pem = one.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "kunci.pem").write_bytes(pem)
    util = ["softhsm2-util", "--pin", PIN]
    init = [*util, "--init-token", "--free", "--label", label, "--so-pin", "5678"]
    subprocess.run(init, check=True, capture_output=True)
    load = [*util, "--import", str(folder / "kunci.pem"), "--token", label, "--label", "segel", "--id", "01"]
    subprocess.run(load, check=True, capture_output=True)
    found = pkcs11.lib(str(library)).get_token(token_label=label)
    with found.open(rw=True, user_pin=PIN) as session:
        described = {**decode_x509_certificate(one.der), pkcs11.Attribute.TOKEN: True}
        described |= {pkcs11.Attribute.LABEL: "segel", pkcs11.Attribute.ID: b"\x01"}
        session.create_object(described)
    return library
