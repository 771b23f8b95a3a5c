"""A day in an office on real servers: the mistakes that people make, and what every mail and letter says by its end."""

from __future__ import annotations

import email.policy
import email.utils
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2 as pdfium
import pytest
import yaml

from cases import picture
from completing import Make, form, in_the_quote, page, typed
from imap_server import PASSWORD, ImapServer, imap_server
from office_folder import ADDRESS, ROLES, TRUST, address, answer, make_office, parsed, with_person, with_verdict
from pipeline import intake, service
from pipeline.model import CaseState, Letter
from pipeline.wording import nip
from running_office import is_to
from sent_letters import FORMS
from smtp_server import MailServer, mail_server

ZONE = ZoneInfo("Asia/Makassar")
SCRIPT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("day.yaml").read_text(encoding="utf-8"))
LETTERS: dict[str, dict[str, Any]] = SCRIPT["letters"]
ENVIRON = {"NODIS_MAILBOX__PASSWORD": PASSWORD}
READ = (
    "number", "date", "requester.name", "requester.unit", "requester.phone", "requester.nip", "issue.application", "issue.location",
)  # fmt: skip
SHOWN = 40  # characters of a subject that a phone shows
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>"
pytestmark = [pytest.mark.server, pytest.mark.slow]


def at(hour: str) -> datetime:
    return datetime.strptime(f"2026-03-02 {hour} +0800", "%Y-%m-%d %H.%M %z").astimezone(ZONE)


def who(key: str) -> str:
    return str(LETTERS[key]["by"]["address"]) if key in LETTERS else address(key)


def letter(row: dict[str, Any]) -> bytes:
    key, said = row["letter"], LETTERS[row["letter"]]
    mail = FORMS[row.get("comes", said["comes"])](said)
    sender, prefix = (said["via"], "FW: ") if "via" in said else (said["by"], "")
    mail["From"] = email.utils.formataddr((sender["name"], sender["address"]))
    mail["To"], mail["Subject"], mail["Date"] = ADDRESS, prefix + said["subject"], at(row["at"])
    mail["Message-ID"] = f"<surat-{key}{'-lagi' if row.get('twice') else ''}@{who(key).partition('@')[2]}>"
    return mail.as_bytes()


def way(row: dict[str, Any]) -> Make:
    """How the values are given."""
    values: dict[str, str] = row["values"]
    cells = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in values.items())
    return {
        "lines": typed("\n".join(f"{label} : {value}" for label, value in values.items())),
        "table": page(f"<table>{cells}</table>"),
        "form": form("Terlampir formulir yang sudah diisi.", values),
        "quote": in_the_quote("", values),
    }[row["way"]]


@dataclass
class Day:
    """The office as the day goes on."""

    config: Path
    dovecot: ImapServer
    exim: MailServer
    cases: dict[str, str] = field(default_factory=dict)  # letter -> case
    read: dict[str, Letter] = field(default_factory=dict)  # as it was understood when it came
    left: list[list[EmailMessage]] = field(default_factory=list)  # the mails of each row
    stack: ExitStack = field(default_factory=ExitStack)

    def start(self, now: datetime) -> None:
        """Nodis starts, anew where it runs."""
        self.stack.close()
        self.running = self.stack.enter_context(service.open_service(self.config, now=now, environ=ENVIRON))

    @property
    def mails(self) -> list[EmailMessage]:
        return [mail for row in self.left for mail in row]

    def go(self, number: int, row: dict[str, Any]) -> None:
        """What happens in one row, and all that follows from it."""
        now = at(row["at"])
        if "directory" in row:
            self.change_directory(row["directory"])
            self.start(now)
        else:
            self.dovecot.deliver(f"{number:03d}", with_verdict(self.mail(row), "pass"), received=now)
        if row.get("seen"):
            self.dovecot.open_all()
        self.running.clock.frozen = now
        self.running.run_once()
        with self.running.store.reading() as tx:
            count = tx.sums().outbox["sent"]
            new = [case for case in tx.cases() if case.id not in self.cases.values()]
        if new:
            (case,) = new
            self.cases[row["letter"]], self.read[row["letter"]] = case.id, case.letter
        self.left.append([parsed(raw) for raw in self.exim.delivered(count)[len(self.mails) :]])

    def change_directory(self, changes: dict[str, Any]) -> None:
        for key, change in changes.items():
            if isinstance(change, str):
                with_person(self.config, key, change)
            else:
                person = f'name = "{change["name"]}"\nnip = "{change["nip"]}"\nroles = {change["roles"]}'
                with self.config.open("a", encoding="utf-8") as file:
                    file.write(f'\n[[person]]\nemail = "{address(key)}"\n{person}\n')

    def mail(self, row: dict[str, Any]) -> bytes:
        if "letter" in row:
            return letter(row)
        asked = self.asked(who(row["to"]), row.get("purpose", "assignment"), self.cases[row["of"]])
        if "way" in row:
            return way(row)(asked, self.running).as_bytes()
        files = {name: PDF + name.encode() if name.endswith("pdf") else picture(name) for name in row.get("files", ())}
        return answer(asked, row["says"], sender=who(row["by"]) if "by" in row else None, attach=files)

    def asked(self, to: str, purpose: str, case: str) -> EmailMessage:
        """His newest mail of that purpose about the case."""
        found = [one for one in self.mails if (one["X-Nodis-Purpose"], one["X-Nodis-Case"]) == (purpose, case)]
        return [one for one in found if is_to(one, to)][-1]

    def letters(self) -> dict[str, str]:
        """The text of each page of the letters that were written."""
        found = {}
        with self.running.store.reading() as tx:
            for row in (tx.letter(one.id) for case in tx.cases() for one in tx.letters_of(case.id)):
                document = pdfium.PdfDocument(self.running.store.files.get(row.pdf_sha256 or ""))
                for number, sheet in enumerate(document, 1):
                    found[f"{row.id}, {number}"] = sheet.get_textpage().get_text_range().replace("\r\n", "\n")
                document.close()
        return found


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The whole day, from the first letter to the last answer."""
    folder = tmp_path_factory.mktemp("kantor")
    with imap_server() as dovecot, mail_server() as exim:
        outbox = f"smtp://127.0.0.1:{exim.port}"
        day = Day(make_office(folder, mailbox=dovecot.url, outbox=outbox, extra=TRUST), dovecot, exim)
        for key, number in SCRIPT["nips"].items():
            with_person(day.config, key, f'nip = "{number}"')
        day.start(at("08.00"))
        with day.stack:
            for number, row in enumerate(SCRIPT["day"]):
                day.go(number, row)
            yield day


# ------------------------------------------------------------------------------------------- what all that is read is held to

MONTHS = "Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember"
DAYS = "Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu"
FLOWS = ("bandwidth", "gangguan-jaringan", "hak-akses", "keluhan-aplikasi", "masalah-software")
PLACEHOLDER = re.compile(
    r"\b(?:None|null|nan|undefined|NaN|True|False)\b|\{\{|\}\}|\{%|\[\]|''|: *\.\.\.$|\bbelum diisi\b", re.MULTILINE
)
NO_VALUE = re.compile(r"[,(:] *(?:[,;)]|\.(?!\.))|\boleh *(?:\n\n|\Z)|\bhal *,|^ *- *$", re.MULTILINE)
NO_FACT = re.compile(r"^[^\n:]* : *$|:\n(?:\n+(?! )|\Z)", re.MULTILINE)  # a label without value, a lead to nothing
NO_NUMBER = re.compile(r"^(?:Nomor|Tanggal) surat\n-$", re.MULTILINE)  # of a mail, on the disposition sheet
TO_FILL_IN = re.compile(r"^  .*: \.\.\.$", re.MULTILINE)
ACT = re.compile(
    r"(?<!\? )[Bb]alas surel ini[^.:?]*:|\bdengan membalas: (?!STATUS)|alas surel ini (?:dan lengkapi:|dengan jawabannya)"
)
CODE = re.compile(
    r"\b(?:requester|issue|signatory|sender_office|access|evidence|kantor)[./_]\w+|\b[a-z]+_[a-z_]+\b|\b(?=\w*[a-f])[0-9a-f]{16,}\b"
    rf"|\b(?:{'|'.join(FLOWS)})(?:/\w+)?\b"
    r"|\b(?:none|other|review|assignment|completeness|acknowledgement|reminder|escalation|refusal|report|notice|open|waiting"
    r"|closed|refused|pending|queued|sent|failed|add|change|revoke|letter|reply|step|case|holder|nodis)\b"
)
BROKEN = re.compile(
    rf"\b\d{{1,2}}\n\s*(?:{MONTHS})\b|\b(?:{MONTHS})\n\s*\d{{4}}\b|\bpukul\s*(?:[.;,]|\n\s*(?!\d)|\Z)|\d\.\n\s*\d\d (?:WI|$)"
    rf"|\d\d\.\d\d\n\s*WI|\bsejak(?: (?:{DAYS}),)?\s*(?:[.;,]|\n *(?:\n|[A-Z]\w+  ))"
    r"|\d{8}\n\s*\d{6} \d|\d{8} \d{6}\n\s*\d \d{3}|\d{8} \d{6} \d(?: \d{0,2})?\n\s*\d|\bNIP\s*\n|[a-z]\n[a-z]{1,2}\n"
)
NIP = re.compile(r"\d{8} \d{6} \d \d{3}\b|\b\d{18}\b")
OFFERED = re.compile(
    rf"misalnya (?:{'|'.join(FLOWS)})|^  (?:{'|'.join(FLOWS)})  +.*(?:\n {{10,}}\S.*)*", re.MULTILINE
)  # words that may be sent
SEAL = re.compile(r"^Tanda arsip .*$", re.MULTILINE)  # of the archive, small below each letter


def people() -> dict[str, str]:
    """NIP by name: of the directory, of who took over, of whom the letters name."""
    staff = {name: SCRIPT["nips"][key] for key, (name, _) in ROLES.items() if key in SCRIPT["nips"]}
    changes = [one for row in SCRIPT["day"] for one in row.get("directory", {}).values()]
    joined = {one["name"]: one["nip"] for one in changes if isinstance(one, dict)}
    return {**staff, **joined, **SCRIPT["named"]}


def misnamed(text: str) -> list[str]:
    """Names that are not whole, numbers that nobody has, or another than who stands before them."""
    flat, known = " ".join(text.split()), people()
    writers = [one["by"]["name"] for one in LETTERS.values() if one["by"]["name"]]
    rest = re.sub("|".join(map(re.escape, (*known, *writers, *(name for name, _ in ROLES.values())))), "", flat)
    found = [name for name in known if re.search(rf"\b{name.split()[0]}\b", rest)]
    for one in NIP.finditer(flat):
        owners = {name for name, number in known.items() if number == one[0].replace(" ", "")}
        before = flat[: one.start()].removesuffix("NIP ").rstrip(" ,:")
        of = {name for name in known if before.endswith(name)}
        if not owners or not of <= owners:
            found.append(f"{one[0]} {of or ''}")
    return found


def found_by(*patterns: re.Pattern[str]) -> Callable[[str], list[str]]:
    return lambda text: [one[0] for pattern in patterns for one in pattern.finditer(text)]


CHECKS: dict[str, Callable[[str], list[str]]] = {
    "nothing is empty or holds a place": found_by(PLACEHOLDER, NO_VALUE, NO_FACT),
    "no word or id of the program": lambda text: found_by(CODE)(SEAL.sub("", OFFERED.sub("", text))),
    "no date, time or number is broken": found_by(BROKEN),
    "names and numbers are those of the directory": misnamed,
}


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    subject = re.sub(r" \[\d{4}-\d{4}[^\]]*\]", "", str(mail["Subject"]))
    text = f"{subject}\n\n{body.get_content()}".replace("\r\n", "\n")
    return TO_FILL_IN.sub("  (diisi)", text) if mail["X-Nodis-Purpose"] == "completeness" else text


def html_of(mail: EmailMessage) -> str:
    """What a mail program shows of the HTML part, the words that its buttons send aside."""
    body = mail.get_body(("html",))
    assert body is not None
    text = re.sub(r"(?m)^.*\b(?:TUNDA|lengkapi)\b.*$", "", intake.html_to_text(body.get_content()))
    return text.replace("\r\n", "\n")


def as_corrected(text: str) -> str:
    """What was written before the correction, with the number that it brought."""
    old, new = (str(SCRIPT["corrected"][key]) for key in ("from", "to"))
    return text.replace(old, new).replace(nip(old), nip(new))


def written(day: Day) -> Iterator[tuple[str, str]]:
    """Every mail and every page of a letter: what it is, and its text."""
    until = SCRIPT["corrected"]["at"]
    for row, mails in zip(SCRIPT["day"], day.left, strict=True):
        for mail in mails:
            text = text_of(mail)
            yield (
                f"{row['at']} {mail['X-Nodis-Purpose']} {mail['To']}",
                as_corrected(text) if row["at"] < until else text,
            )
    for name, text in day.letters().items():
        form = "/formulir-keluhan/" in name
        shown = as_corrected(text) if "/permintaan-kelengkapan/" in name else text
        yield name, (NO_FACT.sub("", shown) if form else NO_NUMBER.sub("", shown))


@pytest.mark.parametrize("check", CHECKS)
def test_all_that_was_written_can_be_read_by_anybody(day: Day, check: str) -> None:
    assert {name: found for name, text in written(day) if (found := CHECKS[check](text))} == {}


@pytest.mark.parametrize("check", [found_by(PLACEHOLDER), found_by(BROKEN), misnamed])
def test_the_html_parts_hold_the_same_names_and_no_placeholder(day: Day, check: Callable[[str], list[str]]) -> None:
    until = SCRIPT["corrected"]["at"]
    for row, mails in zip(SCRIPT["day"], day.left, strict=True):
        for mail in mails:
            text = html_of(mail)
            assert check(as_corrected(text) if row["at"] < until else text) == [], (row, mail["Subject"])


@pytest.mark.parametrize("key", LETTERS)
def test_each_letter_is_read_as_it_says_however_it_came(day: Day, key: str) -> None:
    read, wanted = day.read[key], LETTERS[key]
    rows = [[row.name or "", row.nip, row.application, row.role] for row in read.access]
    assert {path: read.value(path) for path in READ} | {"access": rows} == {
        **dict.fromkeys(READ), "access": [], **wanted["reads"],
    }  # fmt: skip
    for path, value in wanted.get("doubts", {}).items():
        assert read.doubtful[path].value == value


def test_each_thing_that_happens_sends_the_mails_it_calls_for(day: Day) -> None:
    keys = {who(key): key for key in (*SCRIPT["nips"], *LETTERS, "operator", "penggantinya")}
    keys |= {(via := one["via"]["address"]): via.partition("@")[0] for one in LETTERS.values() if "via" in one}
    for row, mails in zip(SCRIPT["day"], day.left, strict=True):
        left = sorted(f"{one['X-Nodis-Purpose']} {keys[one['To'].addresses[0].addr_spec]}" for one in mails)
        assert left == row["left"], row
        assert row.get("told", "") in "\n".join(" ".join(text_of(mail).split()) for mail in mails), row


def test_the_cases_end_as_they_were_answered(day: Day) -> None:
    with day.running.store.reading() as tx:
        states = {case.id: case.state for case in tx.cases()}
        sums = tx.sums()
    assert {key: states[case] for key, case in day.cases.items()} == {
        key: CaseState(state) for key, state in SCRIPT["ends"].items()
    }
    assert (
        sum(sums.messages.values())
        == sums.received
        == len([row for row in SCRIPT["day"] if "at" in row and "directory" not in row])
    )
    assert (sums.outbox["queued"], sums.outbox["failed"]) == (0, 0)
    assert set(day.dovecot.flags()) == {"S"}
    assert day.running.store.verify() == ()


def test_each_mail_is_to_one_reader_with_one_next_act(day: Day) -> None:
    for mail in day.mails:
        assert [len(mail["To"].addresses), mail["Cc"], mail["Bcc"]] == [1, None, None]
        acts = ACT.findall(" ".join(text_of(mail).split()))
        wanted = mail["X-Nodis-Purpose"] in ("assignment", "completeness", "review", "escalation", "reminder")
        assert len(acts) == wanted or (not wanted and len(acts) <= 1), (mail["Subject"], acts)


def test_a_phone_shows_what_each_subject_is_about(day: Day) -> None:
    """The first characters name the letter's own matter or who asks: what the office does with it is the same for all."""
    keys = {case: key for key, case in day.cases.items()}
    unclear = []
    for mail in (mail for mail in day.mails if mail["X-Nodis-Case"]):
        shown = re.sub(r"\w+$", "", str(mail["Subject"])[: SHOWN + 1])  # whole words
        matter = LETTERS[keys[str(mail["X-Nodis-Case"])[:9]]]["matter"]
        if not any(re.search(rf"\b{re.escape(word)}\b", shown, re.IGNORECASE) for word in matter):
            unclear.append((str(mail["X-Nodis-Purpose"]), str(mail["Subject"])))
    assert unclear == []


def test_nothing_is_said_twice_and_nothing_to_or_by_who_has_left(day: Day) -> None:
    said = (
        [(str(mail["To"]), mail["Message-ID"]) for mail in day.mails],
        [(str(mail["To"]), text_of(mail)) for mail in day.mails],
    )
    for each in said:
        assert len(set(each)) == len(each), [one for one in each if each.count(one) > 1]
    gone = next(number for number, row in enumerate(SCRIPT["day"]) if "kasubag" in row.get("directory", {}))
    assert [mail["Subject"] for row in day.left[gone:] for mail in row if is_to(mail, address("kasubag"))] == []
    after = ("/dokumen-hasil-perbaikan/", "/nota-dinas-hasil/", "/laporan-hasil-perbaikan/")
    signed = {name: text for name, text in day.letters().items() if any(kind in name for kind in after)}
    assert signed
    assert [name for name, text in signed.items() if nip(SCRIPT["nips"]["kasubag"]) in text] == []
