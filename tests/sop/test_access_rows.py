"""What a requester says of the rights that he asked for: it goes to the row of whom it is said of, and to nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import AccessAction, AccessRow, Answer, Case, CaseState, Field, Proof, RequesterSaid
from pipeline.sop import missing, understand_requester
from sop_cases import MONDAY, Walk, rulebook

OLD, NEW = "198805052012121002", "198805052012121003"
SITI = AccessRow(name="Siti Rahmawati", nip="199001012015032001", application="SIMPEG", role="Operator")
BAYU = AccessRow(name="Bayu Nugroho", nip=OLD, application="SIMPEG", role="Verifikator")
CONTACT = {"requester.name": "Andi Pratama", "requester.nip": "197902022004011002"}


def hear(text: str, case: Case) -> Answer:
    return understand_requester(text, case=case, rulebook=rulebook(), now=MONDAY)


def write(walk: Walk, text: str) -> Walk:
    return walk.event(RequesterSaid(answer=hear(text, walk.case)))


def walk_with(*rows: AccessRow, **contact: str) -> Walk:
    """A case of access whose letter has these rows, just before the first answer of its holder."""
    walk = Walk("hak-akses")
    named = {
        path: Field(value=value, confidence=1.0, part="body", page=1, text=value, finder="label")
        for path, value in {**CONTACT, **contact}.items()
    }
    letter = replace(walk.case.letter, access=rows, fields={**walk.case.letter.fields, **named})
    walk.case = replace(walk.case, letter=letter)
    return walk


@pytest.mark.parametrize(
    "text",
    [
        f"PERBAIKI NIP Bayu Nugroho: {NEW}",
        f"PERBAIKI NIP Bayu: {NEW}",
        f"PERBAIKI NIP: {NEW}",  # all but that row's number
        f"PERBAIKI NIP baris 2: {NEW}",
        f"NIP Bayu Nugroho yang benar adalah {NEW}",
        f"Mohon maaf, NIP a.n. Bayu salah ketik, seharusnya 19880505 201212 1 003, bukan {OLD}.",
        f"NIP Bayu Nugroho bukan {OLD} tetapi {NEW}",
        f"PERBAIKI\nNama: Bayu Nugroho\nNIP: {NEW}",
        f"Yang benar: 2. Bayu Nugroho, NIP {NEW}, Verifikator",
    ],
)
def test_a_corrected_nip_goes_to_the_named_row(text: str) -> None:
    walk = write(walk_with(SITI, BAYU), text)
    assert walk.case.letter.access == (SITI, replace(BAYU, nip=NEW))
    assert walk.case.letter.value("requester.nip") == CONTACT["requester.nip"]
    assert walk.case.letter.value("requester.name") == CONTACT["requester.name"]
    [echo] = walk.mails("understood", last=True)
    assert echo.says["fields"] == "NIP Bayu Nugroho (baris 2): 19880505 201212 1 003"
    [told] = walk.mails("status", last=True)
    assert "NIP Bayu Nugroho (baris 2)" in told.says["note"]


@pytest.mark.parametrize(
    "text",
    [
        "PERBAIKI NIP saya: 197902022004011003",
        "PERBAIKI NIP Andi Pratama: 197902022004011003",
        "PERBAIKI NIP: 197902022004011003",
        "NIP penanggung jawab yang benar 197902022004011003",
    ],
)
def test_the_contacts_own_nip_is_still_corrected(text: str) -> None:
    walk = write(walk_with(SITI, BAYU), text)
    assert walk.case.letter.value("requester.nip") == "197902022004011003"
    assert walk.case.letter.access == (SITI, BAYU)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("PERBAIKI NIP: 196001011980011001", "siapa"),  # nobody's number is like it
        (f"PERBAIKI NIP Rudi Hartono: {NEW}", "siapa"),
        (f"NIP Rudi Hartono yang benar {NEW}", "siapa"),
        (f"PERBAIKI NIP baris 7: {NEW}", "siapa"),
        ("PERBAIKI NIP Bayu Nugroho: 19880505201212100", "18 angka"),
    ],
)
def test_a_nip_of_nobody_is_asked_back(text: str, doubt: str) -> None:
    walk = walk_with(SITI, BAYU)
    before = walk.case.letter
    write(walk, text)
    assert walk.case.letter == before
    [asked] = walk.mails("asked-back", last=True)
    assert doubt in asked.says["doubt"]


def test_of_two_people_with_one_name_nobody_is_guessed() -> None:
    walk = walk_with(SITI, replace(BAYU, name="Siti Aminah"))
    assert "siapa" in (hear(f"PERBAIKI NIP Siti: {NEW}", walk.case).doubt or "")
    write(walk, f"PERBAIKI NIP Siti Aminah: {NEW}")
    assert [row.nip for row in walk.case.letter.access] == [SITI.nip, NEW]


def test_both_rights_of_one_person_and_the_contact_that_he_is_are_corrected() -> None:
    again = replace(BAYU, application="SIPD")
    walk = walk_with(SITI, BAYU, again, **{"requester.name": "Bayu Nugroho", "requester.nip": OLD})
    write(walk, f"NIP Bayu yang benar {NEW}")
    assert [row.nip for row in walk.case.letter.access] == [SITI.nip, NEW, NEW]
    assert walk.case.letter.value("requester.nip") == NEW


def test_a_correction_of_one_row_leaves_the_others_where_the_mail_is_read_again() -> None:
    walk = walk_with(SITI, BAYU)
    walk.event(
        RequesterSaid(
            answer=hear("PERBAIKI peran Bayu Nugroho: Admin", walk.case), access=(replace(BAYU, role="Admin"),)
        )
    )
    assert [row.role for row in walk.case.letter.access] == ["Operator", "Admin"]


def test_an_unproven_correction_waits_for_the_operator_and_names_the_row() -> None:
    walk = walk_with(SITI, BAYU)
    walk.event(RequesterSaid(answer=hear(f"PERBAIKI NIP Bayu Nugroho: {NEW}", walk.case), proof=Proof.UNPROVEN))
    assert walk.case.letter.access == (SITI, BAYU)
    [asked] = walk.mails("unverified", last=True)
    assert asked.says["fields"] == "NIP Bayu Nugroho (baris 2): 19880505 201212 1 003"


# ---------------------------------------------------------------------------------------------------------------- missing


@pytest.mark.parametrize(
    ("row", "lacks"),
    [
        (SITI, False),
        (replace(SITI, nip=None), False),
        (replace(SITI, name=None), True),
        (replace(SITI, role=None), True),
        (replace(SITI, application=None), True),
        (AccessRow(name="Mohon"), True),
        (replace(SITI, role=None, action=AccessAction.REVOKE), False),
    ],
)
def test_a_row_without_person_application_or_role_is_missing(row: AccessRow, lacks: bool) -> None:  # noqa: FBT001
    letter = replace(walk_with(row, BAYU).case.letter, doubtful={})
    fields = {path: one for path, one in letter.fields.items() if path != "issue.application"}
    found = missing(replace(letter, fields=fields), rulebook().sops["hak-akses"])
    assert ("access" in found) is lacks


def waiting(*rows: AccessRow) -> Walk:
    """A case that waits for what its rows lack."""
    walk = Walk("hak-akses", "access")
    walk.case = replace(walk.case, letter=replace(walk.case.letter, access=rows))
    return walk


@pytest.mark.parametrize(
    "text",
    [
        "Peran Siti Rahmawati (baris 1, SIMPEG): Operator\nPeran Bayu Nugroho (baris 2, SIMPEG): Verifikator",
        "Siti sebagai Operator, Bayu sebagai Verifikator",
        "Siti perannya Operator dan Bayu perannya Verifikator.",
    ],
)
def test_roles_that_were_asked_for_start_the_case(text: str) -> None:
    walk = write(waiting(replace(SITI, role=None), replace(BAYU, role=None)), text)
    assert walk.case.letter.access == (SITI, BAYU)
    assert (walk.case.state, walk.case.step) == (CaseState.OPEN, "2")
    assert "Peran Siti Rahmawati (baris 1): Operator" in walk.mails("understood", last=True)[0].says["fields"]


def test_what_is_still_lacking_is_asked_for_by_name() -> None:
    walk = write(waiting(replace(SITI, role=None), replace(BAYU, role=None)), "Peran Siti Rahmawati: Operator")
    assert walk.case.step == "1"
    assert walk.mails("completeness", last=True)[0].says["missing"] == "Peran Bayu Nugroho (baris 2, SIMPEG)"


def test_people_named_for_the_rows_are_not_the_contact() -> None:
    walk = waiting()
    walk.case = replace(walk.case, letter=walk_with().case.letter, missing=("access",))
    text = f"Nama: Bayu Nugroho\nNIP: {OLD}\nAplikasi: SIMPEG\nPeran: Verifikator"
    walk.event(RequesterSaid(answer=hear(text, walk.case), access=(BAYU,)))
    assert walk.case.letter.access == (BAYU,)
    assert {path: walk.case.letter.value(path) for path in CONTACT} == CONTACT
