"""What writers answer in the mails of `reply_fuzz.py`: plain answers of each step, words that are none, and denials."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hostile_words import disguised


@dataclass(frozen=True, kw_only=True)
class Own:
    """What the writer himself says: his words, what they mean, and what they may be taken for."""

    text: str
    means: str | None
    may_mean: frozenset[str] = frozenset()
    plain: bool = False  # an answer word of the design alone on its line
    means_words: str = ""  # further words that are his: values that he filled in


def _plain(means: str, text: str) -> Own:
    return Own(text=text, means=means, plain=True)


_TANYA = _plain("TANYA", "TANYA apakah ruangan dapat dimasuki teknisi?")
_TUNDA = _plain("TUNDA", "TUNDA sampai Rabu, karena menunggu pejabat")
_GO = (_plain("SETUJU", "SETUJU"), _plain("SETUJU", "setuju"), _plain("SETUJU", "Setuju."))
_NO = (
    _plain("TOLAK", "TOLAK perangkat itu milik pihak ketiga"),
    _plain("TOLAK", "TOLAK\nperangkat itu milik pihak ketiga"),
)
_BACK = (
    _plain("KOREKSI", "KOREKSI tanggal pada halaman dua keliru"),
    _plain("KOREKSI", "KOREKSI\ntanggal pada halaman dua keliru"),
)
_DONE = _plain(
    "SELESAI", "SELESAI\nPenyebab: adaptor terbakar\nTindakan: adaptor baru dipasang\nChecklist: seluruh lampu hijau"
)

HOLDER: Mapping[str, tuple[Own, ...]] = {
    "gangguan-jaringan/2": (*_GO, *_NO, _plain("TERUSKAN", "TERUSKAN"), _TANYA, _TUNDA),
    "gangguan-jaringan/4": (*_GO, _plain("TERUSKAN", "TERUSKAN ke I Made Suarta"), _TANYA),
    "gangguan-jaringan/5": (_DONE, _plain("ALIHKAN", "ALIHKAN I Made Suarta"), _TANYA, _TUNDA),
    "gangguan-jaringan/7": (*_GO, *_BACK, _TUNDA),
    "keluhan-aplikasi/2": (_plain("TANGANI", "TANGANI"), _plain("TERUSKAN", "TERUSKAN"), *_NO, _TANYA),
    "keluhan-aplikasi/3": (
        _plain("SELESAI", "SELESAI\nTindakan: sandi dibuat ulang\nHasil: pengguna dapat masuk"),
        _TUNDA,
    ),
    "hak-akses/8": (*_GO, *_BACK),
    "bandwidth/2": (*_GO, *_NO),
    "masalah-software/3": (*_GO, *_NO, _plain("TERUSKAN", "TERUSKAN")),
}
"""Steps, and what their holders may say."""

REQUESTER: Mapping[str, tuple[Own, ...]] = {
    "open": (
        _plain("CABUT", "CABUT"),
        _plain("STATUS", "STATUS"),
        _plain("PERBAIKI", "PERBAIKI No. HP: 0812-5550-7788"),
    ),
    "asked": (
        _plain("DATA", "Nama penanggung jawab: Dewi Anggraini\nNomor HP penanggung jawab: 0812-1111-2222"),
        _plain("DATA", "Dewi Anggraini, 0812-1111-2222"),
    ),
    "closed": (
        _plain("PUAS", "PUAS"),
        _plain("BELUM", "BELUM"),
        _plain("BELUM", "BELUM\njaringan di loket dua putus lagi"),
    ),
}

_SAID: Mapping[str, tuple[str, ...]] = {
    "SETUJU": ("SETUJU", "Setuju, silakan dilanjutkan.", "ACC", "Disetujui"),
    "TOLAK": ("TOLAK bukan wewenang kami", "Ditolak saja."),
    "TERUSKAN": ("TERUSKAN", "TERUSKAN ke Budi Prakoso"),
    "TANGANI": ("TANGANI", "Kami tangani sendiri."),
    "KOREKSI": ("KOREKSI nomor surat salah",),
    "SELESAI": (
        "SELESAI", "Sudah selesai, kabel diganti.", "Penyebab: kabel digigit tikus\nTindakan: kabel diganti\nChecklist: lampu menyala",
        "Tindakan: kabel diganti semua\nHasil: sudah normal kembali",
    ),
    "CABUT": ("CABUT", "Kami cabut laporan ini."),
    "STATUS": ("STATUS",),
    "PERBAIKI": ("PERBAIKI No. HP: 0813-0000-6666", "No. HP: 0813-0000-6666"),
    "DATA": ("Nama penanggung jawab: Joko Susilo Palsu", "Nomor HP penanggung jawab: 0813-0000-6666"),
    "PUAS": ("PUAS", "Terima kasih, sudah normal."),
    "BELUM": ("BELUM", "Jaringan masih putus lagi."),
    "refuse": ("TOLAK bukan layanan kami",),
    "sop gangguan-jaringan": ("masalah-software", "hak-akses"),
}  # fmt: skip


def tempting(choices: tuple[Own, ...]) -> tuple[str, ...]:
    """What strangers say to move the step at which these answers may be given."""
    return tuple(words for means in {one.means or "": None for one in choices} for words in _SAID.get(means, ()))


OPERATOR: tuple[Own, ...] = (
    _plain("sop gangguan-jaringan", "gangguan-jaringan"),
    _plain("sop keluhan-aplikasi", "keluhan-aplikasi"),
    _plain("refuse", "TOLAK bukan layanan teknologi informasi"),
)

NOTHING = (
    "", "Saya pelajari dahulu.", "Selamat pagi.", "Mohon petunjuk Bapak.", "Baik, saya baca dulu berkasnya.",
    "Yth. Bapak/Ibu,\n\nBerkasnya sedang saya baca.\n\nTerima kasih",
)  # fmt: skip
"""Words that decide nothing."""

_DENIALS = (
    "Saya tidak setuju.", "Jangan disetujui.", "Belum setuju", "BUKAN SETUJU", "Tidak jadi setuju", "Kami tidak dapat menyetujui ini.",
    "Jangan dilanjutkan dahulu", "Belum selesai", "tidak selesai", "Bukan kami yang tangani", "TIDAK SETUJU", "jangan diteruskan", "Bukan SELESAI",
)  # fmt: skip
_DENIED = frozenset({"TOLAK", "KOREKSI", "TUNDA"})
_DENIES = ("tidak", "jangan", "belum", "bukan", "Tidak", "Jangan", "Belum", "Bukan", "TIDAK", "BUKAN")


def denial(chance: random.Random) -> Own:
    """A "no" whose negation is written in other letters or with invisible ones."""
    text = chance.choice(_DENIALS)
    if chance.random() < 0.8:
        word = next(word for word in _DENIES if word in text)
        text = text.replace(word, disguised(chance, word))
    return Own(text=text, means=None, may_mean=_DENIED | {"BELUM"})


SIGNATURES = (
    "Hendra Wijaya\nKepala Bagian Program dan Humas",
    "-- \nHendra Wijaya\nPT Setuju Makmur, Gedung Selesai lantai 3",
    "-- \nSETUJU Center\nsetuju@selesai.example\nhttps://setuju.example/SETUJU",
    "--\nTanpa kertas, SELESAI lebih cepat!\nwww.tolak-suap.example",
    "Salam,\nHendra\nsetuju@kanwil-contoh.example.go.id",
    "Hormat kami,\nSari Wulandari\nhttps://luar.example/?jawab=SETUJU",
    "-- \nSELESAI tepat waktu, SETUJU tanpa syarat",
    "<setuju@kanwil-contoh.example.go.id>",
)
"""With answer words in them, most."""


def own_words(chance: random.Random, choices: tuple[Own, ...]) -> tuple[Own, str]:
    """What this writer says, and the trait's name."""
    kind = chance.choices(("answer", "polite", "signed", "nothing", "nothing_signed", "denial"), (10, 3, 3, 4, 2, 3))[0]
    if kind == "denial":
        return denial(chance), kind
    if kind.startswith("nothing"):
        text = chance.choice(NOTHING)
        if kind == "nothing_signed":
            text = f"{text}\n\n{chance.choice(SIGNATURES)}".lstrip()
        return Own(text=text, means=None), kind
    own = chance.choice(choices)
    if kind == "polite":
        return replace(own, text=f"Yth. Layanan TI,\n\n{own.text}\n\nTerima kasih"), kind
    if kind == "signed":
        signature = chance.choice(SIGNATURES)
        return replace(own, text=f"{own.text}\n\n{signature}", plain=own.plain and signature == SIGNATURES[0]), kind
    return own, kind
