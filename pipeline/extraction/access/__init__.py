"""Whose access to what: persons in tables, blocks of labels, lists and sentences, with what is to be done for each."""

from pipeline.extraction.access.finding import Access, filled, find_access

__all__ = ["Access", "filled", "find_access"]
