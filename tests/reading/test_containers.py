"""Files that hold others, in every form that letters came in: read, or the sender is told which of them could not be."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import partial

import pytest

from archive_files import (
    cut,
    rar4,
    rar4_of_kind,
    rar4_volumes,
    rar5,
    rar5_volumes,
    seven_zip,
    zip_by_method,
    zip_in_volumes,
)
from hostile_files import bomb
from outlook_files import LETTER, msg, msg_tree, tnef
from pipeline.errors import ReadingError
from pipeline.model import Document, Part
from pipeline.reading import Reader, ReadingLimits, archives, check_archives

FILES = {"map/surat.txt": b"isi surat yang dikirim", "Lampiran – dua.csv": b"Nama;NIP\r\nAni;1980\r\n"}
NAMES = ["surat.txt", "Lampiran – dua.csv"]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(2) as one:
        yield one


def of_name(value: object) -> str:
    """What a row is called: by its file's name, since the bytes of an archive hold the second they were made in."""
    return value if isinstance(value, str) else ""


def part(name: str, content: bytes) -> Part:
    return Part(name=name, content_type="application/octet-stream", content=content)


def read(reader: Reader, name: str, content: bytes) -> tuple[Document, ...]:
    return reader.read_all([part(name, content)])


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def locked_zip(files: dict[str, bytes]) -> bytes:
    """With the flag for encryption on every file."""
    content = bytearray(zipped(files))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 1)
    return bytes(content)


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def mailed(files: dict[str, bytes], text: str = LETTER) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Dewi Anggraini <dewi@rutan.example>", "Gangguan – jaringan"
    mail.set_content(text)
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.7z", seven_zip), ("a.rar", rar5), ("A.RAR", rar5), ("a.tar", tarred), ("a.zip", zipped), ("tanpa-nama", seven_zip),
        ("a.tgz", lambda files: tarred(files, "w:gz")), ("a.tar.bz2", lambda files: tarred(files, "w:bz2")),
        ("a.tar.xz", lambda files: tarred(files, "w:xz")),
    ],
)  # fmt: skip
def test_the_files_in_an_archive_are_read(reader: Reader, name: str, made: Callable[[dict[str, bytes]], bytes]) -> None:
    one, two = read(reader, name, made(FILES))
    assert [one.part, two.part] == NAMES
    assert {one.container, two.container} == {name}
    assert one.text == "isi surat yang dikirim"
    assert two.pages[0].tables[0].rows == (("Nama", "NIP"), ("Ani", "1980"))
    assert not one.problem
    assert not one.active


SAID = b"isi surat yang dikirim " * 100


@pytest.mark.parametrize(
    ("name", "volumes"),
    [
        ("a.7z", cut(seven_zip({"surat.txt": SAID}), count=3)), ("a.zip", cut(zipped({"surat.txt": SAID}), count=2)),
        ("a.zip", zip_in_volumes({"surat.txt": SAID}, count=3)), ("a.rar", rar4_volumes("surat.txt", SAID, count=3)),
        ("a.rar", rar5_volumes("surat.txt", SAID, count=3)),
    ],
    ids=of_name,
)  # fmt: skip
def test_an_archive_that_was_split_is_read_when_it_is_whole_again(
    reader: Reader, name: str, volumes: list[bytes]
) -> None:
    (found,) = read(reader, name, b"".join(volumes))
    assert (found.part, found.container, found.problem) == ("surat.txt", name, None)
    assert found.text == SAID.decode().strip()


@pytest.mark.parametrize("made", [partial(rar4, packed=True), partial(rar5, packed=True), partial(rar5, solid=True)])
def test_a_rar_that_is_compressed_is_read(reader: Reader, made: Callable[[dict[str, bytes]], bytes]) -> None:
    """The letter repeats itself near by and from far away, and the file between stands for others that people send along."""
    far = "\n\n".join([LETTER, *(f"{number}. Perangkat {number * number % 9973}" for number in range(900)), LETTER])
    content = made({"surat.txt": far.encode(), "foto.bin": bytes(range(256)) * 9, "salinan.txt": LETTER.encode()})
    assert len(content) < 0.7 * len(far)
    first, _, last = read(reader, "a.rar", content)
    assert [first.problem, last.problem] == [None, None]
    assert first.text.split() == far.split()
    assert last.text.split() == LETTER.split()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (rar4({"surat.txt": LETTER.encode()}, packed=True, method=0x36), "berisi berkas yang tidak dapat dibuka di sini (surat.txt)"),
        (rar4({"satu.txt": SAID, "surat.txt": LETTER.encode()}, solid=True), "Arsip a.rar dipampatkan dengan cara yang tidak dapat dibuka"),
        (rar4({"surat.txt": LETTER.encode()}, packed=True, locked=True), "Arsip a.rar terkunci kata sandi"),
        (rar5({"surat.txt": LETTER.encode()}, locked_files=("surat.txt",)), "Arsip a.rar terkunci kata sandi"),
        (rar5({"surat.txt": LETTER.encode()}, packed=True, locked_files=("surat.txt",)), "Arsip a.rar terkunci kata sandi"),
        (rar5({"surat.txt": SAID}, packed=True)[:-8], "berisi berkas rusak (surat.txt)"),
        (rar4({"surat.txt": SAID}, packed=True)[:-20], "berisi berkas rusak (surat.txt)"),
        (rar5({"surat.txt": SAID}, packed=True)[:-40], "berisi berkas rusak (surat.txt)"),
    ],
    ids=["method", "solid", "locked 4", "locked 5 as it is", "locked 5", "cut 5 at its end", "cut 4", "cut 5"],
)  # fmt: skip
def test_of_a_compressed_rar_that_cannot_be_read_the_sender_hears(reader: Reader, content: bytes, said: str) -> None:
    found = read(reader, "a.rar", content)
    assert any(said in (one.problem or "") for one in found), [one.problem for one in found]
    assert not any(LETTER[:40] in one.text for one in found)
    assert any(one.active for one in found), "nor is it handed on as harmless"


def test_what_a_rar_holds_beside_an_encrypted_file_is_read(reader: Reader) -> None:
    found = read(reader, "a.rar", rar5({"surat.txt": b"isi surat", "b.txt": b"isi"}, locked_files=("b.txt",)))
    assert [one.text for one in found] == ["isi surat", ""]
    assert "terkunci kata sandi" in (found[1].problem or "")


@pytest.mark.parametrize("kind", [0, stat.S_IFCHR, stat.S_IFIFO])
def test_a_file_in_a_rar_is_one_whatever_it_claims_to_be(reader: Reader, kind: int) -> None:
    """Other programs unpack it as a file, so a program must not hide behind it."""
    found = read(reader, "a.rar", rar4_of_kind("a.exe", b"MZ\x90", mode=kind | 0o644))
    assert [one.executable for one in found] == [True]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.7z.001", cut(seven_zip({"surat.txt": SAID}), count=2)[0]), ("a.7z.002", cut(seven_zip({"surat.txt": SAID}), count=2)[1]),
        ("a.zip.002", cut(zipped({"surat.txt": SAID}), count=2)[1]), ("a.part1.rar", rar4_volumes("surat.txt", SAID, count=2)[0]),
        ("a.part2.rar", rar5_volumes("surat.txt", SAID, count=2)[1]), ("a.r00", rar4_volumes("surat.txt", SAID, count=2)[1]),
        ("a.z01", zip_in_volumes({"surat.txt": SAID}, count=2)[0]), ("a.z02", zip_in_volumes({"surat.txt": SAID}, count=3)[1]),
    ],
    ids=of_name,
)  # fmt: skip
def test_of_a_volume_that_came_without_the_others_the_sender_hears(reader: Reader, name: str, content: bytes) -> None:
    found = read(reader, name, content)
    assert any(
        "hanya sebagian dari arsip yang dipecah" in (one.problem or "") and name in str(one.problem) for one in found
    )


@pytest.mark.parametrize(("method", "pack"), [(95, lzma.compress), (8, lambda data: zlib.compress(data)[2:-4])])
def test_a_zip_packed_by_a_method_that_few_know_is_read(
    reader: Reader, method: int, pack: Callable[[bytes], bytes]
) -> None:
    (found,) = read(reader, "a.zip", zip_by_method("surat.txt", SAID, pack(SAID), method))
    assert (found.problem, found.text) == (None, SAID.decode().strip())


def test_of_a_file_that_nothing_here_unpacks_the_sender_hears_which_it_is(reader: Reader) -> None:
    deflate64 = zip_by_method("surat.txt", SAID, zlib.compress(SAID)[2:-4], 9)
    found = read(reader, "a.zip", deflate64)
    assert [one.problem for one in found] == [
        "Arsip a.zip berisi berkas yang tidak dapat dibuka di sini (surat.txt); mohon kirim berkas itu langsung."
    ]
    (arj,) = read(reader, "surat.arj", b"\x60\xea" + bytes(50))
    assert arj.problem == "Arsip surat.arj tidak dapat dibuka; mohon kirim berkasnya langsung."


def test_a_file_that_is_only_compressed_keeps_its_name(reader: Reader) -> None:
    for name, made in (
        ("surat.txt.gz", gzip.compress),
        ("surat.txt.bz2", bz2.compress),
        ("surat.txt.xz", lzma.compress),
    ):
        (found,) = read(reader, name, made(b"isi surat"))
        assert (found.part, found.text, found.container) == ("surat.txt", "isi surat", name)


def test_archives_and_mails_in_each_other_are_read(reader: Reader) -> None:
    inner = rar4({"surat.txt": b"isi surat"})
    nested = zipped({"satu.7z": seven_zip({"dua.rar": inner})})
    assert [found.text for found in read(reader, "a.zip", nested)] == ["isi surat"]
    (mail, letter) = read(reader, "a.7z", seven_zip({"Surat.EML": mailed({"b.rar": inner})}))
    assert "terputus sejak Selasa" in mail.text
    assert letter.text == "isi surat"
    (mail, attached) = read(reader, "a.rar", rar5({"s.msg": msg(text=LETTER, files=[("a.txt", b"isi".ljust(5000))])}))
    assert "terputus sejak Selasa" in mail.text
    assert (attached.part, attached.text) == ("a.txt", "isi")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.7z", seven_zip(FILES, locked=True)), ("a.rar", rar4(FILES, locked=True)), ("a.rar", rar5(FILES, locked=True)),
        ("a.zip", locked_zip(FILES)), ("a.zip", zipped({"b.7z": seven_zip(FILES, locked=True)})),
    ],
    ids=of_name,
)  # fmt: skip
def test_of_what_needs_a_password_the_sender_hears(reader: Reader, name: str, content: bytes) -> None:
    (found,) = read(reader, name, content)
    assert found.problem is not None
    assert name in found.problem
    assert "terkunci kata sandi; mohon kirim salinan yang terbuka" in found.problem
    assert "kata sandi" in found.active


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.7z", seven_zip(FILES)[:60]), ("a.rar", b"Rar!\x1a\x07\x01\x00" + bytes(50)), ("a.rar", rar5(FILES)[:40]),
        ("a.gz", gzip.compress(b"isi" * 1000)[:30]), ("a.arj", b"\x60\xea" + bytes(50)), ("a.sit", b"SIT!" + bytes(50)),
        ("surat.msg", msg(text=LETTER)[:3000]), ("surat.msg", b"bukan"), ("winmail.dat", tnef(body=b"isi")[:4]),
        ("surat.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), ("daftar.xls", b"\x00\x01\x02"), ("surat.pdf", b"kosong"),
        ("paparan.pptx", zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})), ("surat.pages", b"\x00\x01"),
    ],
    ids=of_name,
)  # fmt: skip
def test_of_what_cannot_be_read_the_sender_hears(reader: Reader, name: str, content: bytes) -> None:
    found = read(reader, name, content)
    assert any(name in (document.problem or "") for document in found), found


def test_of_other_files_nobody_hears(reader: Reader) -> None:
    for name, content in (
        ("rekaman.mp4", b"\x00\x00\x00\x18ftypmp42"),
        ("acara.ics", b"BEGIN:VCALENDAR\n"),
        ("a.bin", b"\x01"),
    ):
        (found,) = read(reader, name, content)
        assert found.problem is None


def test_a_program_in_an_archive_is_one(reader: Reader) -> None:
    found = read(reader, "a.7z", seven_zip({"a.exe": b"MZ\x90", "b.txt": b"isi"}))
    assert [document.executable for document in found] == [True, False]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("bom.gz", lambda: gzip.compress(b"a" * 330_000_000)), ("bom.tar.xz", lambda: tarred({"nol": bytes(330_000_000)}, "w:xz")), ("bom.zip", bomb),
        ("banyak.7z", lambda: seven_zip({f"{number}.txt": b"a" for number in range(400)})),
        ("dalam.zip", lambda: zipped({"1.zip": zipped({"2.7z": seven_zip({"3.rar": rar5({"4.zip": zipped(FILES)})})})})),
    ],
    ids=of_name,
)  # fmt: skip
def test_bombs_stay_within_the_limits(reader: Reader, name: str, made: Callable[[], bytes]) -> None:
    found = read(reader, name, made())
    assert len(found) <= ReadingLimits().files + 1
    assert name in (found[-1].problem or "")
    assert any(word in (found[-1].problem or "") for word in ("terlalu besar", "terlalu dalam"))


def test_a_file_out_of_an_archive_can_be_had(reader: Reader) -> None:
    for name, content in (
        ("a.7z", seven_zip(FILES)), ("a.rar", rar5(FILES)), ("s.eml", mailed({"surat.txt": FILES["map/surat.txt"]})),
    ):  # fmt: skip
        sha256 = next(one.sha256 for one in read(reader, name, content) if one.part == "surat.txt")
        assert reader.member(part(name, content), sha256) == FILES["map/surat.txt"]


@pytest.mark.parametrize("packed", [tarred, seven_zip])
def test_a_document_that_lies_in_an_archive_as_it_is_does_not_pass_for_the_archive(
    reader: Reader, packed: Callable[[dict[str, bytes]], bytes]
) -> None:
    found = read(reader, "a.dat", packed({"a.txt": b"%PDF-1.4 bukan", "b.txt": b"isi"}))
    assert [(document.part, document.media, document.text) for document in found] == [
        ("a.txt", "pdf", ""),
        ("b.txt", "text", "isi"),
    ]


def test_a_safe_copy_of_an_archive_leaves_programs_out(reader: Reader) -> None:
    copy = reader.safe_copy(part("a.7z", seven_zip({"a.exe": b"MZ\x90", "b.txt": b"isi"})))
    assert copy is not None
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        assert archive.namelist() == ["01 b.txt"]


def test_a_mail_that_stands_alone_is_read_with_its_head(reader: Reader) -> None:
    mail, attached = read(reader, "surat", mailed({"a.txt": b"isi"}))
    assert mail.text.startswith("Dari : Dewi Anggraini <dewi@rutan.example>\nPerihal : Gangguan – jaringan\n")
    assert attached.text == "isi"
    inner = msg(files=[("surel", msg_tree(text=LETTER, sender="dewi@rutan.example", header=24))])
    assert "terputus sejak Selasa" in "\n".join(document.text for document in read(reader, "a.msg", inner))


WORD = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="N"; type="text/html"\r\n\r\n--N\r\n{}\r\n--N--\r\n'
)
CHROME = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\nSubject: Surat\r\n" + WORD
FIREFOX = "From: =?utf-8?Q?Disimpan_oleh_peramban?= <a@b.example>\r\nDate: Tue, 03 Mar 2026 09:10:00 +0800\r\n" + WORD
PAGE = 'Content-Type: text/html; charset="{}"\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: file:///C:/x.htm\r\n\r\n<html><p>Surat “kami” satu</p></html>'


@pytest.mark.parametrize("form", [WORD, CHROME, FIREFOX])
@pytest.mark.parametrize("name", ["surat.mht", "surat.MHTML", "surat.doc"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "unicode"])
def test_a_web_page_in_one_file_is_read(reader: Reader, form: str, name: str, charset: str) -> None:
    true = "utf-8" if charset == "unicode" else charset
    (found,) = read(reader, name, form.format(PAGE.format(charset)).encode(true))
    assert found.text == "Surat “kami” satu"
    assert not found.problem


@pytest.mark.parametrize(
    ("name", "charset", "mark"),
    [
        ("a.txt", "utf-16", b""), ("a.txt", "utf-16-le", b""), ("a.txt", "utf-16-be", b""), ("a.txt", "utf-8-sig", b""),
        ("a.TXT", "cp1252", b""), ("a.log", "utf-16", b""), ("a.htm", "utf-16", b"<html><p>"), ("a.doc", "utf-8-sig", b"<html><p>"),
        ("a.doc", "utf-8", b""),
    ],
)  # fmt: skip
def test_text_is_read_in_whatever_charset_it_is(reader: Reader, name: str, charset: str, mark: bytes) -> None:
    (found,) = read(reader, name, (mark.decode() + "Surat “kami” tentang jaringan").encode(charset))
    assert found.text == "Surat “kami” tentang jaringan"


def test_the_library_for_archives_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    check_archives()
    monkeypatch.setattr(archives, "_library", lambda: None)
    with pytest.raises(ReadingError, match="libarchive13"):
        check_archives()
    with pytest.raises(archives.BrokenError):
        list(archives.members("a.7z", seven_zip(FILES)))
