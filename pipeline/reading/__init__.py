"""What files say: pages of words, in child processes with limits."""

from pipeline.reading.limits import ReadingLimits
from pipeline.reading.ocr import check_ocr
from pipeline.reading.reader import Reader

__all__ = ["Reader", "ReadingLimits", "check_ocr"]
