"""Who wrote a mail: one address, or nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import intake
from pipeline.config import default_rules, load_rulebook
from pipeline.intake.sender import single_sender
from pipeline.model import Mail
from pipeline.rulebook import Trust

KINDS = load_rulebook(default_rules()).kinds
HOLDER = "kabag@kantor.example"


def read(*lines: str) -> Mail:
    raw = "\r\n".join([*lines, "To: ti@kantor.example", "Subject: Surat", "", "Isi surat."]).encode("utf-8")
    return intake.parse(raw, kinds=KINDS, trust=Trust(), own="ti@kantor.example")


@pytest.mark.parametrize(
    ("value", "address", "name"),
    [
        ("kabag@kantor.example", HOLDER, ""),
        ("<kabag@kantor.example>", HOLDER, ""),
        ("Hendra Wijaya <Kabag@Kantor.Example>", HOLDER, "Hendra Wijaya"),
        ('"Wijaya, Hendra" <kabag@kantor.example>', HOLDER, "Wijaya, Hendra"),
        ("Dr. Hendra W. <kabag@kantor.example>", HOLDER, "Dr. Hendra W."),
        ("kabag@kantor.example <kabag@kantor.example>", HOLDER, "kabag@kantor.example"),
        ("kabag@kantor.example (Hendra Wijaya)", HOLDER, "Hendra Wijaya"),
        ("Hendra\r\n <kabag@kantor.example>", HOLDER, "Hendra"),
        ("=?utf-8?q?H=C3=A9ndra?= <kabag@kantor.example>", HOLDER, "Héndra"),
        ('"=?utf-8?b?SMOpbmRyYQ==?=" <kabag@kantor.example>', HOLDER, "Héndra"),
        ("Héndra <kabag@kantor.example>", HOLDER, "Héndra"),
        ('"a \\"b\\" c" <kabag@kantor.example>', HOLDER, 'a "b" c'),
        ("Hendra (Kabag) <kabag@kantor.example>", HOLDER, "Hendra"),
        # A name may say what it likes: the address is the sender.
        ('"kabag@kantor.example" <orang@jahat.example>', "orang@jahat.example", HOLDER),
        ("=?utf-8?q?kabag=40kantor=2Eexample?= <orang@jahat.example>", "orang@jahat.example", HOLDER),
    ],
)
def test_one_address(value: str, address: str, name: str) -> None:
    sender = read(f"From: {value}").sender
    assert sender is not None
    assert (sender.address, sender.name) == (address, name)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["From:"],
        ["From: <>"],
        ["From: Hendra Wijaya"],
        ["Sender: kabag@kantor.example"],
        ["From: Hendra", "Sender: kabag@kantor.example"],
        ["From: kabag@kantor.example", "From: orang@jahat.example"],
        ["From: kabag@kantor.example", "from: kabag@kantor.example"],
        ["From: kabag@kantor.example", "From : orang@jahat.example"],
        ["From : orang@jahat.example", "X: y", "FROM:kabag@kantor.example"],
        ["Subject: x\rFrom: orang@jahat.example\rX: y", "From: kabag@kantor.example"],
        ["From: kabag@kantor.example, orang@jahat.example"],
        ["From: <kabag@kantor.example> <orang@jahat.example>"],
        ["From: kabag@kantor.example orang@jahat.example"],
        ["From: orang@jahat.example <kabag@kantor.example>"],
        ["From: Kabag, Hendra <kabag@kantor.example>"],
        ["From: Kabag: kabag@kantor.example;"],
        ["From: Kabag: kabag@kantor.example, orang@jahat.example;"],
        ["From: <@jahat.example:kabag@kantor.example>"],
        ["From: <@jahat.example,@x.example:kabag@kantor.example>"],
        ["From: kabag@kantor.example (<orang@jahat.example>)"],
        ["From: kabag(orang@jahat.example)@kantor.example"],
        ["From: (orang@jahat.example) kabag@kantor.example"],
        ["From: Hendra <kabag(x)@kantor.example>"],
        ["From: Hendra <kabag@kantor.example> orang"],
        ["From: Hendra <kabag@kantor.example"],
        ['From: "Hendra <kabag@kantor.example>'],
        ["From: (Hendra kabag@kantor.example"],
        ["From: =?utf-8?q?kabag=40kantor=2Eexample?="],
        ["From: =?utf-8?q?Hendra_=3Ckabag=40kantor=2Eexample=3E?="],
        ["From: kabag@kantor.example\x00@jahat.example"],
        ["From: Hen\x00dra <kabag@kantor.example>"],
        ["From: kabag @kantor.example"],
        ["From: kabag@kantor.example@jahat.example"],
        ["From: kabag@"],
        ["From: kabag@kantor..example"],
        ['From: "kabag"@kantor.example'],
        ["From: \u212aabag@kantor.example"],  # KELVIN SIGN, which is "k" in lower case
        ["From: kabag@\uff4bantor.example"],  # fullwidth k
        ["From: k\u0430bag@kantor.example"],  # Cyrillic a
        ["From: " + "(" * 1500 + "kabag@kantor.example"],
        ["From: " + "x" * 3000 + " <kabag@kantor.example>"],
    ],
)
def test_what_two_programs_may_read_differently_is_nobody(lines: list[str]) -> None:
    assert read(*lines).sender is None


@given(st.text(alphabet='ab@.<>()",;: \\=?\t\u00e9', max_size=60))
def test_there_is_never_more_than_one_address_to_choose_from(value: str) -> None:
    found = single_sender([value])
    if found:
        assert found[0].count("@") == 1
        assert found[0] in value.lower()
