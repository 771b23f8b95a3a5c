"""Pages of invented letters as a scanner, a fax or a phone sees them: each with the words that stand on it.

Drawn, not typeset: the fonts are those that Debian's `fonts-liberation` has. Everything is fixed by a seed.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Picture = NDArray[np.uint8]

DPI = 300
WIDTH, HEIGHT = 2480, 3508  # A4
FONTS = ("LiberationSerif", "LiberationSans", "LiberationSansNarrow")
_PLACE = "/usr/share/fonts/truetype/liberation/{}-{}.ttf"

UNITS = (
    "Balai Pelatihan Contoh",
    "Kantor Imigrasi Kelas II Contoh",
    "Dinas Perhubungan Kota Contoh",
    "Rumah Sakit Umum Contoh",
)
NAMES = (
    "Sari Wulandari",
    "Tono Suratno, S.Kom.",
    "I Made Wirawan",
    "Yosef Mandacan, S.H.",
    "Dewi Kartika",
    "Rahmat Hidayat, M.M.",
)
MATTERS = (
    "Jaringan internet di ruang pelayanan terputus sejak pagi sehingga antrean pemohon tidak dapat dilayani.",
    "Aplikasi kepegawaian menampilkan pesan kesalahan setiap kali data riwayat jabatan disimpan oleh operator kami.",
    "Alokasi bandwidth yang tersedia sebesar 20 Mbps tidak mencukupi untuk ujian berbasis komputer dengan 120 peserta.",
    "Perangkat lunak pengolah kata pada empat komputer tidak dapat dibuka setelah pembaruan sistem operasi.",
)
DETAILS = (
    "Lampu pada modem menyala merah dan seluruh komputer tidak memperoleh alamat jaringan.",
    "Percobaan dengan peramban lain memberi hasil yang sama, demikian pula pada komputer lain di ruangan tersebut.",
    "Sebagai langkah sementara, pelayanan dilaksanakan secara manual dengan mencatat pada buku register.",
)
REQUESTS = (
    "Mohon dilakukan pengecekan dan perbaikan pada kesempatan pertama.",
    "Kami mohon bantuan petugas untuk menangani hal tersebut sebelum pelayanan dibuka kembali.",
    "Mohon penambahan kapasitas menjadi 100 Mbps selama dua hari.",
)


@dataclass(frozen=True, kw_only=True)
class LetterPage:
    """A page, white paper and black print, and its words in reading order."""

    picture: Picture  # grey, 300 dpi
    text: str
    signature: tuple[int, int]  # left and top of the signatory's name


def draw(seed: int) -> LetterPage:
    """A letter of one page."""
    chance = random.Random(seed)
    family = FONTS[seed % len(FONTS)]
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    size = chance.choice((46, 50, 54))
    plain, bold = (ImageFont.truetype(_PLACE.format(family, face), size) for face in ("Regular", "Bold"))
    said: list[str] = []
    top = 220

    def line(text: str, x: int, font: ImageFont.FreeTypeFont = plain) -> None:
        pen.text((x, top), text, font=font, fill=0)
        said.append(text)

    step = int(size * 1.45)
    for text in (
        "KEMENTERIAN CONTOH REPUBLIK INDONESIA",
        chance.choice(UNITS).upper(),
        "Jalan Kenanga Raya Nomor 12, Kota Contoh 95999",
    ):
        pen.text((WIDTH // 2, top), text, font=bold, fill=0, anchor="ma")
        said.append(text)
        top += step
    pen.line((260, top + 10, WIDTH - 260, top + 10), fill=0, width=6)
    top += step
    head = {
        "Nomor": f"W.{chance.randint(1, 33)}-TI.0{chance.randint(1, 6)}.01-{chance.randint(10, 999)}",
        "Sifat": chance.choice(("Biasa", "Penting", "Segera")),
        "Lampiran": "1 (satu) berkas",
        "Hal": chance.choice(("Gangguan Jaringan Internet", "Keluhan Aplikasi", "Permohonan Alokasi Bandwidth")),
    }
    for label, value in head.items():
        pen.text((300, top), label, font=plain, fill=0)
        pen.text((620, top), f": {value}", font=plain, fill=0)
        said.append(f"{label} : {value}")
        top += step
    top += step
    line("Yth. Kepala Bagian Program dan Hubungan Masyarakat", 300)
    top += 2 * step
    paragraphs = (
        f"Dengan hormat, bersama ini kami sampaikan kendala pada {chance.choice(UNITS)} sebagai berikut.",
        f"{chance.choice(MATTERS)} {chance.choice(DETAILS)}",
        chance.choice(REQUESTS),
        f"Untuk koordinasi dapat menghubungi {chance.choice(NAMES)} pada nomor 08{chance.randint(11, 59)}-5555-{chance.randint(1000, 9999)}.",
        "Demikian disampaikan, atas perhatian dan kerja sama Bapak/Ibu kami ucapkan terima kasih.",
    )
    columns = int((WIDTH - 600) / (size * (0.42 if "Narrow" in family else 0.5)))
    for paragraph in paragraphs:
        for text in textwrap.wrap(paragraph, columns):
            line(text, 300)
            top += step
        top += step // 2
    top += step
    line(f"Kepala {chance.choice(UNITS)},", 1300)
    top += 5 * step
    place = (1300, top)
    line(chance.choice(NAMES), 1300, bold)
    top += step
    line(
        f"NIP 19{chance.randint(65, 95)}0{chance.randint(1, 9)}{chance.randint(10, 28)}20{chance.randint(10, 20)}0{chance.randint(1, 9)}1{chance.randint(100, 999):03d}",
        1300,
    )
    top += 2 * step
    line("Tembusan:", 300)
    top += step
    line("1. Arsip.", 300)
    return LetterPage(picture=np.asarray(image, dtype=np.uint8), text="\n".join(said), signature=place)


def clean(page: LetterPage, seed: int) -> Picture:
    """A good scan at 300 dpi."""
    return _noisy(page.picture, seed, 3)


def skewed(page: LetterPage, seed: int) -> Picture:
    """200 dpi, grey, a little askew, noise, JPEG."""
    turned = _turned(_scaled(page.picture, 200 / DPI), random.Random(seed).uniform(-1.8, 1.8))
    return _jpeg(_noisy(turned, seed, 8), 55)


def faxed(page: LetterPage, seed: int) -> Picture:
    """150 dpi, black and white, with specks."""
    grey = _noisy(_scaled(page.picture, 150 / DPI), seed, 12)
    black = np.where(grey < 150, 0, 255).astype(np.uint8)
    chance = np.random.default_rng(seed)
    black[chance.random(black.shape) < 0.0006] = 0
    return black


def photographed(page: LetterPage, seed: int) -> Picture:
    """A phone's photo, colour: slightly oblique, uneven light, on a table."""
    return _photo(page, seed, oblique=0.035, dark=0.82, blur=0.8, noise=5)


def badly_photographed(page: LetterPage, seed: int) -> Picture:
    """A dark, blurred, oblique photo."""
    return _photo(page, seed, oblique=0.09, dark=0.45, blur=1.7, noise=10)


def upside_down(page: LetterPage, seed: int) -> Picture:
    """A scan that went in the wrong way round."""
    return np.ascontiguousarray(np.rot90(skewed(page, seed), 2))


def lying(page: LetterPage, seed: int) -> Picture:
    """A scan on its side."""
    return np.ascontiguousarray(np.rot90(skewed(page, seed), 1 + 2 * (seed % 2)))


def stamped(page: LetterPage, seed: int) -> Picture:
    """A colour scan with a blue stamp and a signature over position and name."""
    return _jpeg(_noisy(_signed(page, seed, (150, 60, 40)), seed, 4), 80)


def stamped_grey(page: LetterPage, seed: int) -> Picture:
    """The same, scanned in grey."""
    grey = cv2.cvtColor(_signed(page, seed, (150, 60, 40)), cv2.COLOR_BGR2GRAY)
    return _jpeg(_noisy(_scaled(np.asarray(grey, dtype=np.uint8), 200 / DPI), seed, 5), 70)


DEGRADATIONS: dict[str, Callable[[LetterPage, int], Picture]] = {
    "clean300": clean,
    "skew200": skewed,
    "fax150": faxed,
    "photo": photographed,
    "hard-photo": badly_photographed,
    "rot180": upside_down,
    "rot90": lying,
    "stamp": stamped,
    "stamp-grey": stamped_grey,
}


def _scaled(picture: Picture, scale: float) -> Picture:
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _noisy(picture: Picture, seed: int, spread: float) -> Picture:
    noise = np.random.default_rng(seed).normal(0, spread, picture.shape)
    return np.clip(picture.astype(np.float32) * 0.97 + noise, 0, 255).astype(np.uint8)


def _turned(picture: Picture, degrees: float) -> Picture:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    return np.asarray(turned, dtype=np.uint8)


def _jpeg(picture: Picture, quality: int) -> Picture:
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_UNCHANGED), dtype=np.uint8)


def _signed(page: LetterPage, seed: int, ink: tuple[int, int, int]) -> Picture:
    """Colour (BGR) page with a round stamp left over the name, and a pen's stroke."""
    chance = random.Random(seed)
    colour = cv2.cvtColor(page.picture, cv2.COLOR_GRAY2BGR)
    layer = np.full_like(colour, 255)
    x, y = page.signature
    middle = (x - 20 + chance.randint(-40, 40), y - 130 + chance.randint(-20, 20))
    for radius, width in ((230, 7), (215, 3), (150, 3)):
        cv2.circle(layer, middle, radius, ink, width)
    for turn in range(0, 360, 15):
        reach = np.deg2rad(turn)
        spot = (int(middle[0] + 182 * np.cos(reach)) - 12, int(middle[1] + 182 * np.sin(reach)) + 12)
        cv2.putText(layer, "HUKUMDANHAMRI"[turn // 15 % 13], spot, cv2.FONT_HERSHEY_SIMPLEX, 1.0, ink, 2)
    curve = [(x + 30 + 45 * step, y - 130 + int(90 * np.sin(step * 1.3 + chance.random()))) for step in range(10)]
    cv2.polylines(layer, [np.array(curve, dtype=np.int32)], isClosed=False, color=(120, 40, 20), thickness=6)
    return np.asarray(cv2.min(colour, layer), dtype=np.uint8)


def _photo(page: LetterPage, seed: int, *, oblique: float, dark: float, blur: float, noise: float) -> Picture:
    chance = random.Random(seed)
    page_grey = _scaled(page.picture, 0.7)
    height, width = page_grey.shape
    frame = (int(height * 1.12), int(width * 1.15))
    table = np.random.default_rng(seed).normal(70, 6, (frame[0], 1)).repeat(frame[1], axis=1)
    table = np.clip(cv2.GaussianBlur(table.astype(np.float32), (0, 0), 3), 0, 255).astype(np.uint8)
    left, top = int(width * 0.07), int(height * 0.06)
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    shifts = [[chance.uniform(-oblique, oblique) * width for _ in range(2)] for _ in square]
    corners = np.asarray(square + np.array(shifts) + np.array([left, top]), dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(square, corners)
    size = (frame[1], frame[0])
    warped = cv2.warpPerspective(page_grey, matrix, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full_like(page_grey, 255), matrix, size)
    grey = np.where(mask > 128, warped, table).astype(np.float32)
    rows, columns = np.mgrid[0 : frame[0], 0 : frame[1]].astype(np.float32)
    slope = chance.uniform(0.1, 0.3)
    light = dark * (1 - slope * (columns / frame[1]) - 0.15 * (rows / frame[0]))
    grey = cv2.GaussianBlur(grey * light, (0, 0), blur)
    colour = np.stack([grey * 0.93, grey * 0.97, grey], axis=2)
    return _jpeg(_noisy(np.clip(colour, 0, 255).astype(np.uint8), seed, noise), 75)
