"""What plain part and HTML part must agree on, what is no part of one's own, and how far the mark of a quote reaches."""

from __future__ import annotations

import random

import pytest

from clients import Written
from composed_replies import OFFICE
from foreign_parts import FOREIGN, Node, bodies, rendered, text
from hostile_words import LINE_ENDS
from pipeline import intake, replies
from pipeline.replies import OwnWords
from pipeline.rulebook import Trust
from rules import rulebook

HEAD = ("From: kabag@kanwil-contoh.example.go.id", f"To: {OFFICE}", "Subject: Re: Disposisi")


def read(written: Written | Node, *, asked: tuple[str, ...] = ()) -> OwnWords:
    node = written if isinstance(written, Node) else bodies(written, random.Random(1))
    mail = intake.parse(rendered(node, HEAD), kinds=rulebook().kinds, trust=Trust(), own=OFFICE)
    return replies.own_words(mail, asked=asked, rules=rulebook().kinds, office=(OFFICE,))


@pytest.mark.parametrize("end", LINE_ENDS, ids=[f"U+{ord(end):04X}" for end in LINE_ENDS])
@pytest.mark.parametrize("mark", ["> ", ">", "| ", ">> ", "＞ "])
def test_a_mark_holds_for_the_whole_line_whatever_else_may_end_it(mark: str, end: str) -> None:
    words = f"Selamat pagi.\n\nPada 02/03/26 08.05, Lestari menulis:\n{mark}jaringan mati{end}SETUJU{end}{end}tolong\n"
    assert read(Written(plain=words)).text == "Selamat pagi."
    html = f"<p>Selamat pagi.</p><blockquote><div>jaringan mati{end}SETUJU</div></blockquote>"
    assert read(Written(html=html)).text == "Selamat pagi."


def test_own_words_may_be_broken_by_any_line_end() -> None:
    assert read(Written(plain="SETUJU\u2028Terima kasih\n")).text == "SETUJU\nTerima kasih"


ROW = "3. Maria Tandi, NIP 19930707 201902 2 005, sebagai Penguji"
ASKED = f"Mohon penerimaan laporan serah terima hak akses.\n\n{ROW}\nHubungi Siti Rahmawati, 0812-0000-1212\n"


@pytest.mark.parametrize(
    ("sender", "own"), [("Lestari Ningsih", "Terima kasih."), (OFFICE, "Terima kasih.\n\nKOREKSI nomor salah")]
)
def test_what_is_broken_off_of_anothers_line_is_not_the_writers(sender: str, own: str) -> None:
    quote = f"> Mohon penerimaan laporan serah terima hak akses.\n>\n> {ROW}\nKOREKSI nomor salah\n> Hubungi Siti Rahmawati, 0812-0000-1212\n"
    words = f"Terima kasih.\n\nPada Sen, 2 Mar 2026 pukul 08.05 {sender} menulis:\n\n{quote}"
    assert read(Written(plain=words), asked=(ASKED,)).text == own


def test_a_form_filled_in_below_a_marked_forward_is_not_the_writers() -> None:
    form = "Setelah selesai, balas surel ini:\nTindakan: (apa yang dikerjakan)"
    quote = "\n".join(f"\u2502 {line}" for line in form.split("\n"))
    filled = "\n".join(f"> {line}" for line in form.replace("(apa yang dikerjakan)", "kabel diganti").split("\n"))
    head = f"-------- Pesan asli --------\nDari: Layanan TI <{OFFICE}>\nTanggal: 02/03/26 08.05\nKe: Ratih <ratih@kantor.example>\nSubjek: Tugas"
    words = f"TUNDA sampai Rabu\n\n{head}\n{quote}\n\n> --diteruskan\n>\n{filled}\n"
    assert read(Written(plain=words), asked=(form,)).text == "TUNDA sampai Rabu"


@pytest.mark.parametrize(
    "other", ["SETUJU?", "SETUJU 👎", "SETUJU 🚫", "❌ SETUJU", "Tidak SETUJU", "SETUJU 2", "TOLAK"]
)
def test_parts_that_say_different_things_are_doubted(other: str) -> None:
    assert read(Written(plain="SETUJU\n", html=f"<p>{other}</p>")).doubt
    assert read(Written(plain=f"{other}\n", html="<p>SETUJU</p>")).doubt


@pytest.mark.parametrize(
    "html", ["<p>SETUJU</p>", "<b>SETUJU</b>", "<p>SETUJU 👍</p>", "<ul><li>SETUJU</li></ul>", "<p>SETUJU.</p>"]
)
def test_parts_that_look_different_agree(html: str) -> None:
    assert read(Written(plain="SETUJU\n", html=html)) == OwnWords(text="SETUJU")


STUBS = (
    "Lihat surel ini dalam format HTML.",
    "This message requires an HTML capable client.",
    "View this email in your browser: https://surel.example/x",
    "",
)


@pytest.mark.parametrize("stub", STUBS)
def test_a_plain_part_that_only_points_to_the_other_says_nothing(stub: str) -> None:
    assert read(Written(plain=stub, html="<p>SETUJU</p>")) == OwnWords(text="SETUJU")


@pytest.mark.parametrize("stub", STUBS[:-1])
def test_a_plain_part_that_says_more_is_compared(stub: str) -> None:
    assert read(Written(plain=f"TOLAK bukan wewenang kami.\n{stub}", html="<p>SETUJU</p>")).doubt


FOOTERS = ("SETUJU", "Setuju, silakan dilanjutkan.", "TOLAK bukan wewenang kami", "Surel ini bersifat rahasia.")
PICTURE = Node(kind="image/jpeg", content=b"\xff\xd8gambar", encoding="base64", headers=("Content-ID: <a@x>",))


def mixed(*parts: Node, boundary: str = "") -> Node:
    return Node(kind="multipart/mixed", parts=parts, boundary=boundary)


@pytest.mark.parametrize("words", FOOTERS)
@pytest.mark.parametrize("own", ["Selamat pagi.", "", "TUNDA sampai Rabu"])
def test_what_a_server_on_the_way_adds_below_decides_nothing(words: str, own: str) -> None:
    chance = random.Random(1)
    unmarked = (
        text(words, chance),
        text(words, chance, headers=("Content-Disposition: inline",)),
        text(f"<p>{words}</p>", chance, subtype="html"),
        bodies(Written(plain=words, html=f"<p>{words}</p>"), chance),
    )
    marked = text(words, chance, headers=("MIME-Version: 1.0",))
    for written in (text(own, chance), bodies(Written(plain=own, html=f"<p>{own}</p>"), chance)):
        for node in (mixed(written, marked), mixed(mixed(written), marked)):
            assert read(node) == OwnWords(text=own)
        for added in unmarked:
            for node in (mixed(written, added), mixed(mixed(written), added)):
                found = read(node)
                assert found.text == own
                assert bool(found.doubt) is not words.startswith("Surel ini bersifat rahasia"), (
                    "nobody says whose it is"
                )
    inline = text(words, chance, headers=("MIME-Version: 1.0", "Content-Disposition: inline"))
    assert read(mixed(PICTURE, inline)) == OwnWords(text="")
    assert read(mixed(text(own, chance), PICTURE, inline, boundary="Apple-Mail=_1")) == OwnWords(text=own)


def test_text_behind_a_file_of_which_nobody_knows_whose_it_is_is_asked_back() -> None:
    chance = random.Random(1)
    assert read(mixed(text("SETUJU", chance), PICTURE, text("tapi tunggu dulu", chance))).doubt
    assert read(mixed(text("SETUJU", chance), PICTURE, text("\n", chance))) == OwnWords(text="SETUJU")


def test_a_text_that_its_program_splits_around_pictures_is_ones_own() -> None:
    chance = random.Random(1)
    parts = text("SELESAI", chance), PICTURE, text("tapi belum diuji", chance)
    for boundary in ("Apple-Mail=_0AF1", "Apple-Mail-0AF1"):
        found = read(mixed(*parts, boundary=boundary))
        assert not found.doubt
        assert found.text.split() == ["SELESAI", "tapi", "belum", "diuji"]


HISTORY = (
    "<p>Dari: Sari &lt;sari@lapas.example&gt;<br>Terkirim: Senin, 2 Maret 2026 08.05<br>"
    "Kepada: Budi &lt;budi@kantor.example&gt;<br>Perihal: Perbaikan</p>"
)


@pytest.mark.parametrize(
    ("html", "quoted"),
    [
        ('<p>Foto:</p><img src="cid:a@x">', False),
        ('<p>Foto:</p><img src="cid:A%40x"><blockquote><img src="cid:a@x"></blockquote>', False),
        ("<p>Foto terlampir</p>", False),
        ('<p>Selesai</p><blockquote type="cite"><p>lihat</p><img width=9 src="cid:a@x"></blockquote>', True),
        (
            '<p>Selesai</p><div class="gmail_quote"><blockquote class="gmail_quote"><p>a</p><img src="cid:a@x"></blockquote></div>',
            True,
        ),
        (f"<p>Selesai</p>{HISTORY}<p>lihat</p><img src='cid:a@x'>", True),
    ],
)
def test_a_picture_that_only_a_quote_shows_is_marked(html: str, *, quoted: bool) -> None:
    chance = random.Random(1)
    node = Node(kind="multipart/related", parts=(text(html, chance, subtype="html"), PICTURE))
    mail = intake.parse(rendered(node, HEAD), kinds=rulebook().kinds, trust=Trust(), own=OFFICE)
    assert [part.quoted for part in mail.parts] == [quoted]


@pytest.mark.parametrize("kind", [kind for kind in FOREIGN if kind != "list_footer"])
@pytest.mark.parametrize("seed", range(6))
def test_what_is_attached_is_not_ones_own(kind: str, seed: int) -> None:
    chance = random.Random(seed)
    parts = (text("TOLAK bukan wewenang kami", chance), FOREIGN[kind]("SETUJU", chance))
    for order in (parts, parts[::-1]):
        assert read(Node(kind="multipart/mixed", parts=order)) == OwnWords(text="TOLAK bukan wewenang kami")


def test_a_mail_that_is_signed_as_a_whole_is_ones_own() -> None:
    chance = random.Random(1)
    assert read(FOREIGN["signed_mail"]("SETUJU", chance)) == OwnWords(text="SETUJU")


FORM = "Setelah selesai, balas surel ini:\n\n  SELESAI\n  Penyebab : (analisis penyebab gangguan)\n  Tindakan : (apa yang dikerjakan)\n"


@pytest.mark.parametrize(
    ("sender", "counts"),
    [
        (f"Layanan TI <{OFFICE}>", True),
        (f'"Layanan TI <{OFFICE}>" <x@jahat.example>', False),
        (f"x@jahat.example ({OFFICE})", False),
        ("Sari <tu@lapas-contoh.example.go.id>", False),
    ],
)
def test_a_form_filled_in_counts_only_in_what_the_office_alone_is_said_to_have_written(
    sender: str, *, counts: bool
) -> None:
    filled = FORM.replace("(analisis penyebab gangguan)", "kabel putus").replace(
        "(apa yang dikerjakan)", "kabel diganti"
    )
    block = f"Dari: {sender}\nTerkirim: Senin, 2 Maret 2026 08.05\nKepada: Budi <budi@kanwil-contoh.example.go.id>\nPerihal: Perbaikan"
    found = read(Written(plain=f"Selamat pagi.\n\n{block}\n\n{filled}"), asked=(FORM,)).text
    assert ("kabel putus" in found) is counts
