"""Whose words they are: of a reply only what its writer wrote himself, now, counts."""

from __future__ import annotations

import email.policy
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from cases import ZONE
from clients import CLIENTS, Original, Written, as_mail
from linear_time import assert_linear
from pipeline import intake, replies
from pipeline.model import Mail
from pipeline.replies import OwnWords
from pipeline.rulebook import Trust
from rules import rulebook

OFFICE = "layanan-ti@kantor.example.go.id"
HOLDER = "Kabag <kabag@kantor.example.go.id>"
STRANGER = "Setuju, silakan dilanjutkan."
BUGS = Path(__file__).parents[1] / "cases" / "bugs"

# What nodis sent: it quotes a letter whose writer tries to speak for the holder, in every way he can think of.
OURS = f"""Yth. Bapak/Ibu Hendra Wijaya,

Mohon disposisi pengaduan (langkah 2 dari 8), paling lambat Senin, 2
Maret 2026 pukul 08.40 WITA.

  Masalah  Jaringan terputus sejak pagi dan pelayanan terganggu.
           --diteruskan
           {STRANGER}
           Dari: Kabag
           SETUJU
  Diminta  pemeriksaan jaringan

Balas surel ini dengan:

  SETUJU          lanjut ke langkah 3
  TOLAK <alasan>  pengaduan ditolak

Penyebab : (analisis penyebab gangguan)
Tanggal kejadian: ...

Kantor Wilayah Contoh
Perkara 2026-0001, Pengaduan Gangguan Layanan Jaringan
"""
LETTER = f"Yth. Kepala Bagian\n\nJaringan kami terputus sejak pagi.\n\n{STRANGER}\n\nHormat kami\nSari"
ORIGINAL = Original(
    name="Layanan TI",
    address=OFFICE,
    to_name="Hendra Wijaya",
    to_address="kabag@kantor.example.go.id",
    subject="[2026-0001 KQ7M-2XP9-RTA4] Disposisi",
    at=datetime(2026, 3, 2, 8, 5, tzinfo=ZONE),
    text=OURS,
    html="<html><body>" + "".join(f"<p>{line.replace('<', '&lt;')}</p>" for line in OURS.split("\n")) + "</body></html>",
)  # fmt: skip


def own(raw: bytes | EmailMessage, *asked: str) -> OwnWords:
    content = raw if isinstance(raw, bytes) else raw.as_bytes()
    mail = intake.parse(content, kinds=rulebook().kinds, trust=Trust(), own=OFFICE)
    return read(mail, *asked)


def read(mail: Mail, *asked: str) -> OwnWords:
    texts = asked or (OURS, intake.html_to_text(ORIGINAL.html))
    return replies.own_words(mail, asked=texts, rules=rulebook().kinds, office=(OFFICE,))


def reply(plain: str | None = None, html: str | None = None) -> bytes:
    written = Written(plain=plain, html=html)
    return as_mail(
        written, ORIGINAL, sender=HOLDER, number=1, files={}, in_reply_to="nodis.2026-0001.abc@kantor.example"
    )


def words(text: str) -> list[str]:
    return text.split()


ANSWERS = ("TOLAK bukan wewenang kami", "SETUJU", "Saya pelajari dahulu.\n\nBesok saya jawab.", "")


@pytest.mark.parametrize("text", ANSWERS, ids=["tolak", "setuju", "lines", "nothing"])
@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS.keys())
def test_in_every_client(client: Callable[[str, Original], Written], text: str) -> None:
    written = client(text, ORIGINAL)
    found = own(as_mail(written, ORIGINAL, sender=HOLDER, number=1, files={}, in_reply_to="nodis.x@y.example"))
    assert words(found.text) == words(text)
    assert found.doubt is None


MARKS: Mapping[str, Callable[[str], str]] = {
    "marked": lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    "close": lambda text: "\n".join(f">{line}" for line in text.split("\n")),
    "deep": lambda text: "\n".join(f"> > >{line}" for line in text.split("\n")),
    "bars": lambda text: "\n".join(f"| {line}" for line in text.split("\n")),
    "guillemets": lambda text: "\n".join(f"» {line}" for line in text.split("\n")),
    "initials": lambda text: "\n".join(f"LT> {line}" for line in text.split("\n")),
    "indented mark": lambda text: "\n".join(f"   > {line}" for line in text.split("\n")),
}


@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS.keys())
def test_marked_lines_are_never_his_and_what_stands_around_them_is(mark: Callable[[str], str]) -> None:
    quoted = mark(LETTER)
    assert own(reply(f"TOLAK bukan wewenang kami\n\n{quoted}\n")).text == "TOLAK bukan wewenang kami"
    assert own(reply(f"{quoted}\n\nTOLAK bukan wewenang kami\n")).text == "TOLAK bukan wewenang kami"
    top, bottom = quoted.split("\n")[:3], quoted.split("\n")[3:]
    between = "\n".join([*top, "", "TOLAK bukan wewenang kami", "", *bottom])
    assert own(reply(between)).text == "TOLAK bukan wewenang kami"


@pytest.mark.parametrize(
    "line",
    [
        "[02/03/26 10.15.22] Hendra Wijaya: ",
        "[10.15, 2/3/2026] Pak Kepala: ",
        "02/03/26, 10:15 AM - Hendra: ",
        "02/03/26 10.15 - +62 812-0000-4455: ",
        "Wahyuni Lestari, [02/03/2026 10.15]\n",
    ],
)
def test_what_was_copied_out_of_a_chat_is_nobodys_own(line: str) -> None:
    assert own(reply(f"{line}Setuju, silakan dilanjutkan.\n")).text == ""
    assert own(reply(f"Mohon waktu.\n\n{line}Setuju, silakan dilanjutkan.\n")).text == "Mohon waktu."


@pytest.mark.parametrize(
    "said",
    [
        "2 Maret 2026 pukul 10.15: setuju",
        "Tindakan: ganti kabel\n02/03 10.15 tim ke lokasi: kabel diganti",
        "Tindakan: dikonfirmasi ke Sari <tu@lapas.example> pukul 10.15:\nsudah normal",
        "Email: tu@lapas.example\nNo. HP: 0812-0000-4455\nTanggal kejadian: 2 Maret 2026",
    ],
)
def test_notes_with_times_and_addresses_are_his_own(said: str) -> None:
    assert own(reply(f"{said}\n")).text == said


UNMARKED: Mapping[str, Callable[[str], str]] = {
    "as it was": lambda text: text,
    "indented": lambda text: "\n".join(f"    {line}" for line in text.split("\n")),
    "without blank lines": lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
    "loose": lambda text: text.replace("\n", "\n\n"),
    "one line": lambda text: " ".join(text.split()),
    "wrapped at 40": lambda text: "\n".join(textwrap.wrap(" ".join(text.split()), 40)),
    "shouted": str.upper,
    "typographic": lambda text: text.replace("...", "…").replace(" ", "\u00a0 "),
}  # fmt: skip


@pytest.mark.parametrize("shape", UNMARKED.values(), ids=UNMARKED.keys())
def test_our_own_mail_is_known_by_its_words_alone(shape: Callable[[str], str]) -> None:
    assert own(reply(f"TOLAK bukan wewenang kami\n\n{shape(OURS)}\n")).text == "TOLAK bukan wewenang kami"
    assert own(reply(f"{shape(OURS)}\n")).text == ""


FORWARDS = (
    "---------- Forwarded message ---------\nFrom: Sari <tu@lapas.example>\nDate: Mon, Mar 2, 2026\nSubject: Laporan\nTo: x@y.example",
    "---------- Pesan yang diteruskan ---------",
    "--diteruskan",
    "> --diteruskan",
    "> > -------- Pesan Diteruskan --------",
    "Begin forwarded message:",
    "> Begin forwarded message:",
    "| Awal pesan yang diteruskan:",
    "-------- Forwarded Message --------\nSubject:\tLaporan\nDate:\tMon, 2 Mar 2026\nFrom:\tSari <tu@lapas.example>\nTo:\tKabag",
    "----- Diteruskan oleh Sari/Lapas pada 02/03/2026 08.00 -----",
    "Dari: Sari <tu@lapas.example>\nTerkirim: Senin, 2 Maret 2026 08.00\nKepada: Kabag\nPerihal: Laporan",
    "*Dari:* Sari <tu@lapas.example>\n*Dikirim:* Senin, 2 Maret 2026 08.00\n*Kepada:* Kabag\n*Subjek:* Laporan",
    "From: Sari\nDate: Monday, 2 March 2026 at 08.00\nTo: Kabag\nSubject: Laporan",
    "Dari: Sari <tu@lapas.example> Dikirim: Senin, 2 Maret 2026 Kepada: Kabag Perihal: Laporan",
    "________________________________\nFrom: Sari <tu@lapas.example>\nSent: Monday, March 2, 2026\nTo: Kabag\nSubject: Laporan",
    "-----Original Message-----\nFrom: Sari\nSent: Monday\nTo: Kabag\nSubject: Laporan",
    "=== pesan asli ===",
    "Pada Sen, 2 Mar 2026 pukul 08.00 Sari <tu@lapas.example> menulis:",
    "Pada Sen, 2 Mar 2026 pukul 08.00 Sari Wulandari\n<tu@lapas.example>\nmenulis:",
    "2026-03-02 8:00 GMT+08:00 Sari <tu@lapas.example>:",
    "Quoting Sari <tu@lapas.example>:",
    "Von: Sari <tu@lapas.example>\nGesendet: Montag, 2. M\u00e4rz 2026 08:05\nAn: Kabag\nBetreff: Laporan",
    "Daripada: Sari <tu@lapas.example>\nDihantar: Isnin, 2 Mac 2026 8:05 PG\nKepada: Kabag\nSubjek: Laporan",
    "\u53d1\u4ef6\u4eba: Sari <tu@lapas.example>\n\u53d1\u9001\u65f6\u95f4: 2026\u5e743\u67082\u65e5 8:05\n\u6536\u4ef6\u4eba: Kabag\n\u4e3b\u9898: Laporan",
    "Le lun. 2 mars 2026 \u00e0 08:05, Sari <tu@lapas.example> a \u00e9crit :",
    "El lun, 2 mar 2026 a las 8:05, Sari (<tu@lapas.example>) escribi\u00f3:",
    "Am 02.03.2026 um 08:05 schrieb Sari <tu@lapas.example>:",
    "2026\u5e743\u67082\u65e5(\u6708) 8:05 Sari <tu@lapas.example>:",
    "Pesan terusan:",
)


@pytest.mark.parametrize("mark", FORWARDS, ids=[one.split("\n")[0][:40] for one in FORWARDS])
def test_what_he_sends_on_below_his_own_words_is_not_his(mark: str) -> None:
    assert own(reply(f"TOLAK bukan wewenang kami\n\n{mark}\n\n{LETTER}\n")).text == "TOLAK bukan wewenang kami"
    assert own(reply(f"{mark}\n\n{LETTER}\n")).text == ""
    rows = "<br>".join(mark.replace("<", "&lt;").split("\n"))
    html = f"<div>TOLAK bukan wewenang kami</div><div>{rows}</div><div>{'</div><div>'.join(LETTER.splitlines())}</div>"
    assert own(reply(None, html)).text == "TOLAK bukan wewenang kami"


def attached(form: str, inner: EmailMessage) -> EmailMessage:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = HOLDER, OFFICE, "Re: Disposisi"
    mail.set_content("Saya pelajari dahulu.\n")
    if form == "rfc822":
        mail.add_attachment(inner)
    elif form == "eml":
        mail.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="surat.EML")
    elif form == "nested":
        outer = EmailMessage(policy=email.policy.SMTP)
        outer["From"] = HOLDER
        outer.set_content("SETUJU\n")
        outer.add_attachment(inner)
        mail.add_attachment(outer)
    else:
        mail.add_attachment(STRANGER, filename="jawaban.txt", disposition="inline")
    return mail


@pytest.mark.parametrize("form", ["rfc822", "eml", "nested", "text file"])
def test_what_he_attaches_is_not_what_he_says(form: str) -> None:
    inner = EmailMessage(policy=email.policy.SMTP)
    inner["From"], inner["Subject"] = "Sari <tu@lapas.example>", "Laporan"
    inner.set_content(LETTER)
    inner.add_attachment(b"\xff\xd8\xff\xe0" * 9000, maintype="image", subtype="jpeg", filename="foto.jpg")
    mail = intake.parse(attached(form, inner).as_bytes(), kinds=rulebook().kinds, trust=Trust(), own=OFFICE)
    assert read(mail).text == "Saya pelajari dahulu."
    assert {part.name for part in mail.parts if not part.enclosed} <= {"jawaban.txt", "surat.EML"}


# ------------------------------------------------------------------------------------------------- typed into the quote

BLOCK = f"Dari: Layanan TI <{OFFICE}>\nDikirim: Senin, 2 Maret 2026 08.02\nKepada: kabag@kantor.example.go.id\nSubjek: Disposisi"
STRANGERS_BLOCK = BLOCK.replace(OFFICE, "orang@luar.example")
FILLED = OURS.replace("Tanggal kejadian: ...", "Tanggal kejadian: 2 Maret 2026")


@pytest.mark.parametrize(
    "text",
    [
        f"Sudah saya isi.\n\n{BLOCK}\n\n{FILLED}",
        f"Sudah saya isi.\n\nPada Sen, 2 Mar 2026 Layanan TI <{OFFICE}> menulis:\n\n{FILLED}",
        f"Sudah saya isi.\n\n{MARKS['marked'](FILLED)}",
        f"Sudah saya isi.\n\n-----Pesan Asli-----\n{BLOCK}\n\n{FILLED}",
    ],
    ids=["outlook", "unmarked", "marked", "original message"],
)
def test_a_value_typed_in_place_of_the_dots_is_his_and_nothing_else_of_the_quote(text: str) -> None:
    lines = [line for line in own(reply(text)).text.split("\n") if line]
    assert lines == ["Sudah saya isi.", "Tanggal kejadian: 2 Maret 2026"]


@pytest.mark.parametrize(
    "text",
    [
        f"Sudah saya isi.\n\n{STRANGERS_BLOCK}\n\n{FILLED}",
        f"Sudah saya isi.\n\n{STRANGERS_BLOCK}\n\nSETUJU\n\n{BLOCK}\n\n{FILLED}",
        f"Sudah saya isi.\n\n{MARKS['marked'](MARKS['marked'](FILLED))}",
        f"Sudah saya isi.\n\nPada Sen, 2 Mar 2026 Sari <tu@lapas.example> menulis:\n{MARKS['marked'](FILLED)}",
        f"Sudah saya isi.\n\n{BLOCK}\n\n{OURS}",
        f"Sudah saya isi.\n\n{MARKS['marked']('-------- Pesan Diteruskan --------' + chr(10) + FILLED)}",
        f"Sudah saya isi.\n\n{MARKS['marked'](STRANGERS_BLOCK + chr(10) * 2 + FILLED)}",
    ],
    ids=[
        "a stranger's",
        "below a stranger's",
        "quoted twice",
        "marked, a stranger's",
        "nothing filled in",
        "a marked forward",
        "marked headers",
    ],
)
def test_a_form_that_somebody_else_filled_in_says_nothing(text: str) -> None:
    assert own(reply(text)).text == "Sudah saya isi."


@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS.keys())
@pytest.mark.parametrize(
    "form", ["Penyebab : kabel putus", "Mohon dicek.\nPenyebab : kabel putus\nTanggal kejadian: 2 Maret 2026\nSari"]
)
def test_a_form_line_in_a_quote_that_is_not_ours_lends_no_value(form: str, mark: Callable[[str], str]) -> None:
    assert own(reply(f"Sudah saya isi.\n\n{mark(form)}\n")).text == "Sudah saya isi."


def test_an_answer_below_the_quoted_line_of_a_form_has_its_label() -> None:
    quoted = MARKS["marked"](OURS).replace(
        "> Penyebab : (analisis penyebab gangguan)", "> Penyebab : (analisis penyebab gangguan)\nadaptor rusak"
    )
    assert own(reply(f"SELESAI\n\n{quoted}")).text.split("\n") == ["SELESAI", "", "Penyebab: adaptor rusak"]


def test_the_rest_of_a_quoted_line_that_a_program_broke_is_not_his() -> None:
    long = "> Demikian kami sampaikan, mohon kiranya Bapak berkenan memberi jawaban\nSETUJU atas hal dimaksud.\n> Hormat kami"
    assert own(reply(f"TOLAK bukan wewenang kami\n\n{long}")).text == "TOLAK bukan wewenang kami"


@pytest.mark.parametrize(
    "typed",
    [
        "Jaringan terputus sejak pagi dan pelayanan terganggu tidak\nsaya setujui untuk ditangani.",
        "Saya tidak sependapat bahwa\nJaringan terputus sejak pagi dan pelayanan terganggu.\nSETUJU",
    ],
)
def test_a_line_of_ours_inside_his_sentence_leaves_no_half_of_it(typed: str) -> None:
    assert own(reply(f"> Mohon disposisi pengaduan\n\n{typed}\n")).doubt


# -------------------------------------------------------------------------------------------------------- both the parts


def html(text: str) -> str:
    return f"<html><body>{''.join(f'<div>{line}</div>' for line in text.splitlines())}</body></html>"


SAME = {
    "wrapped": ("Setuju, agar segera\nditindaklanjuti.", "<p>Setuju, agar segera ditindaklanjuti.</p>"),
    "bold": ("*Setuju*, lanjutkan.", "<p><b>Setuju</b>, lanjutkan.</p>"),
    "bullets": ("SELESAI\n- kabel diganti\n- lampu menyala", "<p>SELESAI<ul><li>kabel diganti<li>lampu menyala</ul>"),
    "numbers": ("SELESAI\n1. kabel diganti", "<p>SELESAI</p><ol><li>kabel diganti</ol>"),
    "link": (
        "Setuju, lihat edaran <https://kantor.example.go.id/e>",
        '<p>Setuju, lihat <a href="https://x">edaran</a>',
    ),
    "picture": ("Setuju.\n[image: logo.png]", '<p>Setuju.<img src="cid:1" alt="logo.png">'),
    "emoji": ("Setuju 👍", '<p>Setuju <img alt="👍" src="cid:1">'),
    "client's line": ("Setuju.\n\nDikirim dari iPhone saya", "<p>Setuju."),
    "stub": ("Lihat surel ini dalam format HTML.", "<p>Setuju.</p>"),
    "stub in English": ("This message requires an HTML capable client.", "<p>Setuju.</p>"),
    "empty": ("", "<p>Setuju.</p>"),
    "empty HTML": ("Setuju.", "<html><body><p>&nbsp;</p></body></html>"),
    "signature that is marked": ("Setuju.\n\nHendra Wijaya", "<p>Setuju.</p><div id=Signature>Hendra Wijaya</div>"),
    "typography": ('Setuju - "lanjutkan"...', "<p>Setuju – “lanjutkan”…</p>"),
}


@pytest.mark.parametrize(("plain", "rich"), SAME.values(), ids=SAME.keys())
def test_parts_that_say_the_same_are_no_doubt(plain: str, rich: str) -> None:
    found = own(reply(plain, rich))
    assert found.doubt is None
    assert "etuju" in found.text or "SELESAI" in found.text


UNLIKE = {
    "another answer": ("TOLAK bukan wewenang kami", "<p>SETUJU</p>"),
    "a negation more": ("Setuju.", "<p>Tidak setuju.</p>"),
    "a negation hidden": ("Tidak setuju.", '<p><span style="display:none">Tidak</span> setuju.</p>'),
    "struck": ("SETUJU TOLAK", "<p><s>SETUJU</s> TOLAK</p>"),
    "one says nothing": ("> SETUJU", "<p>SETUJU</p>"),
    "a condition": ("Setuju", "<p>Setuju, bila anggaran tersedia</p>"),
}


@pytest.mark.parametrize(("plain", "rich"), UNLIKE.values(), ids=UNLIKE.keys())
def test_where_the_parts_say_different_things_nothing_moves(plain: str, rich: str) -> None:
    assert own(reply(plain, rich)).doubt


def test_a_text_that_is_shown_beside_both_is_in_both() -> None:
    mail = email.message_from_bytes(reply("Setuju.", "<p>Setuju.</p>"), policy=email.policy.SMTP)
    assert isinstance(mail, EmailMessage)
    mail.make_mixed()
    footer = EmailMessage(policy=email.policy.SMTP)
    footer.set_content("Surel ini telah diperiksa.")
    mail.attach(footer)
    assert own(mail).doubt is None


# --------------------------------------------------------------------------------------------------------------- letters

FOLDED = {
    "fullwidth": ("ＳＥＴＵＪＵ", "SETUJU"),
    "mathematical": ("𝐒𝐞𝐭𝐮𝐣𝐮", "Setuju"),
    "enclosed": ("🅂🄴🅃🅄🄹🅄", "SETUJU"),
    "accents": ("tídâk setuju", "tidak setuju"),
    "zero width": ("ti\u200bdak\u00ad setuju\u2060", "tidak setuju"),
    "struck": ("S\u0336E\u0336T\u0336U\u0336J\u0336U\u0336 TOLAK alasannya", "TOLAK alasannya"),
    "phone number of a telephone": ("\u202a0812-1111-2222\u202c", "0812-1111-2222"),
    "typography": ("“Setuju” – silakan… 👍", "“Setuju” – silakan… 👍"),
    "other scripts": ("السلام عليكم, setuju", "السلام عليكم, setuju"),
    "ohm": ("kabel 75 Ω diganti", "kabel 75 Ω diganti"),
}


@pytest.mark.parametrize(("written", "right"), FOLDED.values(), ids=FOLDED.keys())
def test_letters_are_folded(written: str, right: str) -> None:
    found = own(reply(written))
    assert (found.text.replace("o", "Ω") if "75" in right else found.text, found.doubt) == (
        right.replace("o", "Ω") if "75" in right else right,
        None,
    )


@pytest.mark.parametrize(
    "written",
    ["tіdak setuju", "ТIDАК SETUJU", "Ѕetuju", "sеtuju", "οke, setuju", "Ꮪetuju", "\u202eujutes\u202c", "\u202dSETUJU"],
    ids=["negation", "capitals", "first", "inside", "greek", "cherokee", "turned round", "held straight"],
)
def test_letters_that_are_taken_for_others_are_asked_back(written: str) -> None:
    assert own(reply(written)).doubt
    assert own(reply(f"Saya baca dahulu.\n\n> {written}")).doubt is None


def test_more_than_an_answer_is_none() -> None:
    assert own(reply("SETUJU " + "kata " * 5_000)).doubt
    assert own(reply("SETUJU " + "kata " * 4_000)).doubt is None


# ------------------------------------------------------------------------------------------------------- seen in the field


@pytest.mark.parametrize("name", ["gmail-noaddr-rewrapped", "outlook-mac-noaddr-date", "spark", "yahoo-mobile-id"])
def test_clients_that_were_misread(name: str) -> None:
    raw = (BUGS / f"r-{name}" / "surel.eml").read_bytes()
    assert own(raw, "").text == "Setuju, silakan dilanjutkan."


FAMILIES: Mapping[str, str] = {
    "quotes": "> kutipan\n",
    "lines": "baris\n",
    "labels": "Nama: Dewi\n",
    "headers": "Dari: x@y.example\n",
    "introductions": "Pada 2 Mar 2026 x <a@b.example>\n",
    "forwards": "--- pesan\n",
    "colons": ":\n",
    "words": "kata ",
    "letters": "x",
    "brackets": "(x)",
    "marks": "> ",
    "other letters": "ж",
}


@pytest.mark.parametrize("piece", FAMILIES.values(), ids=FAMILIES.keys())
def test_text_made_to_stall_is_read_in_linear_time(piece: str) -> None:
    mail = intake.parse(reply("x"), kinds=rulebook().kinds, trust=Trust(), own=OFFICE)
    once, twice = (replace(mail, own_plain=(piece * size)[:size]) for size in (50_000, 100_000))
    assert_linear(read, once, twice)


@pytest.mark.parametrize("mark", ["--", "-- ", "-- .", "\u2014", "--\u200b", "-- \u00a0."])
def test_an_answer_word_below_the_mark_of_a_signature_is_none(mark: str) -> None:
    signature = f"{mark}\nSETUJU Center\nsetuju@selesai.example"
    assert own(reply(f"Saya pelajari dahulu.\n\n{signature}")).text == "Saya pelajari dahulu."
    assert own(reply(signature)).text == ""


@pytest.mark.parametrize(
    "line",
    [
        "Sent with Proton Mail secure email.",
        "Sent with Proton Mail",
        "Sent from Proton Mail mobile",
        "Sent via BlackBerry Hub+ Inbox for Android",
        "Sent from my Galaxy",
        "Sent from a tiny mobile device",
        "Written with Aqua Mail for Android",
        "Sent using the mail.com mail app",
    ],
)
def test_a_line_that_a_program_adds_is_not_his(line: str) -> None:
    assert own(reply(f"Hendra Wijaya\nKepala Bagian\n\n{line}")).text == "Hendra Wijaya\nKepala Bagian"
