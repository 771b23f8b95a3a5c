"""What a letter says: fields with evidence. Pure."""

from pipeline.extraction.formality import is_formal
from pipeline.extraction.letters import body_of, extract
from pipeline.extraction.passages import passage_of
from pipeline.extraction.values import letter_number

__all__ = ["body_of", "extract", "is_formal", "letter_number", "passage_of"]
