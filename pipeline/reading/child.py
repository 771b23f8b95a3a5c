"""The reading process: takes files on stdin, gives documents on stdout, in frames. Started by confinement.py.

one request:  JSON header line {"name", "inline"} with "count": true, "marks": thoroughly?, "signatures": folder of roots or null,
              "member": SHA-256, "safe": true for a safe copy, or "share": [which, of] and "pictures"; then the bytes
one answer:   the number of pages, the bytes of the member, or JSON with what was asked for
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
from pipeline.reading.naming import PART
from pipeline.reading.safe_copies import safe_copy
from pipeline.sandbox.process import read_frame, write_frame

_SIGNATURES = TypeAdapter(tuple[PdfSignature, ...])
_DOCUMENTS = TypeAdapter(tuple[Document, ...])


def main() -> None:
    """Read until stdin ends."""
    limits = TypeAdapter(ReadingLimits).validate_json(sys.argv[1])
    asked, answers = sys.stdin.fileno(), os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints must not get among the answers
    formats = Formats(limits)
    while frame := read_frame(asked):
        header, _, content = frame.partition(b"\n")
        request = json.loads(header)
        if request.get("count"):
            answer = str(formats.count(content)).encode()
        elif "marks" in request:
            answer = _DOCUMENTS.dump_json(formats.marks(request["name"], content, thorough=request["marks"]))
        elif "member" in request:
            answer = formats.member(request["name"], content, request["member"])
        elif "signatures" in request:
            roots = request["signatures"]
            found = signatures.in_pdf(content, Path(roots) if roots else None)
            answer = _SIGNATURES.dump_json(found)
        elif "safe" in request:
            answer = PART.dump_json(safe_copy(request["name"], content, read=formats.read, limits=limits))
        else:
            formats.pictures = request["pictures"]
            documents = formats.read(request["name"], content, inline=request["inline"], share=tuple(request["share"]))
            answer = _DOCUMENTS.dump_json(documents)
        write_frame(answers, answer)


if __name__ == "__main__":
    main()
