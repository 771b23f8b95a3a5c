"""Whose verdict on a sender counts, and what it has to say."""

from __future__ import annotations

import pytest

from pipeline import intake
from pipeline.config import default_rules, load_rulebook
from pipeline.model import Mail, Verdict
from pipeline.rulebook import Trust

SERVER = "mx.kantor.example"
TRUST = Trust(authserv_id=SERVER, relays=("simpan.kantor.example",))
KINDS = load_rulebook(default_rules()).kinds
PASS = f"{SERVER}; dmarc=pass header.from=unit.example"
FAIL = f"{SERVER}; dmarc=fail (p=none dis=none) header.from=unit.example"
BORDER = "Received: from mx.unit.example (mx.unit.example [192.0.2.7])\r\n\tby mx.kantor.example (Postfix) with ESMTPS id 4A; x"
OTHER = "Received: from sari (unknown [192.0.2.8]) by mx.unit.example with ESMTPSA id 1; x"
LMTP = "Received: from mx.kantor.example ([127.0.0.1]) by mx.kantor.example with LMTP id A for <ti@kantor.example>; x"
RELAY = "Received: from mx.kantor.example by simpan.kantor.example (Postfix) with ESMTP id 5B; x"


def verdict(*lines: str, trust: Trust = TRUST, sender: str = "Sari <sari@unit.example>") -> Verdict:
    return parsed(*lines, trust=trust, sender=sender).dmarc


def parsed(*lines: str, trust: Trust = TRUST, sender: str = "Sari <sari@unit.example>") -> Mail:
    head = [
        f"Authentication-Results: {line}" if not line.startswith(("Received:", "X-", "Return", "From", "Sub")) else line
        for line in lines
    ]
    raw = "\r\n".join([*head, *([f"From: {sender}"] if sender else []), "Subject: Surat", "", "Isi surat."])
    return intake.parse(raw.encode(), kinds=KINDS, trust=trust, own="ti@kantor.example")


@pytest.mark.parametrize(
    "value",
    [
        f"{SERVER}; dmarc=pass header.from=unit.example",
        f"{SERVER}; dmarc=pass (p=none dis=none) header.from=unit.example",  # OpenDMARC
        f"{SERVER}; DMARC=Pass header.from=UNIT.example.",
        f"{SERVER.upper()} 1 ; dmarc=pass header.from=unit.example",
        f'"{SERVER}"; dmarc=pass header.from="unit.example"',
        f"(oleh) {SERVER} (versi (1)) ;\r\n\tdkim=pass header.i=@unit.example header.s=s1 header.b=AbC+/=;\r\n\tdmarc=pass (p=NONE sp=NONE) header.from=unit.example",
        f"{SERVER}; spf=fail smtp.mailfrom=milis@lain.example; dmarc=pass action=none header.from=unit.example; compauth=pass reason=100",
        f"{SERVER}; dmarc=pass header.from=unit.example;",
        f'{SERVER}; dkim=pass (2048-bit key; "aneh) header.d=unit.example; dmarc=pass header.from=unit.example',
    ],
)
def test_as_servers_write_a_pass(value: str) -> None:
    assert verdict(value) is Verdict.PASS


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (f"{SERVER}; dmarc=fail header.from=unit.example", Verdict.FAIL),
        (f"{SERVER}; dmarc=temperror header.from=unit.example", Verdict.FAIL),
        (f"{SERVER}; dmarc=permerror", Verdict.FAIL),
        (f"{SERVER}; dmarc=bestguesspass header.from=unit.example", Verdict.FAIL),
        (f"{SERVER}; dmarc=none header.from=unit.example", Verdict.NONE),
        (f"{SERVER}; none", Verdict.NONE),
        (f"{SERVER}; spf=pass smtp.mailfrom=unit.example; dkim=pass header.d=unit.example", Verdict.NONE),
        (f"{SERVER}; dmarc=pass", Verdict.FAIL),  # of whom?
        (f"{SERVER}; dmarc=pass header.from=jahat.example", Verdict.FAIL),
        (f"{SERVER}; dmarc=pass header.from=mail.unit.example", Verdict.FAIL),
        (f"{SERVER}; dmarc=pass header.from=example", Verdict.FAIL),
        (f"{SERVER}; dmarc=pass smtp.mailfrom=unit.example", Verdict.FAIL),
        (f"{SERVER}; dmarc=pass header.from=unit.example header.from=jahat.example", Verdict.FAIL),
        (f"{SERVER}; dmarc=pass header.from=unit.example; dmarc=fail header.from=unit.example", Verdict.FAIL),
        (f"{SERVER}; dmarc=none; dmarc=pass header.from=unit.example", Verdict.FAIL),
        (f"{SERVER}; dmarc=pass header.from=unit.example; ???", Verdict.FAIL),  # unreadable
        (f"{SERVER}; dmarc=pass header.from=unit.example (tidak ditutup", Verdict.FAIL),
        (f"{SERVER} dmarc=pass header.from=unit.example", Verdict.FAIL),
        (f"{SERVER};" + " spf=pass;" * 3000 + " dmarc=pass header.from=unit.example", Verdict.FAIL),
        (
            f'{SERVER}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=unit.example"@jahat.example; dmarc=fail',
            Verdict.FAIL,
        ),
        (f"{SERVER}; spf=none (domain of x; dmarc=pass header.from=unit.example); dmarc=fail", Verdict.FAIL),
        (f"{SERVER}.jahat.example; dmarc=pass header.from=unit.example", Verdict.ABSENT),
        ("mx.lain.example; dmarc=pass header.from=unit.example", Verdict.ABSENT),
        (f"(x {SERVER}) mx.lain.example; dmarc=pass header.from=unit.example", Verdict.ABSENT),
        ("", Verdict.ABSENT),
    ],
)
def test_anything_but_a_pass_for_the_very_domain_is_none(value: str, found: Verdict) -> None:
    assert verdict(value) is found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([PASS, BORDER, OTHER], Verdict.PASS),
        (["X-Spam-Status: No", PASS, "X-Filter: a", BORDER], Verdict.PASS),
        ([PASS, f"{SERVER}; spf=pass smtp.mailfrom=unit.example", BORDER], Verdict.PASS),
        (["Return-Path: <sari@unit.example>", LMTP, PASS, BORDER], Verdict.PASS),  # Dovecot, Zimbra
        ([RELAY, PASS, BORDER], Verdict.PASS),
        ([PASS, FAIL, BORDER], Verdict.FAIL),
        ([FAIL, PASS, BORDER], Verdict.FAIL),
        ([FAIL, BORDER, PASS], Verdict.FAIL),
        ([BORDER, PASS], Verdict.ABSENT),  # came with the mail
        ([BORDER, PASS, BORDER], Verdict.ABSENT),
        ([BORDER, PASS, LMTP], Verdict.ABSENT),
        ([OTHER, PASS, BORDER], Verdict.ABSENT),  # a server that nobody has named took it in
        (["mx.lain.example; dmarc=pass header.from=unit.example", BORDER], Verdict.ABSENT),
        ([BORDER, "mx.lain.example; dmarc=pass header.from=unit.example", PASS], Verdict.ABSENT),
        ([LMTP, PASS], Verdict.ABSENT),  # delivered on the spot: below it is what the sender wrote
        (["Received: from jahat (by x with LMTP) (host [192.0.2.9]) by mx.kantor.example with ESMTP id 1; x", PASS, BORDER], Verdict.ABSENT),
        (['Received: from "x by y with LMTP" by mx.kantor.example with ESMTP id 1; x', PASS, BORDER], Verdict.ABSENT),
        (['Received: from x by mx.kantor.example with ESMTP id 1 for <"by y with LMTP id"@k.example>; x', PASS, BORDER], Verdict.ABSENT),
        (["Received: from simpan.kantor.example by mx.kantor.example with ESMTP; x", PASS, BORDER], Verdict.ABSENT),
        ([PASS], Verdict.PASS),  # no Received: the very top
        (["Return-Path: <sari@unit.example>", PASS], Verdict.PASS),
        ([PASS, FAIL], Verdict.FAIL),
        (["X-Mailer: x", PASS], Verdict.ABSENT),
        (["mx.lain.example; spf=none", PASS], Verdict.ABSENT),
        ([PASS, "X-Mailer: x", FAIL], Verdict.PASS),
        ([], Verdict.ABSENT),
    ],
)  # fmt: skip
def test_only_the_servers_own_block_at_the_head_counts(lines: list[str], found: Verdict) -> None:
    assert verdict(*lines) is found


@pytest.mark.parametrize(
    "sender",
    [
        "sari@jahat.example",
        "sari@jahat.example, sari@unit.example",
        "sari@unit.example, sari@jahat.example",
        "",
        "x: sari@unit.example;",
        "sari@unit.example\r\nFrom: sari@unit.example",
    ],
)
def test_a_pass_is_none_where_it_is_of_another_or_of_nobody(sender: str) -> None:
    assert verdict(PASS, sender=sender) is Verdict.FAIL


def test_an_international_domain_compares_in_both_spellings() -> None:
    value = f"{SERVER}; dmarc=pass header.from=bücher.example"
    assert verdict(value, sender="sari@xn--bcher-kva.example") is Verdict.PASS


def test_without_a_pinned_server_there_is_no_verdict() -> None:
    assert verdict(PASS, BORDER, trust=Trust()) is Verdict.ABSENT


@pytest.mark.parametrize(
    ("lines", "above"),
    [
        ([BORDER, PASS], SERVER),  # OpenDMARC before 2026
        ([BORDER, FAIL, OTHER], SERVER),
        ([LMTP, BORDER, PASS], SERVER),
        (["Received: from mx.kantor.example by dalam.kantor.example with ESMTP id 1; x", PASS, BORDER], "dalam.kantor.example"),
        (["Received: (qmail 1 invoked by uid 1); x", PASS], ""),
        ([LMTP, PASS], SERVER),
        (["X-Mailer: x", PASS], ""),
        (["mx.lain.example; dmarc=pass header.from=unit.example", BORDER, PASS], SERVER),
        ([PASS, BORDER], None),
        ([FAIL, BORDER, PASS], None),  # the server checks: what is below came with the mail
        ([RELAY, PASS, BORDER], None),
        ([BORDER, "mx.lain.example; dmarc=pass header.from=unit.example"], None),
        ([BORDER], None),
        ([PASS], None),
        ([], None),
    ],
)  # fmt: skip
def test_a_verdict_that_stands_only_where_none_counts_is_told_with_the_server_above_it(
    lines: list[str], above: str | None
) -> None:
    assert parsed(*lines).misplaced_verdict == above
    assert parsed(*lines, trust=Trust()).misplaced_verdict is None


def test_many_headers_cost_little() -> None:
    hop = "Received: from " + "(a" * 5_000 + " by x with y; z"
    assert parsed(BORDER, *[f"({'x' * 10_000}) mx.lain.example; none"] * 300, *[hop] * 300).misplaced_verdict is None
