"""Official letters: DOCX from templates, PDF through LibreOffice."""

from pipeline.letters.charts import bars
from pipeline.letters.checking import check_templates
from pipeline.letters.context import context, file_name, images, number
from pipeline.letters.conversion import Converter
from pipeline.letters.event_log import event_log
from pipeline.letters.fields import with_fields
from pipeline.letters.figures import CauseFigure, Figures, RoleFigure, StepFigure
from pipeline.letters.gallery import gallery
from pipeline.letters.incoming import letter as incoming_letter
from pipeline.letters.marking import marked
from pipeline.letters.recap import recap_context
from pipeline.letters.rendering import render
from pipeline.letters.sealing import Seal
from pipeline.letters.workbook import workbook

__all__ = [
    "CauseFigure",
    "Converter",
    "Figures",
    "RoleFigure",
    "Seal",
    "StepFigure",
    "bars",
    "check_templates",
    "context",
    "event_log",
    "file_name",
    "gallery",
    "images",
    "incoming_letter",
    "marked",
    "number",
    "recap_context",
    "render",
    "with_fields",
    "workbook",
]
