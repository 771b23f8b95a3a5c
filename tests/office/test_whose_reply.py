"""Replies that reach the office by another hand, or that mean another case: nothing moves, and it is said why."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from attacked_office import NOW, TRUST, AttackedOffice, standing, with_verdict
from office_folder import ADDRESS, address, answer, make_office, put, typed_letter
from pipeline import service

ONE, TWO = "2026-0001", "2026-0002"
LOCAL, _, DOMAIN = ADDRESS.partition("@")
ALIAS = "helpdesk@kanwil-contoh.example.go.id"
ELSEWHERE = (
    address("kasubag"),
    f"x{ADDRESS}",
    f"{LOCAL}@jahat.example",
    f"{ADDRESS}.jahat.example",
    f'"{ADDRESS}" <{address("kasubag")}>',
    f"x+{ADDRESS}",
    "undisclosed-recipients:;",
)
TO_US: tuple[dict[str, str], ...] = (
    {"To": f"{LOCAL}+perkara@{DOMAIN}"},
    {"To": ADDRESS.upper()},
    {"To": f"Layanan: {address('kasubag')}, {ADDRESS};"},
    {"To": address("kasubag"), "Cc": f"Layanan TI <{ADDRESS}>"},
    {"To": "undisclosed-recipients:;", "Delivered_To": ADDRESS},
    {"To": "bersama@kanwil-contoh.example.go.id", "X_Original_To": ADDRESS},
    {"To": ALIAS.title()},
)


def with_headers(raw: bytes, **headers: str) -> bytes:
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    return mail.as_bytes()


def code(mail: EmailMessage) -> str:
    """What a reply's subject carries of the mail that it answers."""
    return f"[{str(mail['Subject']).rpartition('[')[2]}"


def notices(office: AttackedOffice, to: str) -> list[EmailMessage]:
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((office.folder / "outbox" / "new").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    ]
    return [mail for mail in mails if to in str(mail["To"]) and mail["X-Nodis-Purpose"] == "notice"]  # the oldest first


def test_a_reply_counts_for_the_case_that_it_answers_and_from_the_hand_that_wrote_it(tmp_path: Path) -> None:
    config = make_office(tmp_path, extra=TRUST)
    for number, case in enumerate((ONE, TWO), start=1):
        put(tmp_path, case, with_verdict(typed_letter(number), "pass"))
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        office = AttackedOffice(tmp_path, running)
        mail, other = office.mail(ONE), office.mail(TWO)
        before = standing(office.case(ONE)), standing(office.case(TWO))
        attacks = {
            "names another case": answer(mail, f"SETUJU untuk perkara {TWO}"),
            "names both": answer(mail, f"SETUJU untuk {ONE} dan {TWO}"),
            "refuses another case": answer(mail, f"TOLAK {TWO} karena ganda"),
            "gives each case a line": answer(mail, f"{ONE}: SETUJU\n{TWO}: TOLAK karena ganda"),
            "means both": answer(mail, f"SETUJU\n\nBerlaku juga untuk perkara {TWO}."),
            "names another case in its subject": with_headers(answer(mail, "SETUJU"), Subject=f"Re: perkara {TWO}"),
            "has the codes of both": with_headers(answer(mail, "SETUJU"), Subject=f"Re: {code(mail)} {code(other)}"),
            "has the codes of both and no thread": with_headers(
                answer(mail, "SETUJU"), Subject=f"Re: {code(mail)} {code(other)}", In_Reply_To=""
            ),
            "answers two mails": with_headers(
                answer(mail, "SETUJU"),
                Subject="Re: disposisi",
                In_Reply_To=f"{mail['Message-ID']} {other['Message-ID']}",
            ),
            "names another case in brackets": with_headers(answer(mail, "SETUJU"), Subject=f"Re: {code(mail)} [{TWO}]"),
            "stands in another thread": with_headers(answer(mail, "SETUJU"), References=str(other["Message-ID"])),
            "resent by a colleague": with_headers(
                answer(mail, "SETUJU"), To=address("kasubag"), Resent_From=address("kasubag"), Resent_To=ADDRESS
            ),
        }
        attacks |= {f"written to {to} alone": with_headers(answer(mail, "SETUJU"), To=to) for to in ELSEWHERE}
        for name, raw in attacks.items():
            told = len(notices(office, address("kabag")))
            office.deliver(name.replace(" ", "-"), with_verdict(raw, "pass"))
            assert (standing(office.case(ONE)), standing(office.case(TWO))) == before, name
            assert len(notices(office, address("kabag"))) > told, name


def test_who_names_two_cases_is_asked_which_he_means_and_his_next_answer_counts_for_it_alone(tmp_path: Path) -> None:
    config = make_office(tmp_path, extra=TRUST)
    for number, case in enumerate((ONE, TWO), start=1):
        put(tmp_path, case, with_verdict(typed_letter(number), "pass"))
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        office = AttackedOffice(tmp_path, running)
        mail, other = office.mail(ONE), office.mail(TWO)
        both = with_headers(answer(mail, "SETUJU"), Subject=f"Re: {code(mail)} {code(other)}")
        for name, raw in (("tanda", both), ("kata", answer(other, f"SETUJU untuk {ONE} dan {TWO}"))):
            office.deliver(name, with_verdict(raw, "pass"))
            (notice,) = notices(office, address("kabag"))[-1:]
            said = " ".join(notice.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
            assert all(
                one in said for one in (ONE, TWO, "Perkara mana yang dimaksud?", "satu balasan untuk satu perkara")
            )
            assert (office.case(ONE).step, office.case(TWO).step) == ("2", "2")
        office.deliver("jelas", with_verdict(answer(other, "SETUJU"), "pass"))
        assert (office.case(ONE).step, office.case(TWO).step) == ("2", "3")


def test_a_requester_who_names_both_of_his_cases_is_asked_which_he_means(tmp_path: Path) -> None:
    requester = "tu@lapas-contoh.example.go.id"
    config = make_office(tmp_path, extra=TRUST)
    for number, case in enumerate((ONE, TWO), start=1):
        put(tmp_path, case, with_verdict(typed_letter(number), "pass"))
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        office = AttackedOffice(tmp_path, running)
        mine, other = (office.mail(one, purpose="acknowledgement", to=requester) for one in (ONE, TWO))
        before = standing(office.case(ONE)), standing(office.case(TWO))
        threads = f"{mine['Message-ID']} {other['Message-ID']}"
        for name, raw in (
            ("dua-utas", with_headers(answer(mine, "CABUT"), Subject="Re: surat kami", In_Reply_To=threads)),
            ("perihal", with_headers(answer(mine, "CABUT"), Subject=f"Re: surat kami, perkara {TWO}")),
        ):
            told = len(notices(office, requester))
            office.deliver(name, with_verdict(raw, "pass"))
            assert (standing(office.case(ONE)), standing(office.case(TWO))) == before, name
            assert len(notices(office, requester)) == told + 1, name


def test_a_letter_about_another_case_can_be_answered_under_its_own_subject(tmp_path: Path) -> None:
    config = make_office(tmp_path, extra=TRUST)
    second = with_headers(typed_letter(2), Subject=f"Gangguan jaringan ruang kunjungan 2, seperti perkara {ONE}")
    for case, raw in ((ONE, typed_letter(1)), (TWO, second)):
        put(tmp_path, case, with_verdict(raw, "pass"))
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        office = AttackedOffice(tmp_path, running)
        mail = office.mail(TWO, purpose="acknowledgement", to="tu@lapas-contoh.example.go.id")
        assert ONE in str(mail["Subject"])
        office.deliver("cabut", with_verdict(answer(mail, "CABUT"), "pass"))
        assert (office.case(ONE).step, office.case(TWO).step) == ("2", None)


@pytest.mark.parametrize(
    ("text", "headers", "moves_to"),
    [
        (f"SETUJU untuk perkara {ONE}", {}, "3"),
        ("SETUJU", {"Resent_From": ADDRESS}, "3"),  # a server that redirects the office's own mailbox
        *(("SETUJU", headers, "3") for headers in TO_US),
        (f"TOLAK ganda dengan perkara {TWO}", {}, None),  # a reason may name another case
    ],
)
def test_naming_his_own_case_a_duplicate_or_a_redirecting_server_is_no_obstacle(
    tmp_path: Path, text: str, headers: dict[str, str], moves_to: str | None
) -> None:
    config = make_office(tmp_path, extra=TRUST)
    text_of = config.read_text(encoding="utf-8")
    config.write_text(text_of.replace("[office]\n", f'[office]\naliases = ["{ALIAS.upper()}"]\n', 1), encoding="utf-8")
    for number, case in enumerate((ONE, TWO), start=1):
        put(tmp_path, case, with_verdict(typed_letter(number), "pass"))
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        office = AttackedOffice(tmp_path, running)
        office.deliver("balasan", with_verdict(with_headers(answer(office.mail(ONE), text), **headers), "pass"))
        assert office.case(ONE).step == moves_to
