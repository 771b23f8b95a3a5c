"""The volumes of an archive that was split are one file again, if all of them came; nothing else is joined."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage
from itertools import permutations

import pytest

from pipeline.intake import parse
from pipeline.intake.volumes import joined
from pipeline.model import Part
from pipeline.rulebook import Trust
from rules import rulebook

OWN = "layanan@kanwil.example"


def parts(*names: str) -> list[Part]:
    """Each holds its own name, so that the joined content tells the order."""
    return [Part(name=name, content_type="application/octet-stream", content=f"{name};".encode()) for name in names]


@pytest.mark.parametrize(
    ("names", "whole"),
    [
        (("surat.7z.001", "surat.7z.002", "surat.7z.003"), "surat.7z"),
        (("Surat.ZIP.001", "Surat.ZIP.002"), "Surat.ZIP"),
        (("surat.part1.rar", "surat.part2.rar"), "surat.rar"),
        (("surat.part01.rar", "surat.part02.rar", "surat.part03.rar"), "surat.rar"),
        (("surat.rar", "surat.r00", "surat.r01"), "surat.rar"),
        (("surat.z01", "surat.z02", "surat.zip"), "surat.zip"),
        (("surat.Z01", "surat.zip"), "surat.zip"),
    ],
)
def test_volumes_are_joined_in_their_order_whatever_order_they_came_in(names: tuple[str, ...], whole: str) -> None:
    for order in permutations(names):
        (found,) = joined(parts(*order))
        assert found.name == whole
        assert found.content.decode() == "".join(f"{name};" for name in names)


@pytest.mark.parametrize(
    "names",
    [
        ("surat.7z.001",), ("surat.7z.002", "surat.7z.003"), ("surat.7z.001", "surat.7z.003"), ("surat.zip", "lain.z01"),
        ("surat.z01", "surat.z02"), ("surat.rar", "surat.r01"), ("surat.r00", "surat.r01"), ("surat.part2.rar", "surat.part3.rar"),
        ("halaman.001", "halaman.002"), ("surat.zip",), ("surat.rar", "surat.zip"), ("surat.7z.001", "surat.zip.002"),
    ],
)  # fmt: skip
def test_what_is_not_all_of_one_archive_stays_as_it_came(names: tuple[str, ...]) -> None:
    assert joined(parts(*names)) == parts(*names)


def test_other_files_keep_their_place_and_names_stay_apart() -> None:
    found = joined(parts("a.pdf", "surat.7z.002", "b.pdf", "surat.7z", "surat.7z.001", "c.pdf"))
    assert [part.name for part in found] == ["a.pdf", "b.pdf", "surat.7z", "surat (2).7z", "c.pdf"]


def test_volumes_of_a_mail_are_joined_and_those_within_an_attached_mail_are_not() -> None:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Dewi <dewi@rutan.example>", OWN, "Gangguan jaringan"
    mail.set_content("Dengan hormat, surat kami terlampir.")
    for number in (2, 1):
        mail.add_attachment(b"%d;" % number, maintype="application", subtype="x-7z", filename=f"surat.7z.00{number}")
    outer = EmailMessage(policy=email.policy.SMTP)
    outer["From"], outer["To"], outer["Subject"] = "Hendra <hendra@kanwil.example>", OWN, "Fwd: Gangguan jaringan"
    outer.set_content("Mohon ditindaklanjuti.")
    outer.add_attachment(mail)
    own, brought = (parse(one.as_bytes(), kinds=rulebook().kinds, trust=Trust(), own=OWN) for one in (mail, outer))
    assert [(part.name, part.content) for part in own.parts] == [("surat.7z", b"1;2;")]
    assert [part.name for part in brought.parts] == ["surat.7z.002", "surat.7z.001"]
