"""What is to be done with an account: made, changed or ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.model import AccessAction

_REVOKE = (
    r"(?:men|di|pen|ter)?cabut(?:i|kan|an)?|pencabutan|dicabut|(?:me)?(?:di)?(?:pe)?non[- ]?aktif(?:kan|k[ae]n|an)?|dinonaktifkan?|penonaktifan"
    r"|(?:di|men|pen)?tutup(?:kan|an|in)?|(?:di|meng|peng)?hapus(?:kan|an|in)?|(?:di|me)?matik(?:an|in|e)|dimatiin|matiin"
    r"|(?:di-?)?disable[ds]?|(?:di-?)?revoked?|(?:di-?)?remove[ds]?|(?:di-?)?delete[ds]?|deactivated?|deaktivasi|terminated?|(?:di|mem|pem)?bekuk(?:an|e)n?|pembekuan"
    r"|(?:di|mem|pem)?blok(?:ir|ok)?(?:an|kan|in)?|(?:di|me|penge)?ngeluark(?:an|in)|dikeluarkan|keluarkan|lepas(?:kan)?(?= dari| akses| akun| hak)|(?:di|meng)?gugurkan"
    r"|(?:di|meng|peng)?hentikan|penghentian|(?:di|meng|peng)?akhiri|pengakhiran|(?:di|men)?copot|hilangkan|dihilangkan|buang|dibuang|take ?out|suspend(?:ed)?"
)
_CHANGE = (
    r"(?:di|meng|peng)?ubah(?:an|kan|in)?|perubahan|diubah|rubah|dirubah|(?:di|peng|meng)?alih(?:kan|an|in)|dialihkan|(?:di|pe|me)?mindah(?:kan|an|in)|dipindah(?:kan|in)?|pindah(?:kan|in)|pindah(?= (?:akun|role|peran|level|admin|hak))"
    r"|pemindahan|(?:di)?upgrade|(?:di)?naik(?:kan|in)?(?= (?:jadi|ke|level|kelas|peran|hak))|(?:di)?turunkan|diturunkan|(?:di|me|pe)?sesuaikan|penyesuaian|updated?|(?:di)?ganti(?:kan|in)? (?:level|role|peran|hak|nomor|email|nama|unit|satker|jabatan)"
    r"|(?:di|me)?reset|(?:di|me)?ng?aktif(?:kan|in) (?:lagi|kembali)|diaktif(?:kan|in) (?:lg|lagi|kembali)|reaktivasi|mutasi(?:kan)?(?= akun)|perpanjang(?:an)?|(?:di|mem)?perpanjang"
)
_ADD = (
    r"(?:di|mem|pem)?buat(?:kan|an|in|i)?(?:nya)?|dibuatkan|buatkeun|dibuatkeun|(?:di|mem)?bikin(?:kan|in)?|bikinin|(?:di|men|pen)?tambah(?:kan|an|in|i)?|penambahan|(?:di|mem|pem)?beri(?:kan|an)?|(?:di|mem)?buka(?:kan|in)?|pembukaan"
    r"|(?:di|men|pen)?daftar(?:kan|an|in)?|(?:di|meng|peng)?aktif(?:kan|an|in)|aktivasi|created?|add(?:ed)?|enabled?|provision|grant|(?:di|men)?terbit(?:kan|k)|diterbitkan|baru|tambah|(?:di|men)?jadi(?:kan|in)|kasih|dikasih|(?:di|men)tunjuk|menggantikan|(?:di)?bukak(?:k[ae]n|an)|regist(?:er|rasi)|(?:di|meng)?angkat|pengganti(?:nya)?"
)
_REVOKING = re.compile(rf"\b(?:{_REVOKE})\b", re.IGNORECASE)
_CHANGING = re.compile(rf"\b(?:{_CHANGE})\b", re.IGNORECASE)
_ADDING = re.compile(rf"\b(?:{_ADD})\b", re.IGNORECASE)
_LEFT = re.compile(
    r"\b(?:pensiun|purna ?tugas|purna ?bakti|resign|mengundurkan diri|wafat|almarhum(?:ah)?|meninggal)\b", re.IGNORECASE
)
_DENIED = re.compile(
    r"\b(?:jangan|tidak (?:usah|perlu|ikut|boleh|akan)|tdk (?:usah|perlu)|ga(?:k)? usah|nggak usah|tanpa|ampun|belum|ora|tra usah)(?:\s+\w+){0,2}\s*$",
    re.IGNORECASE,
)
CLAUSE = 300  # characters of a clause before its numbers
_NUMBERS = re.compile(
    r"\b(?:(?:untuk|bagi|pada|utk|atas)\s+)?(?:nomor|no\.?|nomer)(?:\s+urut)?\s*\.?\s*(?P<list>\d{1,2}(?:\s*(?:,|dan|&|serta|s\.?d\.?|s/d|sampai(?: dengan)?|-|–)+\s*(?:nomor\s+)?\d{1,2})*)(?![\d/.])",
    re.IGNORECASE,
)
_VERBS = ((AccessAction.REVOKE, _REVOKING), (AccessAction.CHANGE, _CHANGING), (AccessAction.ADD, _ADDING))
Spoken = tuple[AccessAction, int]


@lru_cache(maxsize=8)  # the same sentence is asked about for each person in it
def spoken(text: str) -> tuple[Spoken, ...]:
    """What the verbs of a text say, each with its place; what is denied ("jangan dihapus") does not count."""
    return tuple(
        (action, hit.start())
        for action, pattern in _VERBS
        for hit in pattern.finditer(text)
        if not _DENIED.search(text[max(0, hit.start() - 40) : hit.start()])
    )


def first_of(text: str) -> AccessAction | None:
    """The strongest word of a cell or note: ending before changing before making."""
    said = {action for action, _ in spoken(text)}
    if not said and re.match(r"^\W*(?:semula|dari|eks|ex)\b", text, re.IGNORECASE):
        return AccessAction.CHANGE
    if not said and _LEFT.search(text):
        return AccessAction.REVOKE
    return next(
        (action for action in (AccessAction.REVOKE, AccessAction.CHANGE, AccessAction.ADD) if action in said), None
    )


def nearest(text: str, place: int) -> AccessAction | None:
    """The verb that stands nearest to a place of a sentence, one before it preferred."""
    weighed = [(place - at if at <= place else 1.3 * (at - place), action) for action, at in spoken(text)]
    return min(weighed, key=lambda one: one[0])[1] if weighed else None


def by_number(text: str) -> dict[int, AccessAction]:
    """What each number of a list gets: "pembuatan akun bagi nomor 1 dan 2 serta pencabutan nomor 3"."""
    found: dict[int, AccessAction] = {}
    for hit in _NUMBERS.finditer(text):
        start = max(text.rfind(end, max(0, hit.start() - CLAUSE), hit.start()) for end in (";", "\n\n", ". "))
        before = list(spoken(text[max(start + 1, hit.start() - CLAUSE) : hit.start()]))
        action = max(before, key=lambda pair: pair[1])[0] if before else first_of(text[hit.end() : hit.end() + 40])
        if action:
            for number in _listed(hit["list"]):
                found.setdefault(number, action)
    return found


def _listed(text: str) -> Iterator[int]:
    numbers = [
        (int(hit[2]), bool(re.search(r"s\.?d|s/d|sampai|-|–", hit[1]))) for hit in re.finditer(r"(\D*)(\d{1,2})", text)
    ]
    before = None
    for number, reaches in numbers:
        yield from range(before + 1, number + 1) if reaches and before is not None and before < number else (number,)
        before = number
