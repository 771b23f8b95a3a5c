"""Whether the sender may be believed: the pinned server's `Authentication-Results` (RFC 8601)."""

from __future__ import annotations

from collections.abc import Sequence

import authres

from pipeline.model import Verdict
from pipeline.rulebook import Trust


def dmarc_verdict(headers: Sequence[object], trust: Trust) -> Verdict:
    """DMARC in the topmost header alone, and only if the pinned server wrote it: anyone can add one further down."""
    if trust.authserv_id is None or not headers:
        return Verdict.NONE
    try:
        top = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {headers[0]}")
    except (authres.core.AuthResError, ValueError):
        return Verdict.NONE
    if (top.authserv_id or "").lower() != trust.authserv_id.lower():
        return Verdict.NONE
    results = {result.result.lower() for result in top.results if result.method.lower() == "dmarc" and result.result}
    if results == {"pass"}:
        return Verdict.PASS
    return Verdict.NONE if not results or results == {"none"} else Verdict.FAIL
