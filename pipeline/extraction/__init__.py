"""What a letter says: fields with evidence. Pure."""

from pipeline.extraction.letters import body_of, extract

__all__ = ["body_of", "extract"]
