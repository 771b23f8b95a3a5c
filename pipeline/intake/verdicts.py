"""Whether the sender may be believed: the DMARC verdict of the pinned server (RFC 8601, RFC 7489).

Anybody can write `Authentication-Results` into his mail. What our server wrote stands above the `Received` by which it took
the mail in; whatever stands below came with the mail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import authres

from pipeline.model import Verdict
from pipeline.rulebook import Trust

LONGEST = 16_000  # characters of one header; RFC 5322 lines are at most 998, and a server writes a few of them
MOST_LOOKED_AT = 20  # verdicts at places that do not count
LONGEST_HOST = 255  # RFC 1035
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_AUTHSERV_ID = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"()]+))(?=[\s;]|$)')
_NOT_ASCII = re.compile(r"[^\s;=@\"]*[^\x00-\x7f][^\s;=@\"]*")
_OPEN = "\x00"
_ON_DELIVERY = ("return-path", "delivered-to", "x-original-to", "envelope-to")  # written by the last program of all
_UNREADABLE = (authres.core.AuthResError, ValueError, RecursionError, AttributeError, TypeError, IndexError)


def dmarc_verdict(headers: Sequence[tuple[str, str]], trust: Trust, *, domain: str | None) -> Verdict:
    """What the pinned server says of the From address's own `domain` (None: there is no such address).

    `headers` are all of the mail's, in their order. Its `Authentication-Results` at the head are read as one: anything but a
    pass for just that domain spoils it, and what cannot be read is a failure.
    """
    if trust.authserv_id is None:
        return Verdict.ABSENT
    block = _block(headers, trust)
    if not block:
        return Verdict.ABSENT
    try:
        results = [result for value in block for result in _dmarc_results(value)]
    except _UNREADABLE:
        return Verdict.FAIL
    told = {str(result.result or "").lower() for result in results}
    if not told or told == {"none"}:
        return Verdict.NONE
    own = domain is not None and all(_is_about(result, domain) for result in results)
    return Verdict.PASS if told == {"pass"} and own else Verdict.FAIL


def misplaced_verdict(headers: Sequence[tuple[str, str]], trust: Trust) -> str | None:
    """Whose `Received` stands above the pinned server's verdict, where no verdict of its stands at the place that counts.

    None where it is not so, "" where no server is named there. A server that checks writes its own verdict at the head; what
    a sender wrote under its name is then no sign of anything.
    """
    if trust.authserv_id is None or _block(headers, trust):
        return None
    pinned = _domain(trust.authserv_id)
    said = islice((value for name, value in headers if name.lower() == "authentication-results"), MOST_LOOKED_AT)
    if all(_authserv_id(value) != pinned for value in said):
        return None
    border = _border(headers, trust)
    hop = None if border is None else _hop(headers[border][1])
    return hop[0][:LONGEST_HOST] if hop else ""


def _border(headers: Sequence[tuple[str, str]], trust: Trust) -> int | None:
    """The place of the first `Received` that is no hop behind the pinned server; of the first at all where each is one."""
    received = [place for place, (name, _) in enumerate(headers) if name.lower() == "received"]
    outer = (place for place in received if not _is_inner(headers[place][1], trust))
    return next(outer, received[0] if received else None)


def _block(headers: Sequence[tuple[str, str]], trust: Trust) -> list[str]:
    """The pinned server's headers above the first `Received` that is no hop behind it; at the very top where there is none."""
    border = _border(headers, trust)
    pinned = _domain(trust.authserv_id or "")
    block: list[str] = []
    for name, value in headers[:border]:
        if name.lower() == "authentication-results":
            if _authserv_id(value) == pinned:
                block.append(value)
                continue
        elif border is not None or name.lower() in _ON_DELIVERY:
            continue
        if border is None:
            break
    return block


def _is_inner(received: str, trust: Trust) -> bool:
    """Whether a `Received` is of the way behind the pinned server: a local delivery (LMTP), or a server named in `relays`."""
    hop = _hop(received)
    if hop is None:
        return False
    host, protocol = hop
    return protocol in ("lmtp", "lmtps", "lmtpa", "lmtpsa") or host in {_domain(one) for one in trust.relays}


def _hop(received: str) -> tuple[str, str] | None:
    """Which server wrote a `Received`, and by which protocol it got the mail.

    What a stranger can put into it (HELO, host name, recipient) stands before `by`, in a comment or in brackets.
    """
    bare = re.sub(r"<[^<>]*>", " ", _QUOTED.sub(" ", _without_comments(received[:LONGEST]))).partition(";")[0].lower()
    found = re.search(r".*\bby\s+(\S+)(?:\s+via\s+\S+)?\s+with\s+(\S+)", bare, re.DOTALL)
    return (_domain(found[1]), found[2]) if found else None


def _authserv_id(value: str) -> str:
    """Who says that he wrote a header; "" where nobody does."""
    found = _AUTHSERV_ID.match(_without_comments(value[:LONGEST]))
    return _domain(found[1] or found[2]) if found else ""


def _dmarc_results(value: str) -> list[authres.core.AuthenticationResult]:
    """The DMARC results of one header, whose first word is known to be the pinned server's id."""
    if len(value) > LONGEST:
        msg = "longer than any server writes"
        raise ValueError(msg)
    rest = _NOT_ASCII.sub(lambda found: _domain(found[0]), _AUTHSERV_ID.sub("", _without_comments(value), count=1))
    if rest.endswith(_OPEN):
        msg = "a comment or a quoted string without its end"
        raise ValueError(msg)
    # The library knows no quoted id and no name outside ASCII, which RFC 8601 and RFC 8616 allow.
    read = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: pinned.invalid {rest.rstrip(' ;')}")
    return [result for result in read.results if str(result.method).lower() == "dmarc"]


def _is_about(result: authres.core.AuthenticationResult, domain: str) -> bool:
    """Whether a result names just that domain as `header.from`."""
    named = [
        str(one.value).strip('"').rpartition("@")[2]
        for one in result.properties
        if (str(one.type).lower(), str(one.name).lower()) == ("header", "from")
    ]
    return bool(named) and all(_domain(one) == _domain(domain) for one in named)


def _domain(name: str) -> str:
    """A domain as two of them compare: ASCII (IDNA), lower case, without the final dot."""
    bare = name.strip().rstrip(".")
    try:
        return bare.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return bare.lower()


def _without_comments(value: str) -> str:
    """A header's value on one line with a space for each comment. A quote within a comment opens nothing, nor the other way.

    It ends in `_OPEN` where one of them has no end.
    """
    flat = re.sub(r"[\r\n]+", " ", value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for sign in flat:
        if not depth:
            kept.append(" " if sign == "(" and not quoted else sign)
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif sign == "(" and not quoted:
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
    return "".join(kept).replace(_OPEN, " ") + (_OPEN if depth or quoted else "")
