"""A small invented office in a folder: its `nodis.toml`, letters that come in, and mails that went out."""

from __future__ import annotations

import email
import email.policy
import hashlib
from email.message import EmailMessage
from pathlib import Path

ADDRESS = "layanan-ti@kanwil-contoh.example.go.id"
ROLES = {
    "tim": ("Ratih Anggraini", ["keluhan-aplikasi/tim"]),
    "penyedia": ("Layanan Penyedia", ["keluhan-aplikasi/penyedia", "bandwidth/penyedia"]),
    "kabag": ("Hendra Wijaya", ["gangguan-jaringan/kabag", "masalah-software/kabag"]),
    "kasubag": ("Lestari Ningsih", ["gangguan-jaringan/kasubag", "masalah-software/kasubbag"]),
    "teknisi": ("Budi Prakoso", ["gangguan-jaringan/pelaksana", "masalah-software/prakom"]),
    "ketua": ("Dewi Kartika", ["hak-akses/ketua", "bandwidth/ketua"]),
    "anggota": ("Yoga Saputra", ["hak-akses/anggota", "bandwidth/anggota"]),
    "kadiv": ("Surya Darma", ["masalah-software/kadiv"]),
    "kepala": ("Wahyuni Lestari", ["kantor/kepala", "masalah-software/kakanwil"]),
    "operator": ("Oki Permana", ["kantor/operator"]),
}


def address(key: str) -> str:
    return f"{key}@kanwil-contoh.example.go.id"


def make_office(
    folder: Path,
    *,
    mailbox: str = "maildir:mailbox",
    outbox: str = "maildir:outbox",
    database: str = "sqlite:///nodis.db",
    extra: str = "",
) -> Path:
    """Write nodis.toml into the folder; returns its path."""
    people = "".join(
        f'\n[[person]]\nname = "{name}"\nemail = "{address(key)}"\nroles = {roles!r}\n'.replace("'", '"')
        for key, (name, roles) in ROLES.items()
    )
    config = folder / "nodis.toml"
    config.write_text(
        f"""[office]
name = "Kantor Wilayah Contoh"
unit_code = "W.99"
classification = "TI.07.02"
city = "Kota Contoh"
timezone = "Asia/Makassar"
address = "{ADDRESS}"

[mailbox]
url = "{mailbox}"

[outbox]
url = "{outbox}"

[database]
url = "{database}"

[storage]
url = "file:data"
{extra}
{people}""",
        encoding="utf-8",
    )
    return config


def with_person(config: Path, key: str, line: str) -> None:
    """Write a line more about somebody into nodis.toml."""
    text = config.read_text()
    config.write_text(text.replace(f'email = "{address(key)}"\n', f'email = "{address(key)}"\n{line}\n'))


SERVER = "mx.kanwil-contoh.example.go.id"
TRUST = f'\n[trust]\nauthserv_id = "{SERVER}"\nlocal = ["kanwil-contoh.example.go.id"]\n'


def with_verdict(raw: bytes, verdict: str, *, server: str = SERVER) -> bytes:
    """The mail as a server hands it on that has checked the domain in its From."""
    sender = str(email.message_from_bytes(raw, policy=email.policy.compat32)["From"])
    domain = sender.rpartition("@")[2].strip(" >")
    return f"Authentication-Results: {server}; dmarc={verdict} header.from={domain}\r\n".encode() + raw


def typed_letter(number: int = 1, *, sender: str = "tu@lapas-contoh.example.go.id") -> bytes:
    """A typed mail that reports a network outage, with all that the SOP wants."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = f'"Sari Wulandari" <{sender}>'
    mail["To"] = ADDRESS
    mail["Subject"] = f"Laporan gangguan jaringan ruang kunjungan {number}"
    mail["Date"] = "Mon, 02 Mar 2026 08:04:00 +0800"
    mail["Message-ID"] = f"<surat-{number}@lapas-contoh.example.go.id>"
    mail.set_content(
        f"""Yth. Kepala Bagian Program dan Hubungan Masyarakat

Dengan hormat, kami laporkan bahwa jaringan internet di ruang kunjungan {number} terputus sejak Senin, 2 Maret 2026 pukul
07.45 WITA, lampu indikator switch padam.

Mohon dilakukan pemeriksaan dan perbaikan jaringan.

Nama Unit : Lapas Contoh
Penanggung Jawab : Sari Wulandari
No. HP : 0812-0000-4455

Demikian kami sampaikan, atas perhatian Bapak/Ibu kami ucapkan terima kasih.
"""
    )
    return mail.as_bytes()


def unclear_letter() -> bytes:
    """A letter of the same unit that asks for something, and does not say for what."""
    head, _, rest = typed_letter().partition(b"Dengan hormat")
    contact = rest.partition(b"Nama Unit")[2]
    head = head.replace(b"gangguan jaringan", b"keperluan")
    says = b"Ada hal yang perlu dibicarakan dengan Bapak, mohon bantuan dan arahannya."
    return head + says + b"\r\n\r\nNama Unit" + contact


def put(folder: Path, name: str, raw: bytes) -> None:
    """Deliver into the Maildir `folder/mailbox`."""
    for part in ("tmp", "new", "cur"):
        (folder / "mailbox" / part).mkdir(parents=True, exist_ok=True)
    (folder / "mailbox" / "tmp" / name).write_bytes(raw)
    (folder / "mailbox" / "tmp" / name).rename(folder / "mailbox" / "new" / name)


def sent(folder: Path) -> list[EmailMessage]:
    """Mails in the Maildir `folder/outbox`, oldest first."""
    files = sorted((folder / "outbox" / "new").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    return [parsed(path.read_bytes()) for path in files]


def parsed(raw: bytes) -> EmailMessage:
    """A mail as it was sent."""
    return email.message_from_bytes(raw, policy=email.policy.default)


def answer(
    mail: EmailMessage, text: str, *, sender: str | None = None, attach: dict[str, bytes] | None = None
) -> bytes:
    """A reply to a mail that nodis sent, from whom it was sent to unless `sender` says otherwise."""
    reply = EmailMessage(policy=email.policy.SMTP)
    reply["From"] = sender or str(mail["To"])
    reply["To"] = str(mail["From"] or ADDRESS)
    reply["Subject"] = f"Re: {mail['Subject']}"
    digest = hashlib.sha256(f"{mail['Message-ID']}{text}".encode()).hexdigest()[:20]
    reply["Message-ID"] = f"<balas-{digest}@kanwil-contoh.example.go.id>"
    reply["In-Reply-To"] = str(mail["Message-ID"])
    reply.set_content(f"{text}\n\nPada Senin, 2 Maret 2026 pukul 08.05, Layanan TI menulis:\n> SETUJU atau TOLAK\n")
    for name, content in (attach or {}).items():
        reply.add_attachment(content, maintype="image", subtype="jpeg", filename=name)
    return reply.as_bytes()
