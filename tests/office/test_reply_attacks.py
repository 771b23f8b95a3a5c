"""Other people's words in a holder's reply, by quotation style and mail program, through the whole office.

None of them moves a case; and the holder's own answer is taken all the same, whatever program he writes with.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from attacked_office import NOW, SERVER, TRUST, AttackedOffice, original_of, standing, with_verdict
from clients import Written
from foreign_parts import Node, bodies, rendered, text, with_foreign_parts
from hostile_words import INVISIBLE, UNSEEN
from office_folder import ROLES, address, answer, make_office, put, typed_letter
from pipeline import service
from quotation_styles import (
    ALL_PROGRAMS,
    CONTAINERS,
    FORWARD_HEADS,
    FORWARD_MARKS,
    INTRODUCTIONS,
    MARKS,
    as_html,
    contained,
)

STILL, MOVING = "2026-0001", "2026-0002"
NOTHING = "Selamat pagi."  # nothing that would hinder an answer word beside it
AGREES = "Setuju, silakan dilanjutkan."
STRANGER = """Ruangan dapat dimasuki, mohon diteruskan.
SETUJU

Setuju, silakan dilanjutkan.

Jawaban Kabag: SETUJU
TERUSKAN
</blockquote></div>
setuju pak, lanjutkan

SETUJU
"""
"""A requester's answer to the holder's question: our next mail to the holder quotes it."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AttackedOffice]:
    folder = tmp_path_factory.mktemp("kantor")
    with service.open_service(make_office(folder, extra=TRUST), now=NOW) as running:
        found = AttackedOffice(folder, running)
        for number, case in enumerate((STILL, MOVING), start=1):
            put(folder, f"surat-{number}", with_verdict(typed_letter(number), "pass"))
            running.run_once()
            found.deliver(f"tanya-{number}", answer(found.mail(case), "TANYA apakah ruangan dapat dimasuki?"))
            question = found.mail(case, purpose="completeness")
            found.deliver(f"jawab-{number}", with_verdict(answer(question, STRANGER), "pass"))
            assert "silakan dilanjutkan" in original_of(found.mail(case)).text, "the stranger's words are quoted"
        yield found


def reply(
    office: AttackedOffice, written: Written, *, case: str = STILL, node: Node | None = None, name: str = ""
) -> bytes:
    """The holder's reply to his newest task."""
    mail = office.mail(case)
    head = (
        f"From: {name or mail['To']}",
        "To: layanan-ti@kanwil-contoh.example.go.id",
        f"Subject: Re: {mail['Subject']}",
        "Date: Mon, 02 Mar 2026 08:20:00 +0800",
        "Message-ID: <x@kanwil-contoh.example.go.id>",
        f"In-Reply-To: {mail['Message-ID']}",
    )
    return rendered(node or bodies(written, random.Random(1)), head)


def moves_nothing(office: AttackedOffice, name: str, raw: bytes) -> None:
    before = standing(office.case(STILL))
    office.deliver(name, raw)
    assert standing(office.case(STILL)) == before


# ------------------------------------------------------------------------------------------------- by program and style


@pytest.mark.parametrize("program", ALL_PROGRAMS)
def test_what_a_program_quotes_decides_nothing(office: AttackedOffice, program: str) -> None:
    own = "" if len(program) % 2 else NOTHING
    moves_nothing(
        office, f"kutip-{program}", reply(office, ALL_PROGRAMS[program](own, original_of(office.mail(STILL))))
    )


@pytest.mark.parametrize("marks", MARKS)
def test_a_quote_of_any_marks_decides_nothing(office: AttackedOffice, marks: str) -> None:
    original = original_of(office.mail(STILL))
    quote = f"{INTRODUCTIONS['gmail_id'](original)}\n\n{MARKS[marks](original.text)}"
    moves_nothing(office, f"tanda-{marks}", reply(office, Written(plain=f"{NOTHING}\n\n{quote}\n")))


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_quote_in_any_container_decides_nothing(office: AttackedOffice, container: str) -> None:
    original = original_of(office.mail(STILL))
    rich = contained(container, INTRODUCTIONS["outlook_id"](original), original)
    html = f"<html><body>{as_html(NOTHING)}{rich}</body></html>"
    moves_nothing(office, f"wadah-{container}", reply(office, Written(html=html)))


# -------------------------------------------------------------------------------------------- sent on, attached, unseen


@pytest.mark.parametrize("number", range(len(FORWARD_MARKS)), ids=FORWARD_MARKS)
def test_what_the_holder_sends_on_decides_nothing(office: AttackedOffice, number: int) -> None:
    head = FORWARD_HEADS[number % len(FORWARD_HEADS)].format(name="Surya Darma <kadiv@kanwil-contoh.example.go.id>")
    own = NOTHING if number % 3 else ""
    words = f"{own}\n\n{FORWARD_MARKS[number]}\n{head}\n\n{AGREES}\n\nSETUJU\n"
    written = Written(plain=words) if number % 2 else Written(plain=words, html=f"<div>{as_html(words)}</div>")
    moves_nothing(office, f"terus-{number}", reply(office, written))


ATTACHMENTS = [
    (seed, "+".join(with_foreign_parts(Node(kind="text/plain"), (AGREES,), random.Random(seed))[1]))
    for seed in range(24)
]


@pytest.mark.parametrize("seed", range(24), ids=[f"{seed}-{kinds}" for seed, kinds in ATTACHMENTS])
def test_what_comes_in_other_parts_decides_nothing(office: AttackedOffice, seed: int) -> None:
    own = text(NOTHING if seed % 3 else "", random.Random(seed))
    node, _ = with_foreign_parts(own, (AGREES,), random.Random(seed))
    moves_nothing(office, f"bagian-{seed}", reply(office, Written(), node=node))


SAMPLED = [
    *(f'<p style="{one}">SETUJU</p>' for one in INVISIBLE[::4]),
    *(one.replace("{}", "SETUJU") for one in UNSEEN[::4]),
    "<style>.x1 { display: none }</style><p class=x1>SETUJU</p>",
    '<style>p.x1::before { content: "SETUJU" }</style><p class=x1></p>',
]


@pytest.mark.parametrize("unseen", SAMPLED)
def test_what_nobody_sees_decides_nothing(office: AttackedOffice, unseen: str) -> None:
    html = f"<html><body>{unseen}<p>{NOTHING}</p></body></html>"
    moves_nothing(office, f"samar-{SAMPLED.index(unseen)}", reply(office, Written(html=html)))


OWN_WORDS = {
    "parts differ": Written(plain="SETUJU\n", html="<p>TOLAK bukan wewenang kami</p>"),
    "parts differ by a negation": Written(plain="Setuju.\n", html="<p>Tidak setuju.</p>"),
    "words in the HTML only": Written(plain=f"{NOTHING}\n", html=f"<p>{NOTHING}</p><p>SETUJU</p>"),
    "words in the plain part only": Written(plain=f"SETUJU\n\n{NOTHING}\n", html=f"<p>{NOTHING}</p>"),
    "negation in Cyrillic": Written(plain="Saya tіdаk setuju\n"),
    "negation in fullwidth letters": Written(plain="Ｔｉｄａｋ setuju\n"),
    "negation with zero width": Written(plain="Saya ti\u200bd\u2060ak setuju\n"),
    "negation with combining marks": Written(plain="Saya ti\u0301dak\u0323 setuju\n"),
    "negation with soft hyphens": Written(html="<p>Saya ti&shy;dak setuju</p>"),
    "negation in mathematical letters": Written(plain="𝐓𝐢𝐝𝐚𝐤 setuju\n"),
    "words struck by combining marks": Written(plain="S\u0336E\u0336T\u0336U\u0336J\u0336U\u0336\n"),
    "words turned round": Written(plain="\u202eUJUTES\u202c\n"),
    "an address": Written(plain=f"{NOTHING}\n\nHendra\nsetuju@kanwil-contoh.example.go.id\n"),
    "a link": Written(plain=f"{NOTHING}\n\nhttps://luar.example/SETUJU\n"),
    "a signature": Written(plain=f"{NOTHING}\n\n-- \nSETUJU Makmur, PT\n"),
    "a crossed-out thumb": Written(plain="👍🚫\n"),
    "a thumb that is none": Written(plain="❌👍\n"),
}


@pytest.mark.parametrize("words", OWN_WORDS)
def test_words_that_are_no_answer_decide_nothing(office: AttackedOffice, words: str) -> None:
    moves_nothing(office, f"kata-{list(OWN_WORDS).index(words)}", reply(office, OWN_WORDS[words]))


def test_names_of_files_subject_and_sender_decide_nothing(office: AttackedOffice) -> None:
    own = text(NOTHING, random.Random(1))
    named = ('Content-Disposition: attachment; filename="SETUJU.pdf"',)
    file = Node(kind='application/pdf; name="SETUJU.pdf"', content=b"%PDF-1.4", headers=named)
    node = Node(kind="multipart/mixed", parts=(own, file))
    raw = reply(office, Written(), node=node, name=f'"SETUJU" <{address("kabag")}>')
    moves_nothing(office, "nama", raw.replace(b"Subject: Re: ", b"Subject: SETUJU "))


# ---------------------------------------------------------------------------------- his words and token, not his address

LOCAL, EVIL = "kanwil-contoh.example.go.id", "jahat.example"
PASS = f"{SERVER}; dmarc=pass header.from={LOCAL}"
VERDICTS = {
    **{
        word: (f"{SERVER}; dmarc={word} header.from={LOCAL}",)
        for word in ("fail", "none", "temperror", "permerror", "bestguesspass", "softfail", "")
    },
    "pass of another domain": (f"{SERVER}; dmarc=pass header.from={EVIL}",),
    "pass of a domain above": (f"{SERVER}; dmarc=pass header.from=example.go.id",),
    "pass without a domain": (f"{SERVER}; dmarc=pass",),
    "pass and fail in one": (f"{SERVER}; dmarc=pass header.from={LOCAL}; dmarc=fail header.from={LOCAL}",),
    "pass and fail side by side": (PASS, f"{SERVER}; dmarc=fail header.from={LOCAL}"),
    "fail and pass side by side": (f"{SERVER}; dmarc=fail header.from={LOCAL}", PASS),
    "unreadable": (f"{SERVER}; dmarc=(pass header.from={LOCAL}",),
    "unreadable beside a pass": (PASS, f"{SERVER}; ;;=dmarc"),
    "pass in a comment": (f"{SERVER}; dmarc=fail (dmarc=pass header.from={LOCAL}) header.from={LOCAL}",),
}
"""What our server may have written at the head of a mail that comes in the Kabag's name."""


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_that_is_no_plain_pass_decides_nothing(office: AttackedOffice, verdict: str) -> None:
    raw = reply(office, Written(plain="SETUJU\n"))
    for line in reversed(VERDICTS[verdict]):
        raw = f"Authentication-Results: {line}\r\n".encode() + raw
    moves_nothing(office, f"putusan-{list(VERDICTS).index(verdict)}", raw)


@pytest.mark.parametrize("above", ["fail", "none"])
def test_a_verdict_that_came_with_the_mail_decides_nothing(office: AttackedOffice, above: str) -> None:
    received = f"Received: from x by {SERVER}; Mon, 2 Mar 2026 08:20:00 +0800\r\n".encode()
    raw = f"Authentication-Results: {PASS}\r\n".encode() + reply(office, Written(plain="SETUJU\n"))
    ours = f"Authentication-Results: {SERVER}; dmarc={above} header.from={LOCAL}\r\n".encode()
    moves_nothing(office, f"bawaan-{above}", ours + received + raw)


KABAG = address("kabag")
SENDERS = {
    "another address": (f"x@{EVIL}",),
    "his name before another address": (f'"Hendra Wijaya" <x@{EVIL}>',),
    "his address as a name": (f'"{KABAG}" <x@{EVIL}>',),
    "his address in a comment": (f"x@{EVIL} ({KABAG})",),
    "his address in an encoded name": (f"=?utf-8?q?{KABAG.replace('@', '=40')}?= <x@{EVIL}>",),
    "two lines, his first": (KABAG, f"x@{EVIL}"),
    "two lines, his last": (f"x@{EVIL}", KABAG),
    "two lines, both his": (KABAG, KABAG),
    "two people, he first": (f"{KABAG}, x@{EVIL}",),
    "two people, he last": (f"x@{EVIL}, {KABAG}",),
    "a group": (f"Kabag: {KABAG};",),
    "a group of nobody": ("Kabag:;",),
    "a route": (f"<@{LOCAL},@y.example:x@{EVIL}>",),
    "nothing": ("",),
    "an empty address": ("<>",),
    "no line at all": (),
    "a domain that looks like his": ("kabag@kanwil-cоntoh.example.go.id",),
    "his address twice in one": (f"{KABAG}@{EVIL}",),
    "broken brackets": (f"<{KABAG}> <x@{EVIL}>",),
}
"""From lines of mails with his token; the verdict is a pass for the stranger's domain, and Sender names the Kabag."""


@pytest.mark.parametrize("sender", SENDERS)
def test_a_sender_that_is_not_plainly_his_decides_nothing(office: AttackedOffice, sender: str) -> None:
    head, _, body = reply(office, Written(plain="SETUJU\n")).partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"From:")]
    lines = [*(f"From: {one}".encode() for one in SENDERS[sender]), f"Sender: {KABAG}".encode(), *lines]
    verdict = f"Authentication-Results: {SERVER}; dmarc=pass header.from={EVIL}\r\n".encode()
    raw = verdict + b"\r\n".join(lines) + b"\r\n\r\n" + body
    moves_nothing(office, f"pengirim-{list(SENDERS).index(sender)}", raw)


# ------------------------------------------------------------------------------------------- and the holder's own answer


STYLES = [*ALL_PROGRAMS, *(f"marks {one}" for one in MARKS), *(f"container {one}" for one in CONTAINERS)]


@pytest.mark.parametrize("style", STYLES)
def test_the_holders_own_answer_is_taken(office: AttackedOffice, style: str) -> None:
    """Two people hand the task to each other, each with a stranger's words below his own."""
    [holder] = [one for one in office.case(MOVING).assignments if not one.supervises]
    key = "kasubag" if holder.address == address("kabag") else "kabag"
    original = original_of(office.mail(MOVING, to=holder.address))
    words = f"ALIHKAN {ROLES[key][0]}"
    kind, _, name = style.partition(" ")
    intro = INTRODUCTIONS["gmail_id"](original)
    if kind == "marks":
        written = Written(plain=f"{words}\n\n{intro}\n\n{MARKS[name](original.text)}\n")
    elif kind == "container":
        written = Written(html=f"<html><body>{as_html(words)}{contained(name, intro, original)}</body></html>")
    else:
        written = ALL_PROGRAMS[style](words, original)
    office.deliver(f"alih-{style.replace(' ', '-')}", reply(office, written, case=MOVING))
    assert [one.address for one in office.case(MOVING).assignments if not one.supervises] == [address(key)]


def test_z_with_a_plain_pass_his_word_moves_the_case(office: AttackedOffice) -> None:
    """What all those attacks lacked."""
    raw = reply(office, Written(plain="SETUJU\n"))
    office.deliver("benar", f"Authentication-Results: {PASS}\r\n".encode() + raw)
    assert office.case(STILL).step == "3"
