"""What the operator hears each working morning: the ledger of mail, what waits for him, a mailbox that went silent.

The probe is a mail that nodis sends to its own address: one that does not come back within its time says that the mailbox,
the way to it or the way out is broken, even on days on which nobody writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.model import Address, Mail, Purpose, SendMail
from pipeline.office.effects import queue_mail
from pipeline.office.morning_list import Section, take
from pipeline.office.services import Services
from pipeline.office.telling import mail_role, tell_operator
from pipeline.rulebook import OPERATOR
from pipeline.store import AttachmentSpec, Sums, Transaction
from pipeline.wording import MAIL_STATES, Alarm, moment_long

_SENT, _BACK, _TOLD = "probe_sent", "probe_back", "probe_told"  # facts kept; the first: id and moment
_AWAY, _AWAY_TOLD = "mailbox_away", "mailbox_away_told"
AWAY = timedelta(minutes=15)  # of a mailbox that does not answer, before the operator is told
SHOWN = 10  # lines of what was set aside
SHOWN_SERVERS = 5  # above misplaced verdicts
SHOWN_NOTED = 40  # lines of a section; more go along as a file
_SECTIONS = {
    "filed": (Section.FILED, "surel-tersimpan.txt"),
    "by_number": (Section.BY_NUMBER, "surel-menyebut-perkara.txt"),
    "nobody": (Section.NOBODY, "surel-tanpa-pengirim.txt"),
    "doubtful": (Section.DOUBTFUL, "surat-diragukan.txt"),
    "unclear": (Section.UNCLEAR, "jawaban-belum-jelas.txt"),
    "brought": (Section.BROUGHT, "surel-beberapa-surat.txt"),
}  # by what templates call them, with the name of the file


def mail_ledger(late: list[str], *, tx: Transaction, services: Services, now: datetime) -> None:
    """The sum of all mail and what needs the operator's hand, to the operator."""
    sums = tx.sums()
    aside = tx.messages(state="set_aside")
    failed = tx.outgoings(state="failed")
    wants = [f"{row.sha256[:8]}: {row.subject or '(tanpa perihal)'}, {row.reason}" for row in aside[-SHOWN:]]
    wants += [f"{row.id}: kepada {row.to.address}, {row.last_error or 'gagal'}" for row in failed[-SHOWN:]]
    says = {"text": ledger_line(sums), "values": "\n".join(late), "problems": "\n".join(wants)}
    also: list[AttachmentSpec] = []
    for name, (section, file) in _SECTIONS.items():
        noted = list(take(section, tx=tx).values())
        shown = noted[:SHOWN_NOTED]
        if len(noted) > SHOWN_NOTED:
            content = tx.put_file("\n".join(noted).encode())
            also.append(AttachmentSpec(name=file, sha256=content, content_type="text/plain"))
            shown.append(f"{len(noted) - SHOWN_NOTED} lainnya: lihat {file}")
        says[name] = "\n".join(shown)
    says["verdicts"] = _misplaced(take(Section.MISPLACED, tx=tx), services)
    if silent := silent_since(tx, services, now):
        says["problem"] = _silence(silent, services)
    mail_role(OPERATOR, "ledger", says, tx=tx, services=services, now=now, also=tuple(also))


def _misplaced(servers: Mapping[str, str], services: Services) -> str:
    """What is to be changed so that verdicts on senders count; "" where they do. `servers` by mail, "" for none."""
    if not servers:
        return ""
    pinned = services.settings.trust.authserv_id
    count = Counter(server for server in servers.values() if server)
    named = ", ".join(server for server, _ in count.most_common(SHOWN_SERVERS))
    above = f" di bawah baris Received dari {named}" if named else " di bawah baris lain"
    example = next(iter(servers))[:12]
    return (
        f"Keaslian pengirim tidak dapat dipastikan pada {len(servers)} surel (misalnya {example}): hasil pemeriksaan"
        f" (Authentication-Results) dari {pinned} hanya ada{above}, sehingga tidak dapat dibedakan dari tulisan pengirim sendiri dan tidak"
        " dihitung. Aturlah server yang memeriksa agar menulis hasilnya di atas baris Received miliknya. Bila Received itu dari server kantor di"
        " belakangnya, sebutkan server itu pada [trust] relays. Lihat docs/pasang.md bagian 2."
    )


def ledger_line(sums: Sums) -> str:
    """`65 surel diterima = 9 surat + 41 balasan + ...`: each message is in exactly one state."""
    parts = " + ".join(f"{count} {MAIL_STATES[state]}" for state, count in sums.messages.items() if count) or "0"
    sign = "=" if sums.received == sum(sums.messages.values()) else "TIDAK SAMA DENGAN"
    queued, failed = sums.outbox["queued"], sums.outbox["failed"]
    return f"{sums.received} surel diterima {sign} {parts}; surel keluar: {queued} mengantre, {failed} gagal."


def send_probe(*, tx: Transaction, services: Services, now: datetime) -> bool:
    """A mail to ourselves, if one is due; the operator is told, once, of one that did not come back."""
    hours = services.settings.limits.probe_hours
    last = _last_probe(tx)
    if not hours or (last and now < last[1] + timedelta(hours=hours)):
        return False
    if last and tx.get_meta(_BACK) != last[0] and tx.get_meta(_TOLD) is None:
        tx.set_meta(_TOLD, last[0])
        tx.journal("mailbox silent", at=now, detail={"since": last[1].isoformat()})
        says = {"problem": _silence(last[1], services)}
        tell_operator(Alarm.MAILBOX_SILENT, says, case=None, tx=tx, services=services, now=now)
    to = Address(address=services.facts.address, name=services.facts.name)
    effect = SendMail(purpose=Purpose.NOTICE, template="probe", to=to)
    mail_id = queue_mail(effect, None, tx=tx, services=services, now=now)
    tx.set_meta(_SENT, f"{mail_id} {now.isoformat()}")
    return True


def note_probe(mail: Mail, *, tx: Transaction, now: datetime) -> None:
    """Our own mail came in: if it is the last probe, the mailbox answers."""
    last = _last_probe(tx)
    row = tx.outgoing_of_message_id(mail.message_id) if last and mail.message_id else None
    if row and last and row.id == last[0]:
        tx.set_meta(_BACK, row.id)
        if tx.get_meta(_TOLD):
            tx.forget_meta(_TOLD)
            tx.journal("mailbox answers again", at=now, detail={})


def silent_since(tx: Transaction, services: Services, now: datetime) -> datetime | None:
    """When the probe was sent that should have come back by now; None where all is well."""
    last = _last_probe(tx)
    hours = services.settings.limits.probe_hours
    if not hours or last is None or tx.get_meta(_BACK) == last[0] or now < last[1] + timedelta(hours=hours):
        return last[1] if last and hours and tx.get_meta(_TOLD) else None
    return last[1]


def note_mailbox(name: str, problem: str | None, *, tx: Transaction, services: Services, now: datetime) -> None:
    """A mailbox answers (None) or does not; the operator is told, once, of one that stays away."""
    away, told = _named(_AWAY, name), _named(_AWAY_TOLD, name)
    since = tx.get_meta(away)
    if problem is None:
        if since:
            tx.forget_meta(away)
            tx.forget_meta(told)
            tx.journal("mailbox answers again", at=now, detail={"since": since} | _which(name))
        return
    if since is None:
        tx.set_meta(away, now.isoformat())
        tx.journal("mailbox away", at=now, detail={"problem": problem} | _which(name))
    elif now - datetime.fromisoformat(since) >= AWAY and tx.get_meta(told) is None:
        tx.set_meta(told, now.isoformat())
        at = moment_long(datetime.fromisoformat(since).astimezone(services.facts.zone))
        says = {"problem": f"{mailbox_called(name)} tidak dapat dibaca sejak {at}: {problem} Jalankan nodis check."}
        tell_operator(Alarm.MAILBOX_AWAY, says, case=None, tx=tx, services=services, now=now)


def mailbox_called(name: str) -> str:
    """`Kotak surat`, `Kotak surat aduan`."""
    return f"Kotak surat {name}".rstrip()


def troubles_of_mailboxes(names: Iterable[str], tx: Transaction, zone: ZoneInfo) -> tuple[str, ...]:
    """What is known to be wrong with them."""
    found = []
    for name in names:
        if away := tx.get_meta(_named(_AWAY, name)):
            since = moment_long(datetime.fromisoformat(away).astimezone(zone))
            found.append(f"{name} tidak dapat dibaca sejak {since}".lstrip())
    last = _last_probe(tx)
    if last and tx.get_meta(_TOLD):
        found.append(f"diam: surel percobaan {moment_long(last[1].astimezone(zone))} tidak kembali")
    return tuple(found)


def _named(fact: str, mailbox: str) -> str:
    return f"{fact}:{mailbox}" if mailbox else fact


def _which(name: str) -> dict[str, str]:
    return {"mailbox": name} if name else {}


def _last_probe(tx: Transaction) -> tuple[str, datetime] | None:
    said = tx.get_meta(_SENT)
    if said is None:
        return None
    mail_id, _, at = said.partition(" ")
    return mail_id, datetime.fromisoformat(at)


def _silence(since: datetime, services: Services) -> str:
    return (
        f"Surel percobaan yang dikirim {moment_long(since.astimezone(services.facts.zone))} belum kembali: kotak surat tidak"
        " menerima, atau server surel tidak mengantar. Jalankan nodis check."
    )
