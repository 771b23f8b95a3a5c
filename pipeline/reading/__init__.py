"""What files say: pages of words, in child processes with limits."""

from pipeline.reading.archives import check_archives
from pipeline.reading.cache import ReadingCache
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.ocr import check_ocr
from pipeline.reading.reader import Reader
from pipeline.reading.signatures import check_roots

__all__ = ["Reader", "ReadingCache", "ReadingLimits", "check_archives", "check_ocr", "check_roots"]
