"""Whose access to what: persons in tables, blocks of labels, lists and sentences, with what is to be done for each."""

from pipeline.extraction.access.finding import Access, access_told, filled, find_access, plausible

__all__ = ["Access", "access_told", "filled", "find_access", "plausible"]
