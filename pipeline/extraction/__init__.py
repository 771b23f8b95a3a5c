"""What a letter says: fields with evidence. Pure."""

from pipeline.extraction.access import access_told
from pipeline.extraction.formality import is_formal
from pipeline.extraction.letters import body_of, extract, find_by_rules
from pipeline.extraction.passages import letter_passage
from pipeline.extraction.values import letter_number

__all__ = ["access_told", "body_of", "extract", "find_by_rules", "is_formal", "letter_number", "letter_passage"]
