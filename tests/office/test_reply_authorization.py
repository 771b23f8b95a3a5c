"""Token and address and verdict: what a reply may do, by which of them it has. Each goes the whole way in."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from office_folder import (
    TRUST,
    address,
    answer,
    make_office,
    put,
    sent,
    typed_letter,
    unclear_letter,
    with_person,
    with_verdict,
)
from pipeline import service
from pipeline.model import Action, Case, CaseState, OperatorDecided

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
CASE = "2026-0001"
REQUESTER = "tu@lapas-contoh.example.go.id"
PHONE, OTHER_PHONE = "+6281200004455", "+6281200009999"
NO_PASS = ("", "none", "fail")  # "": the server says nothing at all


@dataclass
class Office:
    folder: Path
    running: service.Service
    delivered: int = 0

    @property
    def case(self) -> Case:
        with self.running.store.reading() as tx:
            return tx.case(CASE)

    def deliver(self, raw: bytes, verdict: str = "pass") -> None:
        """Bring a mail in, two minutes after the one before it."""
        self.delivered += 1
        name = f"surel-{self.delivered}"
        raw = re.sub(rb"(?m)^Message-ID: <[^@]*", f"Message-ID: <{name}".encode(), raw)
        self.running.clock.frozen = self.running.clock() + timedelta(minutes=2)
        put(self.folder, name, with_verdict(raw, verdict) if verdict else raw)
        self.running.run_once()

    def mail(self, purpose: str, to: str = REQUESTER) -> EmailMessage:
        return next(
            one for one in reversed(sent(self.folder)) if one["X-Nodis-Purpose"] == purpose and to in str(one["To"])
        )

    def told(self, to: str, since: int) -> str:
        """All that was said to somebody since so many mails had been sent, on one line."""
        mails = [one for one in sent(self.folder)[since:] if to in str(one["To"])]
        return " ".join(" ".join(text_of(one).split()) for one in mails)

    def journal(self) -> list[str]:
        with self.running.store.reading() as tx:
            return [line.what for line in tx.journal_of(CASE)]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ""


@contextmanager
def office_at(folder: Path, *, extra: str = TRUST, letter: bytes | None = None) -> Iterator[Office]:
    config = make_office(folder, extra=f"{extra}\n[limits]\nmails_per_hour = 1000\n")
    with service.open_service(config, now=NOW) as running:
        found = Office(folder, running)
        found.deliver(letter or typed_letter())
        yield found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(tmp_path) as found:
        yield found


@pytest.fixture
def lacking(tmp_path: Path) -> Iterator[Office]:
    """An office whose only case waits for the requester's telephone number."""
    letter = re.sub(rb"No. HP : [\d-]+\r\n", b"", typed_letter())
    with office_at(tmp_path, letter=letter) as found:
        assert "requester.phone" in found.case.missing
        yield found


def changed(raw: bytes, **headers: str | None) -> bytes:
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        if value is not None:
            mail[name.replace("_", "-")] = value
    return mail.as_bytes()


def stands(case: Case) -> tuple[object, ...]:
    values = {path: found.value for path, found in case.letter.fields.items()}
    tokens = {one.token for one in case.assignments if not one.supervises}
    return case.state, case.sop, case.step, tokens, len(case.entries), values, case.waiting_for


# --------------------------------------------------------------------------------------------------- without its token


def by_number(office: Office, text: str) -> bytes:
    return changed(answer(office.mail("acknowledgement"), text), In_Reply_To=None, Subject=f"Re: [{CASE}] Surat kami")


def under_the_letter_itself(office: Office, text: str) -> bytes:
    """The letter's own Message-ID is known to all who got a copy of it."""
    return changed(
        answer(office.mail("acknowledgement"), text),
        In_Reply_To="<surel-1@lapas-contoh.example.go.id>",
        Subject="Re: Laporan gangguan jaringan",
    )


def under_a_mail_to_another(office: Office, text: str) -> bytes:
    notice = office.mail("assignment", address("kabag"))
    return changed(answer(office.mail("acknowledgement"), text), In_Reply_To=str(notice["Message-ID"]))


def under_a_guessed_id(office: Office, text: str) -> bytes:
    guess = f"<nodis.{CASE}.{'0' * 16}@kanwil-contoh.example.go.id>"
    return changed(answer(office.mail("acknowledgement"), text), In_Reply_To=guess)


def by_a_guessed_code(office: Office, text: str) -> bytes:
    return changed(
        answer(office.mail("acknowledgement"), text),
        In_Reply_To=None,
        Subject=f"Re: [{CASE} AAAA-BBBB-CCCC] Surat kami",
    )


def by_another(office: Office, text: str) -> bytes:
    return changed(answer(office.mail("acknowledgement"), text), From="rekan@lapas-contoh.example.go.id")


def from_nobody(office: Office, text: str) -> bytes:
    return changed(answer(office.mail("acknowledgement"), text), From=f"{REQUESTER}, rekan@lapas-contoh.example.go.id")


def from_sender_alone(office: Office, text: str) -> bytes:
    return changed(answer(office.mail("acknowledgement"), text), From=None, Sender=REQUESTER)


MOVES = ("CABUT", "No HP: 0812-0000-9999")
WITHOUT = (
    by_number, under_the_letter_itself, under_a_mail_to_another, under_a_guessed_id, by_a_guessed_code, by_another,
    from_nobody, from_sender_alone,
)  # fmt: skip


@pytest.mark.parametrize("trust", [TRUST, ""], ids=["server", "no-server"])
def test_without_its_token_and_address_a_requesters_mail_moves_nothing(tmp_path: Path, trust: str) -> None:
    with office_at(tmp_path, extra=trust) as office:
        before, count = stands(office.case), len(sent(office.folder))
        for way in WITHOUT:
            for text in MOVES:
                office.deliver(way(office, text))
                assert stands(office.case) == before, (way.__name__, text)
        assert not office.case.proposals
        assert "Langkah" not in office.told("rekan@", count), "nobody else learns where the case stands"


def test_with_them_it_does(office: Office) -> None:
    office.deliver(answer(office.mail("acknowledgement"), "PERBAIKI No HP: 0812-0000-9999"))
    assert office.case.letter.value("requester.phone") == OTHER_PHONE
    office.deliver(answer(office.mail("acknowledgement"), "CABUT"))
    assert office.case.state is CaseState.WITHDRAWN


def test_a_link_carries_its_mails_token(office: Office) -> None:
    found = re.search(r'href="mailto:[^"?]*\?subject=([^"&]+)&', text_of(office.mail("acknowledgement"), "html"))
    assert found
    subject = unquote(found[1])
    assert re.search(rf"\[{CASE} [0-9A-Z-]{{14}}\]", subject)
    new = changed(
        answer(office.mail("acknowledgement"), "PERBAIKI No HP: 0812-0000-9999"), In_Reply_To=None, Subject=subject
    )
    office.deliver(changed(new, From="rekan@lapas-contoh.example.go.id"))
    assert office.case.letter.value("requester.phone") == PHONE
    office.deliver(new)
    assert office.case.letter.value("requester.phone") == OTHER_PHONE
    assert "wrong code" not in office.journal()


# -------------------------------------------------------------------------------------------------------- without a pass


@pytest.mark.parametrize("verdict", NO_PASS)
@pytest.mark.parametrize("text", ["CABUT", "PERBAIKI No HP: 0812-0000-9999"])
def test_without_a_pass_the_operator_is_asked_and_the_case_stands(office: Office, verdict: str, text: str) -> None:
    before, count = stands(office.case), len(sent(office.folder))
    office.deliver(answer(office.mail("acknowledgement"), text), verdict)
    assert stands(office.case) == before
    assert "Perkara ini tetap seperti semula" in office.told(address("operator"), count)
    assert "tetap seperti semula" in office.told(REQUESTER, count)
    count = len(sent(office.folder))
    office.deliver(answer(office.mail("acknowledgement"), text), verdict)
    assert "tetap seperti semula" not in office.told(address("operator"), count), "the same once more asks nobody again"
    office.deliver(answer(office.mail("review", address("operator")), "SETUJU"), "pass")
    if text == "CABUT":
        assert office.case.state is CaseState.WITHDRAWN
    else:
        assert office.case.letter.value("requester.phone") == OTHER_PHONE
        assert office.case.letter.fields["requester.phone"].verified
    assert not office.case.proposals


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("TOLAK", "pass"),
        ("SETUJU", "fail"),
        ("SETUJU", "none"),
        ("Belum SETUJU", "pass"),
        ("Apakah SETUJU?", "pass"),
        ("bandwidth", "pass"),
    ],
)
def test_only_the_operators_own_consent_confirms(office: Office, text: str, verdict: str) -> None:
    office.deliver(answer(office.mail("acknowledgement"), "CABUT"), "")
    review = office.mail("review", address("operator"))
    office.deliver(changed(answer(review, "SETUJU"), From=REQUESTER))
    office.deliver(changed(answer(review, "SETUJU"), In_Reply_To=None, Subject=f"Re: [{CASE}]"))
    assert office.case.state is CaseState.OPEN
    office.deliver(answer(review, text), verdict)
    assert office.case.state is CaseState.OPEN
    assert office.case.step == "2"
    if text == "TOLAK":
        assert not office.case.proposals
        office.deliver(answer(review, "SETUJU"))
        assert office.case.state is CaseState.OPEN, "what is decided is decided"


@pytest.fixture
def ended(office: Office) -> Office:
    """The office when its only case has been dealt with."""
    office.running.office.decide(CASE, OperatorDecided(close="sudah ditangani"))
    office.running.engine.drain()
    assert office.case.state is CaseState.CLOSED
    return office


WORDS_ON_THE_RESULT = ("BELUM, jaringan masih putus", "PUAS, terima kasih")


@pytest.mark.parametrize("verdict", NO_PASS)
@pytest.mark.parametrize("text", WORDS_ON_THE_RESULT)
@pytest.mark.parametrize("consent", ["SETUJU", "TOLAK"])
def test_without_a_pass_a_word_on_the_result_waits_for_the_operator_and_the_ended_case_stands(
    ended: Office, verdict: str, text: str, consent: str
) -> None:
    word = text.partition(",")[0]
    before, count = stands(ended.case), len(sent(ended.folder))
    ended.deliver(answer(ended.mail("result"), text), verdict)
    assert stands(ended.case) == before
    (proposal,) = ended.case.proposals
    assert proposal.said.answer.action == Action(word)
    review = ended.mail("review", address("operator"))
    assert "Perkara ini tetap seperti semula" in ended.told(address("operator"), count)
    assert word in text_of(review)
    assert re.search(r'href="mailto:[^"]*body=SETUJU', text_of(review, "html")), "he answers with one click"
    assert "tetap seperti semula" in ended.told(REQUESTER, count)

    count = len(sent(ended.folder))
    ended.deliver(answer(ended.mail("result"), text), verdict)
    assert "tetap seperti semula" not in ended.told(address("operator"), count), "the same once more asks nobody again"

    ended.deliver(answer(review, consent))
    case = ended.case
    assert not case.proposals
    if consent == "TOLAK":
        assert stands(case) == before
    elif word == "BELUM":
        assert (case.state, case.step) == (CaseState.OPEN, "5"), "opened once more"
        assert case.entries[-1].action == word
    else:
        assert case.state is CaseState.CLOSED
        assert (case.entries[-1].by, case.entries[-1].action) == (REQUESTER, word)
        assert "telah kami catat" in ended.told(REQUESTER, count)

    stood = stands(ended.case)
    ended.deliver(answer(review, "SETUJU"))
    assert stands(ended.case) == stood, "what is decided is decided"


@pytest.mark.parametrize("verdict", NO_PASS)
def test_only_the_operator_lets_a_word_on_the_result_count(ended: Office, verdict: str) -> None:
    before = stands(ended.case)
    ended.deliver(answer(ended.mail("result"), WORDS_ON_THE_RESULT[0]), verdict)
    review = ended.mail("review", address("operator"))
    ended.deliver(answer(review, "SETUJU"), verdict or "fail")
    ended.deliver(changed(answer(review, "SETUJU"), From=REQUESTER))
    ended.deliver(changed(answer(review, "SETUJU"), In_Reply_To=None, Subject=f"Re: [{CASE}]"))
    assert stands(ended.case) == before
    assert ended.case.proposals


@pytest.mark.parametrize("text", WORDS_ON_THE_RESULT)
def test_with_a_pass_it_counts_at_once(ended: Office, text: str) -> None:
    ended.deliver(answer(ended.mail("result"), text))
    assert ended.case.entries[-1].action == text.partition(",")[0]
    assert ended.case.state is (CaseState.OPEN if text.startswith("BELUM") else CaseState.CLOSED)
    assert not ended.case.proposals


def test_after_the_end_too(office: Office) -> None:
    office.deliver(answer(office.mail("acknowledgement"), "CABUT"))
    before = stands(office.case)
    office.deliver(answer(office.mail("acknowledgement"), "BELUM, masih putus"), "none")
    assert stands(office.case) == before


@pytest.mark.parametrize("verdict", ["", "none"])
def test_what_was_asked_for_counts_unverified_and_fills_only_what_was_empty(lacking: Office, verdict: str) -> None:
    text = "No HP: 0812-0000-9999\nNama Unit: Rutan Palsu"
    unit = lacking.case.letter.value("requester.unit")
    lacking.deliver(answer(lacking.mail("completeness"), text), verdict)
    case = lacking.case
    assert case.letter.value("requester.phone") == OTHER_PHONE
    assert case.letter.value("requester.unit") == unit
    assert not case.letter.fields["requester.phone"].verified
    assert case.step == "2"
    assert "0812-0000-9999 (belum diverifikasi)" in " ".join(
        text_of(lacking.mail("assignment", address("kabag"))).split()
    )
    lacking.deliver(answer(lacking.mail("assignment", address("kabag")), "SETUJU"), "")
    case = lacking.case
    sheet = next(letter for letter in case.letters if letter.letter == "lembar-disposisi")
    with lacking.running.store.reading() as tx:
        assert "(belum diverifikasi)" in str(tx.letter(sheet.id).context)
    lacking.deliver(answer(lacking.mail("completeness"), "No HP: 0812-0000-7777"), verdict)
    assert lacking.case.letter.value("requester.phone") == OTHER_PHONE
    lacking.deliver(answer(lacking.mail("completeness"), "No HP: 0812-0000-7777"))
    assert lacking.case.letter.fields["requester.phone"].verified, "he says so himself, and is proven"


@pytest.mark.parametrize("verdict", ["fail", "temperror"])
def test_what_was_asked_for_never_counts_against_a_verdict(lacking: Office, verdict: str) -> None:
    before = stands(lacking.case)
    lacking.deliver(answer(lacking.mail("completeness"), "No HP: 0812-0000-9999"), verdict)
    assert stands(lacking.case) == before


def test_files_of_who_is_not_proven_are_shown_as_such(lacking: Office) -> None:
    raw = answer(
        lacking.mail("completeness"), "No HP: 0812-0000-9999", attach={"lampu.jpg": b"\xff\xd8\xff" + b"x" * 40_000}
    )
    lacking.deliver(raw, "none")
    assert not next(one for one in lacking.case.files if one.name == "lampu.jpg").verified
    assert "lampu.jpg (belum diverifikasi)" in " ".join(text_of(lacking.mail("assignment", address("kabag"))).split())


def test_an_answer_to_a_question_goes_to_who_asked_marked(office: Office) -> None:
    office.deliver(answer(office.mail("assignment", address("kabag")), "TANYA jam berapa ruangan dapat dimasuki?"), "")
    assert office.case.waiting_for == "requester"
    office.deliver(answer(office.mail("completeness"), "Ruangan dapat dimasuki pukul 10 pagi"), "none")
    assert office.case.state is CaseState.OPEN
    assert "(belum diverifikasi)" in text_of(office.mail("assignment", address("kabag")))


@pytest.mark.parametrize("verdict", ["", "none", "pass"])
def test_the_state_of_a_case_is_told_to_the_address_on_file_alone(office: Office, verdict: str) -> None:
    count = len(sent(office.folder))
    office.deliver(answer(office.mail("acknowledgement"), "STATUS"), verdict)
    assert {str(one["To"]).rpartition("<")[2].strip(">") for one in sent(office.folder)[count:]} == {REQUESTER}
    assert "sedang dikerjakan" in office.told(REQUESTER, count)


# ------------------------------------------------------------------------------------------------------------ operator


@pytest.fixture
def undecided(tmp_path: Path) -> Iterator[Office]:
    """An office whose only case is before the operator."""
    with office_at(tmp_path, letter=unclear_letter()) as found:
        assert found.case.state is CaseState.REVIEW
        yield found


@pytest.mark.parametrize("text", ["gangguan-jaringan", "TOLAK bukan wewenang kami"])
def test_the_operator_decides_with_token_address_and_verdict_alone(undecided: Office, text: str) -> None:
    review = undecided.mail("review", address("operator"))
    right = answer(review, text)
    before = stands(undecided.case)
    wrong = (
        (changed(right, In_Reply_To=None, Subject=f"[{CASE}]"), "pass"),
        (changed(right, In_Reply_To="<surel-1@lapas-contoh.example.go.id>", Subject="Re: Permohonan bantuan"), "pass"),
        (changed(right, In_Reply_To=None, Subject=f"Re: [{CASE} AAAA-BBBB-CCCC]"), "pass"),
        (changed(right, From=REQUESTER), "pass"),
        (changed(right, From=None, Sender=address("operator")), "pass"),
        (changed(right, From=f"x: {address('operator')};"), "pass"),
        (right, "fail"),
        (right, "none"),
    )
    for raw, verdict in wrong:
        undecided.deliver(raw, verdict)
        assert stands(undecided.case) == before
    undecided.deliver(changed(right, In_Reply_To=str(review["Message-ID"]), Subject="Re: tanpa kode"), "")
    assert undecided.case.state is (CaseState.REVIEW if "TOLAK" in text else CaseState.OPEN)
    assert (undecided.case.ending is not None) == ("TOLAK" in text), "shown first"
    after = stands(undecided.case)
    undecided.deliver(answer(review, "TOLAK berubah pikiran"))
    assert stands(undecided.case) == after, "an answered review decides nothing again"


# ------------------------------------------------------------------------------------------------------- codes, guessed


def coded(asked: EmailMessage, code: str, text: str = "SETUJU") -> bytes:
    return changed(answer(asked, text), In_Reply_To=None, Subject=f"Re: [{CASE} {code}] Disposisi")


@pytest.mark.parametrize("verdict", ["fail", "none"])
def test_forged_guesses_block_nobody(office: Office, verdict: str) -> None:
    asked = office.mail("assignment", address("kabag"))
    for number in range(7):
        office.deliver(coded(asked, f"AAAA-BBBB-CC{number}0"), verdict)
    office.deliver(coded(asked, str(asked["Subject"]).partition("]")[0].rpartition(" ")[2]))
    assert office.case.step == "3"


# ----------------------------------------------------------------------------------------------------- letters, forwards


@pytest.mark.parametrize(
    "sender", [address("kepala"), "bagian-umum@kanwil-contoh.example.go.id", "tu@lapas-contoh.example.go.id"]
)
def test_a_letter_as_if_from_one_of_us_is_answered_through_review_alone(tmp_path: Path, sender: str) -> None:
    extra = f'{TRUST}\n[[unit]]\nname = "Lapas Contoh"\nemail = "tu@lapas-contoh.example.go.id"\n'
    config = make_office(tmp_path, extra=extra)
    with service.open_service(config, now=NOW) as running:
        office = Office(tmp_path, running)
        office.deliver(typed_letter(sender=sender), "fail")
        assert office.case.state is CaseState.REVIEW
        answers = {str(one["X-Nodis-Purpose"]) for one in sent(tmp_path)} - {"notice"}  # the morning's lists
        assert answers == {"review"}
        assert "mungkin dipalsukan" in office.told(address("operator"), 0)
        office.deliver(answer(office.mail("review", address("operator")), "gangguan-jaringan"), "")
        assert office.case.step == "2"
        assert "mungkin dipalsukan" in office.told(address("kabag"), 0)
        assert office.mail("acknowledgement", sender)
        office.deliver(answer(office.mail("assignment", address("kabag")), "SETUJU"), "")
        sheet = next(letter for letter in office.case.letters if letter.letter == "lembar-disposisi")
        with running.store.reading() as tx:
            assert "keaslian pengirim diragukan" in str(tx.letter(sheet.id).context)


def forwarded() -> bytes:
    """The letter of a unit, sent on by somebody else within his own mail."""
    inner = typed_letter().decode().partition("\r\n\r\n")[2]
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Rekan <rekan@unit-lain.example.go.id>", "ti@x.example", "Fwd: Laporan"
    mail["Message-ID"] = "<terusan@unit-lain.example.go.id>"
    head = "---------- Forwarded message ---------\nFrom: Sari Wulandari <tu@lapas-contoh.example.go.id>\n"
    mail.set_content(f"{head}Date: Mon, 2 Mar 2026\nSubject: Laporan gangguan jaringan\nTo: ti@x.example\n\n{inner}")
    return mail.as_bytes()


@pytest.mark.parametrize(("verdict", "both"), [("pass", True), ("none", False), ("fail", False), ("", False)])
def test_who_a_forward_names_is_believed_as_far_as_who_forwards_it(tmp_path: Path, verdict: str, *, both: bool) -> None:
    config = make_office(tmp_path, extra=TRUST)
    with service.open_service(config, now=NOW) as running:
        office = Office(tmp_path, running)
        office.deliver(forwarded(), verdict)
    acknowledged = {
        str(one["To"]).rpartition("<")[2].strip(">")
        for one in sent(tmp_path)
        if one["X-Nodis-Purpose"] == "acknowledgement"
    }
    assert acknowledged == {"rekan@unit-lain.example.go.id", *([REQUESTER] if both else [])}


# ---------------------------------------------------------------------------------------------------------- how long


@pytest.mark.parametrize(("day", "acts"), [(4, True), (5, False)])
def test_a_deputy_acts_until_the_last_day(tmp_path: Path, day: int, *, acts: bool) -> None:
    config = make_office(tmp_path, extra=TRUST)
    deputy = address("kasubag")
    with_person(config, "kabag", f'away = [{{from = "2026-03-01", to = "2026-03-04", deputy = "{deputy}"}}]')
    with service.open_service(config, now=NOW) as running:
        office = Office(tmp_path, running)
        office.deliver(typed_letter())
        asked = office.mail("assignment", deputy)
        running.clock.frozen = datetime(2026, 3, day, 9, 0, tzinfo=NOW.tzinfo)
        count = len(sent(tmp_path))
        office.deliver(answer(asked, "SETUJU"), "")
        assert (office.case.step == "3") is acts
        if not acts:
            assert [one.address for one in office.case.assignments if not one.supervises] == [address("kabag")]
            assert "Hendra Wijaya" in office.told(deputy, count)
            office.deliver(answer(office.mail("assignment", address("kabag")), "SETUJU"), "")
            assert office.case.step == "3"


@pytest.mark.parametrize(("day", "acts"), [(4, True), (5, False)])
def test_who_has_left_decides_nothing(tmp_path: Path, day: int, *, acts: bool) -> None:
    config = make_office(tmp_path, extra=TRUST)
    with_person(config, "kabag", "until = 2026-03-04")
    with service.open_service(config, now=NOW) as running:
        office = Office(tmp_path, running)
        office.deliver(typed_letter())
        asked = office.mail("assignment", address("kabag"))
        running.clock.frozen = datetime(2026, 3, day, 9, 0, tzinfo=NOW.tzinfo)
        count = len(sent(tmp_path))
        office.deliver(answer(asked, "SETUJU"), "")
        assert (office.case.step == "3") is acts
        if not acts:
            assert "tidak bertugas" in office.told(address("operator"), count)
            assert office.case.state is CaseState.REVIEW, "nobody else holds the role"


@pytest.mark.parametrize("named", [False, True])
def test_whose_role_went_to_another_decides_only_what_he_was_named_for(tmp_path: Path, *, named: bool) -> None:
    config = make_office(tmp_path, extra=TRUST)
    old, new = address("teknisi"), address("anggota")
    with service.open_service(config, now=NOW) as running:
        office = Office(tmp_path, running)
        office.deliver(typed_letter())
        for key, words in (("kabag", "SETUJU"), ("kasubag", "SELESAI\nKonfirmasi: benar terputus")):
            office.deliver(answer(office.mail("assignment", address(key)), words), "")
        order = "TERUSKAN Budi Prakoso" if named else "SETUJU"
        office.deliver(answer(office.mail("assignment", address("kasubag")), order), "")
        assert office.case.step == "5"
        asked = office.mail("assignment", old)
    text = config.read_text().replace('roles = ["gangguan-jaringan/pelaksana", ', "roles = [")
    config.write_text(
        text.replace('roles = ["hak-akses/anggota"', 'roles = ["gangguan-jaringan/pelaksana", "hak-akses/anggota"')
    )
    with service.open_service(config, now=NOW + timedelta(hours=1)) as running:
        office = Office(tmp_path, running)
        done = "SELESAI\nPenyebab: kabel putus\nTindakan: disambung\nChecklist: ping lancar"
        office.deliver(answer(asked, done, attach={"foto.jpg": b"\xff\xd8\xff" + b"x" * 40_000}), "")
        assert (office.case.step == "6") is named
        if not named:
            assert [one.address for one in office.case.assignments if not one.supervises] == [new]
