"""The application that a text speaks of, by what stands before its name and how the name is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.rulebook.labels import LabelRules

# How names of applications are written: SIPD-RI, SIMPEG5, e-Office, eLok, MyASN, SP2D.
_WRITTEN = r"(?:[eE]-?[A-Z][A-Za-z]+(?:-[A-Z]\w+)?|[eEiI]-[a-z]{3,}|[A-Z][A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]*(?:-[A-Z0-9][A-Za-z0-9]*)*|[A-Z][a-z]+[A-Z][A-Za-z]+|[a-z]{1,2}[A-Z][a-z]+[A-Za-z]*|S[iI][a-z]{4,})"
_GOES_ON = (
    r"(?:[ ](?:[A-Z][a-z]{2,}|[A-Z]{2,}[A-Za-z]*|v?\d{1,2}(?:\.\d+)*|[Oo]nline|[Mm]obile|[Ww]eb)(?![\w./-])){0,3}"
)
_NAME = rf"(?P<name>{_WRITTEN}(?:/{_WRITTEN})?{_GOES_ON})"
_STRONG = re.compile(
    rf"\b(?:aplikasi|apl\.?|app|sistem informasi|sistem|akun|account|user|username|pengguna|portal|website|modul|login|log in|hak akses|akses(?: ke| pada| di)?|operator|admin|platform|dashboard)\s+(?:aplikasi\s+|sistem\s+|ke\s+|di\s+|pada\s+|untuk\s+)?[\"“'*_(]*(?:{_NAME}|(?P<other>[A-Z][a-z]{{3,}}(?:[ ][A-Z][a-z]{{2,}}){{0,3}}))",
    re.IGNORECASE,
)
_STRONG_CASED = re.compile(
    _STRONG.pattern.replace(r"\b(?:aplikasi", r"\b(?:(?i:aplikasi", 1).replace(r"dashboard)\s+", r"dashboard))\s+", 1)
)
_PLACED = re.compile(
    rf"\b(?:di|pada|ke|dalam|lewat|melalui|utk|untuk|role|peran|level|hak|tugas|verifikator|viewer|editor|(?:ke |di )dalam)\s+[\"“'*_(]*{_NAME}"
)
_BARE = re.compile(rf"(?<![\w./@-]){_NAME}(?![\w/@]|\.\w)")
_LABEL = re.compile(
    r"^[^\w\n]*(?:\d{1,2}[.)]?\s*|[a-z][.)]\s*)?(?:untuk\s+|nama\s+)?(?:aplikasi|sistem|sistem/aplikasi|aplikasi/sistem|sistem aplikasi|aplikasi yang (?:dimaksud|diminta)|nama aplikasi)\b[^:_\n]{0,40}(?:[:_]+)\s*(?P<value>\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_TICKED = re.compile(r"[\[(]\s*[xXvV✓✔●o]\s*[\])]\s*(?P<value>[^\[(\n]+?)(?=\s{2,}|\s*[\[(]|$)", re.MULTILINE)
_BOXES = re.compile(r"[\[(]\s*[xXvV✓✔●o ]?\s*[\])]")
_NOT_WORDS = """
    NIP NRP NIK NIDN NIDK NIM NPP SK SKP SPT ST TMT HP WA OTP OPD SKPD TTE PNS ASN PPPK P3K CPNS BPK BPKP BPS BKD
    BKPSDM BPKAD BAPPEDA TU TI TIK UPT UPTD RSUD RSJ RS RT RW PT CV KTP PDF IT KET NO JL TA CC FW RE ND PIC CP SP
    Plt Plh PLT PLH DAFTAR NAMA PERAN JABATAN AKUN LEVEL SEMUA URGENT CABUT NOMOR NOTA DINAS SURAT PERIHAL WIB WITA
    WIT APBD APBDes DPRD DPA KPA PPK PPTK SPP SPM LHP LKPD BMN BMD SOP SPBE ATK AP PC LAN VPN IP NDA UAT SDM KGB UTS
    UAS PIN SMS KK MMXXVI II III IV VI VII VIII IX XI XII RI PERDA SETDA KEMENTERIAN KEPALA BADAN KANTOR PEMERINTAH
    KABUPATEN KOTA PROVINSI KECAMATAN YTH HAL SIFAT LAMP TEMBUSAN DPJP KPPN KPP KUA MTs MAN SMA SMK SMP SD UU PP PMK
    BUMN SIM SIP USER PBB AIPDA BRIPKA BRIPTU AIPTU IPTU IPDA AKP KOMPOL BRIGADIR BRIGPOL BRIPDA PENGATUR PENATA
    ADMIN OPERATOR ROLE FORM FORMULIR RAHASIA JANGAN TIDAK TOLONG MOHON OK TTD NB PS
"""
_NOT = frozenset(_NOT_WORDS.upper().split())
_ENDS_WORDS = """
    NIP NRP NIK SK SKP SPT ST TMT HP WA OPD SKPD WIB WITA WIT DPRD APBD TA KET
"""
_ENDS = frozenset(_ENDS_WORDS.split())
_UNITS = re.compile(
    r"(?:\b(?:dinas|bidang|bid|kepala|badan|kantor|bagian|bag|kab|kota|sekolah|universitas|fakultas|tim|pt|cv|balai|rumah sakit|kecamatan|desa|kelurahan|polres|polda|polsek|nomor|no|surat|keputusan|jalan|jl|ketua|kasi|kasubbag|kabid|dari|dr|sdri?|pak|bu|bapak|ibu|a\.?n|oleh|bank|pangkat|program studi|prodi)\.?|[-/.])\s*$",
    re.IGNORECASE,
)
_STOP_WORDS = """
    admin operator atas saya kami bagi untuk yang dengan baru lama dinas satker mohon tolong sebagai verifikator
    nama unit kabupaten kota provinsi desa kecamatan pak bu bapak ibu sdr sdri pegawai an a.n nip jabatan dan dpt
    bisa view read only viewer kanwil pusat daerah kab instansi ketika
"""
_STOP = frozenset(_STOP_WORDS.split())
_CAPITALS = re.compile(r"[A-Z]{3}")
SURE, HINT, LABELLED = 3.0, 1.5, 6.0
_CALLED = re.compile(r"\b(?:aplikasi|sistem|portal)\W+$", re.IGNORECASE)
MOST = 40  # names that are kept
_NEAR_ACCOUNT = 1.0
_ACCOUNT = re.compile(r"\b(?:akun|user|akses|role|peran|kewenangan|wewenang|operator|admin)\w*", re.IGNORECASE)


def applications(text: str, rules: LabelRules, *, subject: str = "") -> dict[str, float]:
    """Names of applications with what speaks for each."""
    text = "\n".join("" if _is_letterhead(line) else line for line in text.split("\n"))
    found: dict[str, float] = defaultdict(float)
    if subject and not subject.isupper():
        for name in (hit["name"] for hit in _BARE.finditer(subject) if _fits(hit["name"])):
            found[_short(name)] += HINT
        text = f"{subject}\n\n{text}"
    for label in _LABEL.finditer(text):
        for value in labelled(label["value"]):
            found[value] += LABELLED
    for name, points in (*_introduced(text), *_standing(text)):
        found[_short(name)] += points
    for known in rules.application_pattern.finditer(text):
        found[known[1]] += 1.0
    return dict(sorted(_merged(found).items(), key=lambda one: -one[1])[:MOST])


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _is_letterhead(line: str) -> bool:
    """Whether it is written in capitals alone, two words of them at least."""
    return line == line.upper() and len(_CAPITALS.findall(line)) > 1


def _introduced(text: str) -> Iterator[tuple[str, float]]:
    """Names behind "aplikasi", "akun", "operator" and the like."""
    for hit in _STRONG_CASED.finditer(text):
        if hit["name"]:
            if _fits(hit["name"]):
                yield hit["name"], SURE
        elif not set(hit["other"].lower().split()) & _STOP and _CALLED.search(text, hit.start(), hit.start("other")):
            yield hit["other"], SURE


def _standing(text: str) -> Iterator[tuple[str, float]]:
    """Names behind "di" or "pada", more near words about accounts, and those that merely look like one."""
    for hit in _PLACED.finditer(text):
        if _fits(hit["name"]):
            yield hit["name"], HINT + _NEAR_ACCOUNT * bool(_ACCOUNT.search(_around(text, hit.start())))
    for hit in _BARE.finditer(text):
        if _fits(hit["name"]) and not _UNITS.search(text[max(0, hit.start() - 24) : hit.start()]):
            yield hit["name"], 0.5


def _around(text: str, at: int) -> str:
    """The sentence about a place, as far as it is near."""
    start = max(text.rfind(end, max(0, at - 160), at) for end in (". ", "\n\n", "; "))
    return text[max(start, at - 160, 0) : at + 60]


def _fits(name: str) -> bool:
    first = re.split(r"[ /]", name)[0]
    return first.upper() not in _NOT and not (name.isdigit()) and any(c.isalpha() for c in name)


def _short(name: str) -> str:
    """The name without a word behind it that begins something else: "SIMPEG NG", but "SRIKANDI Bapak"."""
    words = name.split()
    for place, word in enumerate(words[1:], start=1):
        if word.lower().strip(".") in _STOP or word.upper() in _ENDS:
            return " ".join(words[:place])
    return name


def _merged(found: dict[str, float]) -> dict[str, float]:
    """Ways to write one name are one; a longer form that is said as surely takes the shorter one's points."""
    merged: dict[str, float] = {}
    by_key: dict[str, str] = {}
    for name, points in sorted(found.items(), key=lambda one: -one[1]):
        key = _plain(name)
        if key in by_key:
            merged[by_key[key]] += points
        else:
            by_key[key] = name
            merged[name] = points
    return merged


def labelled(value: str) -> Iterator[str]:
    """What a form's line "Aplikasi" says: the boxes that are ticked, else its words."""
    if _BOXES.search(value):
        yield from (hit["value"].strip(" .,;_") for hit in _TICKED.finditer(value))
        return
    text = re.split(r"\s{3,}|[,;(]|\s-\s", value.strip(" _"))[0].strip(" ._*")
    if text and len(text) <= 50 and not re.fullmatch(r"[-_.\s]*", text):
        yield text


def best(scores: Mapping[str, float], *, least: float = 0.5) -> str | None:
    """The application of the letter, where one stands out."""
    ranked = sorted(scores.items(), key=lambda one: -one[1])
    return ranked[0][0] if ranked and ranked[0][1] >= least else None


def in_cell(text: str, scores: Mapping[str, float]) -> list[str]:
    """The letter's applications that a short text names, in the order it names them."""
    low = text.lower()
    found: Sequence[tuple[int, str]] = [
        (at, name) for name, points in scores.items() if points >= 1 and (at := _whole(low, name.lower())) >= 0
    ]
    kept = [
        (at, name)
        for at, name in found
        if not any(
            other != name and name.lower() in other.lower() and abs(at2 - at) <= len(other) for at2, other in found
        )
    ]
    return [name for _, name in sorted(kept)]


def _whole(text: str, word: str) -> int:
    """Where a name stands in a text as a word of its own, -1 where it does not."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (text[at - 1 : at] and (text[at - 1].isalnum() or text[at - 1] == "-")) and not (
            text[end : end + 1].isalnum() or text[end : end + 1] == "-"
        ):
            return at
        at = text.find(word, at + 1)
    return -1
