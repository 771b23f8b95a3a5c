"""The reading process: takes files on stdin, gives documents on stdout. Started by confinement.py.

one request:  JSON header line {"name", "size", "inline"} with "count": true, "marks": thoroughly?, "signatures": folder of roots or null,
              or "share": [which, of] and "pictures"; then `size` bytes
one answer:   a line with the number of pages, or a JSON line with the documents
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.model import Document, PdfSignature
from pipeline.reading import signatures
from pipeline.reading.formats import Formats
from pipeline.reading.limits import ReadingLimits

_SIGNATURES = TypeAdapter(tuple[PdfSignature, ...])
_DOCUMENTS = TypeAdapter(tuple[Document, ...])


def main() -> None:
    """Read until stdin ends."""
    limits = TypeAdapter(ReadingLimits).validate_json(sys.argv[1])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints must not get among the answers
    formats = Formats(limits)
    while header := sys.stdin.buffer.readline():
        request = json.loads(header)
        content = sys.stdin.buffer.read(request["size"])
        if request.get("count"):
            answer = str(formats.count(content)).encode()
        elif "marks" in request:
            answer = _line(formats.marks(request["name"], content, thorough=request["marks"]))
        elif "signatures" in request:
            roots = request["signatures"]
            found = signatures.in_pdf(content, Path(roots) if roots else None)
            answer = _SIGNATURES.dump_json(found).replace(b"\n", b" ")
        else:
            formats.pictures = request["pictures"]
            documents = formats.read(request["name"], content, inline=request["inline"], share=tuple(request["share"]))
            answer = _line(documents)
        answers.write(answer + b"\n")
        answers.flush()


def _line(documents: tuple[Document, ...]) -> bytes:
    return _DOCUMENTS.dump_json(documents).replace(b"\n", b" ")


if __name__ == "__main__":
    main()
