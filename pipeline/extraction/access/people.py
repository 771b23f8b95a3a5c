"""Persons in lists and sentences: where a name begins and ends, and what is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.extraction import values
from pipeline.rulebook.labels import LabelRules

_WORD = r"(?!(?:NIP|NRP|NIK|NIDN|NIDK|NPP|HP|WA|TMT|SK|Nip|Pangkat|Jabatan|Mohon|Tolong)\b)(?:[A-Z][A-Za-z’'`]*(?:-[A-Z][a-z]+)?\.?|[A-Z]\.)"
_DEGREE = (
    r"(?:,?\s?(?:S\.\s?[A-Z]|M\.\s?[A-Z]|Sp\.\s?[A-Z]|A\.\s?Md|A\.\s?Ma|Ph\.\s?D|LL\.\s?M|Amd|SE|SH|SKM|ST|MM|MT|MH|SKom|M\.?Kn|S\.?STP|SST|QIA|CGCAE|Ak|CA|Apt|Ners|SPd|SSos|SIP|SAP|MSi|MPd|MKes|Str)"
    r"(?:[A-Za-z]{0,6}\.?)(?:\s?[A-Z][A-Za-z]{0,6}\.)*(?![A-Za-z]))"
)
_TITLE = r"(?:(?:dr|drg|drh|Dr|Drs|Dra|Ir|H|Hj|Prof|apt|Apt|Ns|Bdn|Pdt|KH|Ust|R|Rts|Kgs|Nyimas|Alm|Almh)\.\s*)*"
NAME = re.compile(rf"(?P<name>{_TITLE}{_WORD}(?:\s+(?:(?:bin|binti|al|van|de)\s+)?{_WORD}){{0,5}}(?:{_DEGREE})*)")
NIP = re.compile(r"(?<!\d)(?:\d{8}[ .]{0,2}\d{6}[ .]{0,2}\d[ .]{0,2}\d{3}|\d{18})(?!\d)")
ADDRESSED = re.compile(
    r"\b(?:Sdri?|SDRI?|sdri?|saudar[ai]|Saudar[ai]|Bapak|bapak|Ibu|ibu|Bpk|bpk|Pak|pak|Bu|bu|Mas|mas|Mbak|mbak|Mba|mba|Kak|kak|Kang|kang|Teh|teh|Bang|bang|Pace|pace|Mace|mace|adik|Adik|a\.?\s?n\.?|an\.|an|A\.?N\.?|atas nama|bernama)(?:\.|\b)\s*(?:(?:Sdri?|sdri?|Bapak|Ibu|Pak|Bu)\.?\s+)?(?=[A-Z])"
)
_ADDRESS = re.compile(
    r"^(?:(?:sdri?|saudar[ai]|bapak|ibu|bpk|pak|bu|mas|mbak|mba|kak|kang|teh|bang|alm|almh|almarhum|almarhumah|a\.?n|an|atas nama|adik|ybs)\b\.?\s*)+(?=\S)",
    re.IGNORECASE,
)
_NOT_A_NAME_WORDS = """
    admin administrator operator verifikator supervisor user pengguna akun aplikasi sistem nama nip nrp jabatan
    peran hak akses level role kepala kasubbag kasubag kabag kabid kasi bidang bagian seksi subbag subbagian dinas
    badan balai kantor biro pusat direktorat direktur sekretaris sekretariat inspektorat inspektur kementerian
    kecamatan kabupaten kota provinsi desa kelurahan nota surat formulir form lampiran tembusan perihal hal nomor no
    tanggal kepada yth dari dengan demikian mohon sehubungan terima kasih hormat salam wassalam selamat
    assalamualaikum assalamu'alaikum januari februari maret april mei juni juli agustus september oktober november
    desember senin selasa rabu kamis jumat sabtu minggu unit satker opd universitas fakultas prodi program lembaga
    pengadilan kejaksaan kepolisian polres polda polsek polri rumah sakit rsud puskesmas sk spt ta tahun keputusan
    peraturan undang pemerintah republik indonesia pt cv ketua anggota wakil plt plh bendahara staf petugas
    pengelola tim jl jalan telp hp wa email surel oleh untuk maka karena berdasarkan menindaklanjuti pemohon
    menyetujui mengetahui keterangan catatan alasan jenis baru ubah cabut reset data the please dear hi pegawai
    penanggung jawab pejabat sekdis kadis sekda camat lurah bupati walikota gubernur rektor dekan kaprodi kades
    sekdes sekel kajari kapolres kapolda kakanwil kalapas pimpinan ybs almarhum beliau viewer editor approver ppk
    kpa ppttk pptk pada agar atas saya kami bila jika adapun akibatnya selanjutnya sekarang sementara setelah
    karenanya sejak per tolong minta ini itu kalau kalo bisa sesuai sudah belum semua mulai alhamdulillah punten ass
    wr wb shalom siang pagi sore malam thanks cheers regards best rahasia biasa segera penting
    honorer peserta contoh tes test wajib aktif seluruh lihat
"""
# What a list says in the place of a value that is not there yet, or not at all.
_NOTHING_WORDS = """
    mohon tolong harap terlampir menyusul lampiran dst dll dkk idem sda kosong nihil dibantu belum blm
"""
_NOTHING = frozenset(_NOTHING_WORDS.split())
_NO_NAME_EITHER = _NOTHING | {"lain", "lihat", "tidak", "tdk", "kasih", "lengkap"}
_BEGINS_NO_NAME_WORDS = """
    admin administrator operator verifikator aplikasi sistem kepala bagian bidang seksi subbag subbagian dinas kantor
    pegawai staf petugas peserta seluruh semua
"""
_BEGINS_NO_NAME = frozenset(_BEGINS_NO_NAME_WORDS.split())
_NOT_A_NAME = frozenset(_NOT_A_NAME_WORDS.split()) | _NO_NAME_EITHER


_SHORT = 3  # words


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A person in a text."""

    name: str
    nip: str | None
    start: int
    end: int  # behind the NIP where one follows
    named: bool = False  # an honorific or a NIP says that it is a person


def tidy(text: str) -> str:
    """A name without number, address, brackets and NIP."""
    text = NIP.sub(" ", " ".join(text.split()))
    text = re.sub(r"\([^)]*\)?", " ", text)
    text = re.sub(r"^\W*(?:\d{1,3}\s*[.)]?|[a-z][.)])?\s*", "", text)
    text = re.sub(r"\b(?:NIP|NRP|NIK)\b\W*$", "", " ".join(text.split()).rstrip(" ,;:/|-–"), flags=re.IGNORECASE)
    return _ADDRESS.sub("", text).strip(" ,;:/|-–*_")


def is_name(text: str, *, one: bool = True) -> bool:
    """Whether a cell's whole text is a person's name."""
    name = tidy(text)
    found = NAME.match(name)
    if not found or found.end() < len(name.rstrip(" .,")):
        return False
    return _plausible(found["name"], one=one)


def may_be_somebody(name: str, known: Collection[str] = ()) -> bool:
    """Whether what stands in a name's place, however it is written, may be one; `known` are applications."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]{2,}", name.split(",", maxsplit=1)[0])]
    if not words or words[0] in _BEGINS_NO_NAME or not _NO_NAME_EITHER.isdisjoint(words):
        return False
    return not set(words) <= _NOT_A_NAME and name.lower() not in {one.lower() for one in known}


def asks(text: str) -> bool:
    """Whether it holds a word of those that ask or point elsewhere: no name of anybody or anything has one."""
    return not _NOTHING.isdisjoint(re.findall(r"[^\W\d_]+", text.lower()))


def says_nothing(text: str) -> bool:
    """Whether it only says that a value is not there: "menyusul", "belum ada"."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return 0 < len(words) <= _SHORT and not _NOTHING.isdisjoint(words)


def _plausible(name: str, *, one: bool) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", name.split(",", maxsplit=1)[0])
    if (
        not words
        or any(word.lower() in _NOT_A_NAME for word in words)
        or re.match(r"Meng[a-z]|Meny[a-z]|Menin", words[0])
    ):
        return False
    first = re.findall(r"[^\W\d_]+", name.split(",", maxsplit=1)[0])
    return len(first) >= (1 if one else 2) and len("".join(words)) >= 3 and len(first) <= 7


def mentions(text: str, rules: LabelRules) -> Iterator[Mention]:
    """Persons of a flat text, with the NIP behind them; `named` where an address or a NIP says that it is a person."""
    addressed = {hit.end(): hit.start() for hit in ADDRESSED.finditer(text)}
    place = 0
    before: Mention | None = None
    while (hit := NAME.search(text, place)) is not None:
        start = next((at for at in range(hit.start() + 1, hit.end()) if at in addressed), hit.start())
        if start > hit.start() and not (hit := NAME.match(text, start)):
            place = start + 1
            continue
        name = _cut(hit["name"], rules)
        end = hit.start() + len(name)
        place = max(end, hit.start() + 1)
        behind = BEHIND.match(text, end)
        number = NIP.match(text, behind.end()) if behind else None
        joined = before is not None and before.named and bool(_JOINED.fullmatch(text[before.end : start]))
        named = start in addressed or number is not None or joined or bool(_NUMBERED.match(text, end))
        if not name or not _plausible(name, one=named and not joined):
            continue
        if start < GREETING and number is None and _GREETED.search(text[: addressed.get(start, start)]):
            continue
        place = number.end() if number else place
        before = Mention(
            name=name,
            nip=values.nip(number[0]) if number else None,
            start=addressed.get(start, start),
            end=place,
            named=named,
        )
        yield before


_JOINED = re.compile(r"[\s)]*(?:,|&|dan|serta|, dan)\s*")
_NUMBERED = re.compile(r"[\s,;(]*(?:NIP|NRP|NIDN|NIDK|NIK|NIM|Nip)\b")
GREETING = 60  # characters in which a text may greet somebody
_GREETED = re.compile(
    r"^\W*(?:(?:hi|hai|halo|hallo|dear|yth|punten|siang|pagi|sore|malam|selamat \w+|kepada|nuwun sewu|assalam\S*|izin|ijin|mohon izin|makasih|terima kasih|met \w+)\b\W*)+(?:\w+\s+)?$",
    re.IGNORECASE,
)
BEHIND = re.compile(r"[\s,;(/:|–-]*(?:(?:NIP|Nip|nip)\b)?[\s.:]*")


def _cut(name: str, rules: LabelRules) -> str:
    """The name up to where a position or a unit begins, without a sentence's full stop."""
    name = _ADDRESS.sub("", name) if name[:1].isupper() and _ADDRESS.match(name) else name
    cut = rules.after_name_pattern.split(name)[0].rstrip(" ,-")
    words = cut.split()
    if words and re.fullmatch(r"[A-Za-z’'`-]{3,}\.", words[-1]) and "," not in cut:
        cut = cut.rstrip(".")
    return cut
