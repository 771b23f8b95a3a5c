"""HTML as a person sees it, turned to text."""

from pipeline.hypertext.readings import Readings, readings
from pipeline.hypertext.rendering import MAYBE_QUOTED, visible_text

__all__ = ["MAYBE_QUOTED", "Readings", "readings", "visible_text"]
