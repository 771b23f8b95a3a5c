"""Official letters: DOCX from templates, PDF through LibreOffice."""

from pipeline.letters.checking import check_templates
from pipeline.letters.context import context, file_name, images, number
from pipeline.letters.conversion import Converter
from pipeline.letters.gallery import gallery
from pipeline.letters.recap import recap_context
from pipeline.letters.rendering import render

__all__ = [
    "Converter",
    "check_templates",
    "context",
    "file_name",
    "gallery",
    "images",
    "number",
    "recap_context",
    "render",
]
