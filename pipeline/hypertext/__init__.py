"""HTML as a person sees it, turned to text."""

from pipeline.hypertext.rendering import visible_text

__all__ = ["visible_text"]
