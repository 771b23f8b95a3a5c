"""How people say days and times: one table, by families. Written on Wednesday, 4 March 2026, in Makassar."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linear_time import assert_linear
from pipeline.dates import Moment, Precision, Prefer, moments
from rules import rulebook

WRITTEN = date(2026, 3, 4)
MAKASSAR = ZoneInfo("Asia/Makassar")
RULES = rulebook().dates


def said(text: str, prefer: Prefer = "past") -> list[Moment]:
    return moments(text, rules=RULES, anchor=WRITTEN, zone=MAKASSAR, prefer=prefer)


def shown(moment: Moment) -> str:
    """`2026-03-02 09.30 WIB`, `2026-03-03..2026-03-05`, `2026-03-04 08.00..10.00`, `2026-03-03 night`."""
    text = moment.day.isoformat()
    if moment.time:
        zone = {"Asia/Makassar": "", "Asia/Jakarta": " WIB", "Asia/Jayapura": " WIT", "Etc/UTC": " UTC"}[
            str(moment.zone)
        ]
        text += (
            f" {moment.time:%H.%M}"
            + (f"..{moment.last_time:%H.%M}" if moment.last_time and not moment.last else "")
            + zone
        )
    elif moment.part:
        text += f" {moment.part}"
    if moment.last:
        text += f"..{moment.last}"
        text += f" {moment.last_time:%H.%M}" if moment.last_time else ""
    return text


CALENDAR = {
    "2 Maret 2026": "2026-03-02",
    "02/03/2026": "2026-03-02",
    "2/3/26": "2026-03-02",
    "2-3-26": "2026-03-02",
    "02-03-2026": "2026-03-02",
    "02.03.2026": "2026-03-02",
    "2 / 3 / 2026": "2026-03-02",
    "2026-03-02": "2026-03-02",
    "2026/03/02": "2026-03-02",
    "2026-03-02T08:15": "2026-03-02 08.15",
    "3/15/2026": "2026-03-15",
    "2 Mrt": "2026-03-02",
    "2 mar 2026": "2026-03-02",
    "02-Mar-2026": "2026-03-02",
    "2-Mar-26": "2026-03-02",
    "2Maret2026": "2026-03-02",
    "12 Pebruari 2026": "2026-02-12",
    "12 Peb. 2026": "2026-02-12",
    "7 Nopember 2025": "2025-11-07",
    "1 Agt 2025": "2025-08-01",
    "17 agustus 2025": "2025-08-17",
    "tanggal 2 (dua) bulan Maret tahun 2026": "2026-03-02",
    "tgl. 2 bln Maret thn 2026": "2026-03-02",
    "2 Maret, 2026": "2026-03-02",
    "Senin, 2 Maret 2026": "2026-03-02",
    "hari Senin tanggal 02 Maret 2026": "2026-03-02",
    "Senin/2 Maret 2026": "2026-03-02",
    "2 Maret 2026 (Senin)": "2026-03-02",
    "senin (2/3)": "2026-03-02",
    "tgl5/2": "2026-02-05",
    "sejak 2/3": "2026-03-02",
    "tgl 28.02": "2026-02-28",
    "5 Feburari 2026": "2026-02-05",
    "17 Agutsus 2025": "2025-08-17",
    "９ Maret 2026": "2026-03-09",
    "sejak Desember": "2025-12-01..2025-12-31",
    "Januari 2026": "2026-01-01..2026-01-31",
    "per 31 Jan": "2026-01-31",
    "TMT 1 Februari 2026": "2026-02-01",
}
WITHOUT_A_YEAR = {
    "28 Desember": "2025-12-28",
    "5 Januari": "2026-01-05",
    "20 April": "2026-04-20",
    "tgl 5": "2026-02-05",
    "tanggal 3": "2026-03-03",
    "tanggal lima": "2026-02-05",
    "tgl 28 kemarin": "2026-02-28",
    "11 Februari yang lalu": "2026-02-11",
    "2 Maret kemarin": "2026-03-02",
    "tanggal 20 bulan lalu": "2026-02-20",
    "tgl 20 bulan depan": "2026-04-20",
    "Senin tanggal 2": "2026-03-02",
    "Sabtu tgl 28": "2026-02-28",
}
RANGES = {
    "3 s.d. 5 Maret": "2026-03-03..2026-03-05",
    "3 s/d 5 Maret 2026": "2026-03-03..2026-03-05",
    "3-5 Maret 2026": "2026-03-03..2026-03-05",
    "tanggal 3 sampai dengan 5 Maret 2026": "2026-03-03..2026-03-05",
    "tgl 3-5/3": "2026-03-03..2026-03-05",
    "tgl 3-5/3/2026": "2026-03-03..2026-03-05",
    "28 Februari - 3 Maret 2026": "2026-02-28..2026-03-03",
    "28 Desember 2025 s.d. 3 Januari 2026": "2025-12-28..2026-01-03",
    "Senin-Rabu": "2026-03-02..2026-03-04",
    "Senin s.d. Rabu": "2026-03-02..2026-03-04",
    "sejak Senin sampai hari ini": "2026-03-02..2026-03-04",
    "pukul 08.00-09.30 WIB": "2026-03-04 08.00..09.30 WIB",
    "antara pukul 10.00 hingga 12.00 WIT": "2026-03-04 10.00..12.00 WIT",
    "tadi jam 8 sampai jam 10": "2026-03-04 08.00..10.00",
    "2 Maret pukul 08.00 s.d. 3 Maret pukul 10.00": "2026-03-02 08.00..2026-03-03 10.00",
    "Kamis-Jumat pekan depan": "2026-03-12..2026-03-13",
    "between 2 March and 3 March": "2026-03-02..2026-03-03",
}
DAYS_FROM_TODAY = {
    "hari ini": "2026-03-04",
    "barusan": "2026-03-04",
    "tadi": "2026-03-04",
    "kemarin": "2026-03-03",
    "kmrn sore": "2026-03-03 afternoon",
    "kemariiin": "2026-03-03",
    "kemrin pagi": "2026-03-03 morning",
    "kemarin lusa": "2026-03-02",
    "kemaren lusa": "2026-03-02",
    "lusa kemarin": "2026-03-02",
    "besok": "2026-03-05",
    "bsk pagi": "2026-03-05 morning",
    "lusa": "2026-03-06",
    "besok lusa": "2026-03-06",
    "2 hari yang lalu": "2026-03-02",
    "dua hari yg lalu": "2026-03-02",
    "2 hr lalu": "2026-03-02",
    "dua hari yang silam": "2026-03-02",
    "sudah 3 hari": "2026-03-01",
    "udah dua hari ini": "2026-03-02",
    "sejak tiga hari": "2026-03-01",
    "seminggu yang lalu": "2026-02-25",
    "dua pekan lalu": "2026-02-18",
    "sebulan lalu": "2026-02-04",
    "3 hari lagi": "2026-03-07",
    "dua minggu lagi": "2026-03-18",
    "minggu lalu": "2026-02-23..2026-03-01",
    "pekan lalu": "2026-02-23..2026-03-01",
    "minggu kemarin": "2026-02-23..2026-03-01",
    "bulan lalu": "2026-02-01..2026-02-28",
    "awal Maret": "2026-03-01..2026-03-31",
    "akhir bulan lalu": "2026-02-28..2026-02-28",
}
WEEKDAYS = {
    "hari Kamis": "2026-02-26",
    "Senin": "2026-03-02",
    "sejak Senin lalu": "2026-03-02",
    "Rabu lalu": "2026-02-25",
    "Selasa kemarin": "2026-03-03",
    "Senin yg lalu": "2026-03-02",
    "Senin depan": "2026-03-09",
    "Jum'at": "2026-02-27",
    "Jum’at lalu": "2026-02-27",
    "Jumaat mendatang": "2026-03-06",
    "hari Minggu": "2026-03-01",
    "hari minggu lalu": "2026-03-01",
    "Minggu pagi": "2026-03-01 morning",
    "ahad": "2026-03-01",
    "Kamis minggu lalu": "2026-02-26",
    "minggu lalu hari Kamis": "2026-02-26",
    "Senin minggu depan": "2026-03-09",
    "hari Sleasa": "2026-03-03",
    "malam Jumat": "2026-02-26 night",
    "Senin malam": "2026-03-02 night",
    "Sen, 2/3": "2026-03-02",
}
TIMES = {
    "tadi pagi jm 8an": "2026-03-04 08.00",
    "td pagi jm8": "2026-03-04 08.00",
    "kemarin jam 4 sore": "2026-03-03 16.00",
    "kemarin sore jam 4": "2026-03-03 16.00",
    "jam 3 sore kemarin": "2026-03-03 15.00",
    "kemarin pkl. 09.30 WITA": "2026-03-03 09.30",
    "kemarin pkl 09.30 WIB": "2026-03-03 09.30 WIB",
    "kemarin pkl 09.30 W1B": "2026-03-03 09.30 WIB",
    "kemarin 09:30WIT": "2026-03-03 09.30 WIT",
    "3 Maret 2026 pukul 21.47 UTC": "2026-03-03 21.47 UTC",
    "jam setengah sembilan": "2026-03-04 08.30",
    "tadi pagi setengah 9": "2026-03-04 08.30",
    "jam 1/2 9": "2026-03-04 08.30",
    "jam 9 kurang seperempat": "2026-03-04 08.45",
    "jam 9 lewat 10": "2026-03-04 09.10",
    "jam sembilan lebih lima menit": "2026-03-04 09.05",
    "tadi 0730": "2026-03-04 07.30",
    "pukul 0730": "2026-03-04 07.30",
    "0730 WITA": "2026-03-04 07.30",
    "14:05": "2026-03-04 14.05",
    "14:05:33": "2026-03-04 14.05",
    "sejak 07.40 tgl 3-3-2026": "2026-03-03 07.40",
    "semalam jam 10": "2026-03-03 22.00",
    "semalam jam 2": "2026-03-04 02.00",
    "tadi malam": "2026-03-03 night",
    "malam tadi pukul 23.15": "2026-03-03 23.15",
    "tadi siang jam 1": "2026-03-04 13.00",
    "jam 11 siang tadi": "2026-03-04 11.00",
    "jam 12 siang": "2026-03-04 12.00",
    "jam 8 pagi WIB": "2026-03-04 08.00 WIB",
    "8 pagi": "2026-03-04 08.00",
    "tadi jam sembilan": "2026-03-04 09.00",
    "pukul : 08.15": "2026-03-04 08.15",
    "Jam/Pukul 08.15": "2026-03-04 08.15",
    "2 Maret 2026 sekira pukul 19.30 Wib": "2026-03-02 19.30 WIB",
    "Senin, 02-03-2026 pk. 14.20 WIB": "2026-03-02 14.20 WIB",
    "Pukul 07.50 tanggal 3 Maret 2026": "2026-03-03 07.50",
    "sejak ba'da dzuhur": "2026-03-04 noon",
    "kemarin bakda ashar": "2026-03-03 afternoon",
    "dari subuh": "2026-03-04 dawn",
    "tadi habis maghrib": "2026-03-04 night",
    "Minggu dini hari tanggal 1 Maret 2026": "2026-03-01 dawn",
    "Selasa, 03/03/2026 - 10:15:22": "2026-03-03 10.15",
    "siang ini": "2026-03-04 noon",
    "dari pagi": "2026-03-04 morning",
}
REGIONS = {
    "wingi": "2026-03-03",
    "dek wingi sore": "2026-03-03 afternoon",
    "mau esuk jam 8": "2026-03-04 08.00",
    "mau bengi": "2026-03-03 night",
    "telung dina kepungkur": "2026-03-01",
    "ket Senen": "2026-03-02",
    "Kemis": "2026-02-26",
    "sesuk": "2026-03-05",
    "kamari ba'da ashar": "2026-03-03 afternoon",
    "ti kamari": "2026-03-03",
    "mangkukna": "2026-03-02",
    "tadi ari": "2026-03-04",
    "nembe": "2026-03-04",
    "isuk": "2026-03-04 morning",
    "kapatang": "2026-03-03",
    "cako pagi": "2026-03-04 morning",
    "duo hari nan lalu": "2026-03-02",
    "bisuak": "2026-03-05",
    "kalamareng sore": "2026-03-03 afternoon",
    "so dua hari": "2026-03-02",
    "tadi malang": "2026-03-03 night",
    "subangngi": "2026-03-03",
    "iwenni": "2026-03-03 night",
    "kemaring": "2026-03-03",
    "tuni semeng": "2026-03-04 morning",
}
ENGLISH = {
    "yesterday": "2026-03-03",
    "last night": "2026-03-03 night",
    "this morning": "2026-03-04 morning",
    "since Monday 9 am": "2026-03-02 09.00",
    "Monday at 4:30 pm": "2026-03-02 16.30",
    "last Monday": "2026-03-02",
    "next Monday at 10.": "2026-03-09 10.00",
    "by Friday": "2026-03-06",
    "two days ago": "2026-03-02",
    "the day before yesterday": "2026-03-02",
    "a week ago": "2026-02-25",
    "tomorrow morning": "2026-03-05 morning",
    "March 2, 2026": "2026-03-02",
    "since March 2": "2026-03-02",
    "2nd of March": "2026-03-02",
    "2 May 2025": "2025-05-02",
    "last week": "2026-02-23..2026-03-01",
    "half past nine yesterday": "2026-03-03 09.30",
}
PUT_OFF = {
    "sampai Jumat": "2026-03-06",
    "sampai Rabu": "2026-03-11",
    "sampai Senin depan": "2026-03-09",
    "tgl 5": "2026-03-05",
    "tgl 1": "2026-04-01",
    "tanggal 20": "2026-03-20",
    "20 Desember": "2026-12-20",
    "5 Januari": "2026-01-05",  # gone by: the caller asks back
    "3 hari": "2026-03-07",
    "dua minggu lagi": "2026-03-18",
    "seminggu": "2026-03-11",
    "2x24 jam": "2026-03-06",
    "minggu depan": "2026-03-09..2026-03-15",
    "bulan depan": "2026-04-01..2026-04-30",
    "akhir bulan": "2026-03-31..2026-03-31",
    "nanti sore": "2026-03-04 afternoon",
    "ntar jam 3 sore": "2026-03-04 15.00",
    "isuk": "2026-03-05",
    "besuk Senin": "2026-03-09",
    "2 hari yang lalu": "2026-03-02",
    "kemarin lusa": "2026-03-02",
    "sejak Senin": "2026-03-02",
    "sudah 3 hari": "2026-03-01",
    "5 hari kerja": "2026-03-11",
    "2-3 hari kerja": "2026-03-09",
    "lusa pukul 10 WIB": "2026-03-06 10.00 WIB",
    "paling lambat Kamis jam 4 sore": "2026-03-05 16.00",
    "within 3 days": "2026-03-07",
}
NO_MOMENTS = [
    "selamat pagi pak",
    "shift malam lumpuh",
    "setiap Senin jam 8",
    "tiap pagi",
    "beberapa hari ini",
    "besok-besok saja",
    "kemarin2 normal",
    "24/7 nonstop",
    "lantai 3",
    "selama 3 hari",
    "2 jam 30 menit",
    "10.20.0.1",
    "192.168.88.254:8080",
    "B-1187/Kk.18.05/1/HM.01/04/2026",
    "12/11/2026/A",
    "31 Februari 2026",
    "jam 25",
    "pukul 08.75",
    "1/2 bagian",
    "versi 2.3.1",
    "10 Mbps",
    "0812-5550-7741",
    "datang kemari",
    "hari kami",
    "ttd kepala",
    "seminggu dua kali",
    "macet 2 kali",
    "besar 20 MB sebelum dikirim",
    "jam kerja",
    "minggu ke 3",
    "setiap hari 2 jam",
    "nanti",
]
FAMILIES = {
    "calendar": CALENDAR, "without a year": WITHOUT_A_YEAR, "ranges": RANGES, "days": DAYS_FROM_TODAY,
    "weekdays": WEEKDAYS, "times": TIMES, "regions": REGIONS, "English": ENGLISH,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(text, one, id=f"{family}: {text}")
        for family, table in FAMILIES.items()
        for text, one in table.items()
    ],
)
def test_what_happened(text: str, expected: str) -> None:
    assert [shown(one) for one in said(text)] == [expected]


@pytest.mark.parametrize(("text", "expected"), PUT_OFF.items())
def test_what_is_put_off(text: str, expected: str) -> None:
    assert [shown(one) for one in said(text, "future")] == [expected]


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_no_moment(text: str) -> None:
    assert [shown(one) for one in said(text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sejak Senin, 2\nMaret 2026 pukul\n08.00 WIB", ["2026-03-02 08.00 WIB"]),
        ("tanggal 12 Febru-\nari 2026", ["2026-02-12"]),
        ("> sejak tanggal 2\n> Maret 2026", ["2026-03-02"]),
        ("Senin, 2 Maret 2026\n\npukul 10.00", ["2026-03-02", "2026-03-04 10.00"]),
        ("rusak sejak Senin, datang kemarin jam 9 dan lagi tadi jam 2 siang",
         ["2026-03-02", "2026-03-03 09.00", "2026-03-04 14.00"]),
        ("tanggal 9 dan 10 Februari 2026", ["2026-02-09", "2026-02-10"]),
        ("20 Februari pukul 09.12, 21 Februari pukul 13.45", ["2026-02-20 09.12", "2026-02-21 13.45"]),
        ("Senin 2 Maret, Selasa 3 Maret", ["2026-03-02", "2026-03-03"]),
    ],
)  # fmt: skip
def test_several_and_over_lines(text: str, expected: list[str]) -> None:
    assert [shown(one) for one in said(text)] == expected


def test_where_it_stands_and_what_is_in_front() -> None:
    text = "Jaringan mati sejak hari Senin, 2 Maret 2026 pukul 08.15 WITA."
    (found,) = said(text)
    assert text[found.start : found.end] == found.text == "Senin, 2 Maret 2026 pukul 08.15 WITA"
    assert (found.cue, found.iso, found.precision) == ("since", "2026-03-02T08:15:00+08:00", Precision.MINUTE)


def test_a_range_knows_its_end() -> None:
    (found,) = said("Senin s.d. Rabu pukul 10.00", "future")
    assert found.until == datetime(2026, 3, 11, 10, tzinfo=MAKASSAR)


def test_without_a_day_of_writing_only_whole_dates_count() -> None:
    found = moments("kemarin, Senin, 2 Maret 2026, 5 April", rules=RULES, anchor=None, zone=MAKASSAR)
    assert [one.iso for one in found] == ["2026-03-02"]


def test_hours_count_from_the_time_of_writing() -> None:
    now = datetime(2026, 3, 4, 1, 30, tzinfo=MAKASSAR)
    (found,) = moments("dua jam yang lalu", rules=RULES, anchor=now, zone=MAKASSAR)
    assert found.iso == "2026-03-03T23:30:00+08:00"


def test_the_day_is_marked_where_only_a_time_is_said() -> None:
    assert [one.day_said for one in said("jam 8 pagi tadi, pukul 10.15")] == [True, False]


@given(st.text(alphabet=st.sampled_from("0123456789 .:/-,()\n>") | st.characters(), max_size=120))
def test_any_text_is_read_and_spans_are_true(text: str) -> None:
    for prefer in ("past", "future"):
        for found in moments(text, rules=RULES, anchor=WRITTEN, zone=MAKASSAR, prefer=prefer):
            assert text[found.start : found.end] == found.text != ""


@given(
    st.lists(
        st.sampled_from(sorted({*RULES.lexicon.words, "2", "31", "2026", "-", "/", ".", "s.d.", ","})), max_size=14
    )
)
def test_any_words_of_the_grammar_are_read(words: list[str]) -> None:
    for prefer in ("past", "future"):
        for anchor in (None, date(2024, 2, 29), datetime(2026, 12, 31, 23, 59, tzinfo=MAKASSAR)):
            moments(" ".join(words), rules=RULES, anchor=anchor, zone=MAKASSAR, prefer=prefer)


@pytest.mark.parametrize(
    "run", ["tgl 3, ", "3 s.d. ", "1/1/", "senin ", "kemarin, ", "jam 8-", "( ", "akhir ", "2026-", "ba'da "]
)
def test_the_work_grows_with_the_text(run: str) -> None:
    assert_linear(said, run * 2_000, run * 4_000)
