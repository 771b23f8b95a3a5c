"""What a letter says: fields with evidence. Pure."""

from pipeline.extraction.letters import body_of, extract
from pipeline.extraction.values import letter_number

__all__ = ["body_of", "extract", "letter_number"]
