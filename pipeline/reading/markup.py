"""HTML attachments to text: cleaned first, tables kept as columns."""

from __future__ import annotations

import nh3
from inscriptis import get_text

from pipeline.bounds import markup


def html_text(html: str) -> str:
    """Readable text; scripts and styles never run and never show."""
    cleaned = nh3.clean(markup(html), clean_content_tags={"script", "style", "title"})
    return str(get_text(f"<html><body>{cleaned}</body></html>")) if cleaned.strip() else ""
