"""Who says that he is away and who stands in for him has decided nothing: he is asked back with what is likely."""

from __future__ import annotations

import pytest

from pipeline.model import Action, Answer, Person
from pipeline.sop import understand
from sop_cases import MONDAY, rulebook

PEOPLE = tuple(
    Person(name=name, email=f"{name.split()[0].lower()}@kantor.example.go.id", roles=())
    for name in ("Hendra Wijaya", "Lestari Ningsih", "Budi Prakoso")
)


def read(text: str) -> Answer:
    step = rulebook().sops["gangguan-jaringan"].steps["2"]
    return understand(text, step=step, files=(), rulebook=rulebook(), now=MONDAY, by="Hendra Wijaya", people=PEOPLE)


@pytest.mark.parametrize(
    "text",
    [
        "Sy opname. Disposisi ke Bu Lestari saja dulu.",
        "Hari ini WFA. Surat2 ke Kasubag aja.",
        "Lagi pelatihan di Bogor, diwakili Lestari.",
        "Absen dulu, demam. Ke Budi aja ya.",
        "Berhalangan hadir minggu ini. Harap diteruskan ke Lestari Ningsih.",
        "Baru operasi gigi. Semua urusan teruskan ke Lestari Ningsih.",
        "Nuwun sewu, nembe wangsul. Kersaa dipun terasaken dhateng Bu Lestari.",
        "I am down with the flu. Forward to Lestari please.",
        "Saya dirawat di RSUD sejak semalam. Untuk pekerjaan sementara ke Bu Lestari.",
        "Anak masuk RS, saya izin hari ini. Ke Budi Prakoso aja dulu.",
        "Masih isoman. Sementara diteruskan kepada Lestari.",
        "Semua urusan kantor ke Lestari dulu, saya lagi sakit.",
        "Pensiun per 1 Maret. Teruskan ke pengganti, Lestari Ningsih.",
        "Saya sudah pindah ke Kanwil Jatim. Tolong ke Pak Budi Prakoso.",
    ],
)
def test_a_note_of_absence_hands_on_no_case(text: str) -> None:
    answer = read(text)
    assert answer.action is None
    assert answer.likely is Action.TERUSKAN


@pytest.mark.parametrize(
    "text",
    [
        "TERUSKAN ke Lestari, saya sedang cuti",
        "Teruskan ke Lestari Ningsih. Saya sedang diklat.",
        "Saya sedang cuti. TERUSKAN ke Lestari",
        "Lanjut ke Bu Lestari ya, saya lagi rapat sampai sore.",
        "Tolong Lestari yang tangani laporan ini, saya masih sakit.",
        "Budi lagi cuti, jadi kasih ke Lestari.",
        "Di luar kewenangan kami, teruskan ke penyedia.",
    ],
)
def test_who_decides_first_may_be_away(text: str) -> None:
    assert read(text).action is Action.TERUSKAN
