"""What a letter says: fields with evidence. Pure."""

from pipeline.extraction.letters import extract

__all__ = ["extract"]
