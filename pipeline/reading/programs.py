"""Files that do something when they are opened: machine code, installers, scripts, shortcuts, disk images."""

from __future__ import annotations

import re

from pipeline.reading.sniffing import is_ole, suffix_of, text_of

_MAGIC = (
    (b"MZ", "program Windows"),
    (b"\x7fELF", "program Linux"),
    (b"\xca\xfe\xba\xbe", "program Java atau macOS"),
    (b"\xfe\xed\xfa\xce", "program macOS"),
    (b"\xfe\xed\xfa\xcf", "program macOS"),
    (b"\xce\xfa\xed\xfe", "program macOS"),
    (b"\xcf\xfa\xed\xfe", "program macOS"),
    (b"\x00asm", "program WebAssembly"),
    (b"dex\n", "program Android"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "pintasan Windows"),
    (b"ITSF", "bantuan Windows"),
    (b"\x3f\x5f\x03\x00", "bantuan Windows"),
    (b"\xc5\xd0\xd3\xc6", "program PostScript"),  # EPS with a picture for DOS
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "buku catatan OneNote"),
    (b"\x00\x01\x00\x00Standard Jet DB", "basis data Access"),
    (b"\x00\x01\x00\x00Standard ACE DB", "basis data Access"),
    (b"!<arch>\n", "paket pemasang"),
    (b"\xed\xab\xee\xdb", "paket pemasang"),
    (b"regf", "registri Windows"),
    (b"ActiveMime", "makro"),
    (b"vhdxfile", "citra cakram"),
    (b"conectix", "citra cakram"),
    (b"KDMV", "citra cakram"),
    (b"QFI\xfb", "citra cakram"),
    (b"\x09\x00\x04\x00", "buku kerja Excel dengan makro lama"),  # BIFF2 to BIFF4: macros of Excel 4 and no container
    (b"\x09\x02\x06\x00", "buku kerja Excel dengan makro lama"),
    (b"\x09\x04\x06\x00", "buku kerja Excel dengan makro lama"),
)
_POSTSCRIPT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\x1b%-12345X(?:@PJL[^\n]{0,200}\n){0,50})?[\x04\s]{0,64}%!(?:PS|[ \t]*[\r\n])"
)
_PYTHON = re.compile(rb".[\x0c-\x0f]\r\n[\x00-\x03]\x00{3}", re.DOTALL)  # compiled: version, flags
_FLASH = re.compile(rb"[CFZ]WS[\x01-\x30].{3}\x00", re.DOTALL)  # version, length
_DISC_MARKS = ((0x8001, b"CD001"), (0x8001, b"BEA01"), (0x8801, b"CD001"), (0x9001, b"CD001"))
_DISC_ENDS = (b"koly", b"conectix")
_INSTALLER = (
    b"\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"  # CLSID of MSI databases (and 86, 82: patches)
)
_SUFFIXES = frozenset(
    """exe com scr pif bat cmd msi msp mst msix msixbundle appx appxbundle appinstaller js jse mjs vbs vbe wsf wsh wsc sct
    ps1 ps1xml psm1 psd1 psc1 jar jnlp class lnk hta cpl dll sys drv ocx apk ipa deb rpm sh bash zsh csh command run app dmg
    pkg reg iso img vhd vhdx vmdk py pyc pyw pl rb php scf url website webloc desktop inf gadget application appref-ms chm
    hlp xll xla xlam wll ppam iqy dqy oqy rqy slk library-ms search-ms searchconnector-ms settingcontent-ms diagcab
    diagpkg ade adp mdb mde accdb accde msc swf theme themepack workflow xbap vsto rdp""".split()  # noqa: SIM905 - eighty of them
)
_SCRIPT_START = re.compile(
    r"""\A(?:\#!|@echo\b|<\?php|<%@?|<job\b|<package\b|<\?xml[^>]{0,200}>\s*<(?:job|package|scriptlet|component|libraryDescription|persistedQuery|PCSettings|MMC_ConsoleFile)\b
    |<(?:libraryDescription|persistedQuery|PCSettings|MMC_ConsoleFile|scriptlet|hta:application)\b
    |\[(?:InternetShortcut|Desktop\ Entry|Shell|Version|autorun)\]|Windows\ Registry\ Editor\ Version|REGEDIT4
    |ID;P|WEB\s+1\s+https?://|option\s+explicit\s*$|on\s+error\s+resume\s+next\s*$|\#requires\s+-
    |\s*set\s+\w+\s*=\s*(?:wscript\.)?createobject\s*\(|\s*var\s+\w+\s*=\s*new\s+activexobject\s*\()""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_SCRIPT_CALLS = re.compile(
    r"""new\s+activexobject\s*\(\s*["']|createobject\s*\(\s*["'](?:wscript|shell|msxml2|adodb|scripting|microsoft\.xmlhttp|winhttp)
    |getobject\s*\(\s*["'](?:winmgmts|script):
    |\bpowershell(?:\.exe)?["']?\s[^\n]{0,200}?-(?:e|en|enc|encodedcommand|w\s+hidden|windowstyle\s+hidden|nop|noprofile|ep\s+bypass|executionpolicy\s+bypass)\b
    |\b(?:iex|invoke-expression)\b[\s(&]*[^\n]{0,200}?(?:new-object|net\.webclient|downloadstring|iwr|irm|invoke-webrequest|invoke-restmethod|frombase64string)
    |\bregsvr32(?:\.exe)?\s[^\n]{0,100}/i:|\bmshta(?:\.exe)?\s+["']?(?:https?:|javascript:|vbscript:)|\bcertutil(?:\.exe)?\s[^\n]{0,60}-urlcache
    |\bbitsadmin(?:\.exe)?\s[^\n]{0,60}/transfer""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMENT = re.compile(r"\s*(?:'|rem\b|//|/\*|\*|\#|::|--)", re.IGNORECASE)
_STRINGS = re.compile(r"\"[^\"\n]*\"|(?<![^\W_])'[^'\n]*'")
_AFTER_CALL = re.compile(r"[^()\n]{0,200}\)[\"'.,]{0,3}(?:[ \t]+([^\W\d_]{2,})|[ \t]*\r?(?:\n|\Z))")
_TOLD = re.compile(r"[^\W\d_]:[ \t]*[\"']?\Z")
_SENTENCE = re.compile(r"[^\W\d_]{2,}+(?:,?[ \t]++[^\W\d_]{2,}+)++")  # words, with nothing between them but a comma
_GREETING = re.compile(
    r"\s*(?:[^\W\d_.]+[.,]?[ \t]+){0,3}[^\W\d_.]+,?\s*[.,]\s*"
)  # "Yth. Kepala Bagian," "Terima kasih."
_WORDS_OF_PROSE = 3
_KEYWORDS = frozenset(
    """set dim let const var new function sub end if then else elseif for each in to next do loop while wend with call on error resume goto
    and or not is nothing true false null return exit select case private public option explicit class get property try catch
    finally throw byval byref redim preserve typeof instanceof delete void echo off start cmd param begin process foreach""".split()  # noqa: SIM905 - keywords
)
_AFTER = frozenset({"then", "and", "or", "else", "is", "to", "rem", "instanceof"})  # what code says behind a call
_MOST_SCRIPT = 1_000_000  # characters that are looked through for what only a script says


def program_kind(name: str, content: bytes) -> str | None:
    """What kind of program a file is; None where it is none."""
    magic = next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)
    if magic or suffix_of(name) in _SUFFIXES:
        return magic or "program"
    for form, kind in ((_FLASH, "program Flash"), (_POSTSCRIPT, "program PostScript"), (_PYTHON, "program Python")):
        if form.match(content):
            return kind
    if any(content.startswith(mark, place) for place, mark in _DISC_MARKS) or content[-512:].startswith(_DISC_ENDS):
        return "citra cakram"
    if is_ole(content):
        return "paket pemasang Windows" if _is_installer(content) else None
    return _script_kind(content)


def is_program_name(name: str) -> bool:
    """Whether a file of that name would be started when it is opened."""
    return suffix_of(name) in _SUFFIXES


def _is_installer(content: bytes) -> bool:
    """Its root entry, whose class stands 80 bytes into the first directory sector (MS-CFB 2.6.1), says so."""
    sector = 1 << int.from_bytes(content[30:32], "little")
    start = (int.from_bytes(content[48:52], "little") + 1) * sector
    return content[start + 81 : start + 96] == _INSTALLER[1:]


def _script_kind(content: bytes) -> str | None:
    """Scripts are text: by how they begin, or by calls that people's letters do not hold."""
    text = text_of(content)
    if text is None:
        return None
    text = text[:_MOST_SCRIPT]
    if _SCRIPT_START.match(text.lstrip("\ufeff \t\r\n")):
        return "skrip"
    return "skrip" if not text.lstrip().startswith("<") and _calls(text) else None


def _calls(text: str) -> bool:
    """Whether a text makes calls as a script does: in lines of code, and not here and there in somebody's sentences.

    A letter that quotes an error message, or the line that failed, has such a call in prose, or between lines of prose.
    """
    calls, end, code = set(), -1, False
    for found in _SCRIPT_CALLS.finditer(text):
        if found.start() >= end:  # the first one in its line
            start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
            end = end if end >= 0 else len(text)
            line = text[start:end].rstrip("\r")
            prose = _is_prose(_SCRIPT_CALLS.sub(" ; ", line))
            calls.add(line)
        code = code or not (prose or _is_told(text, found))
    if not code:
        return False
    others = [line for line in text.splitlines() if line.strip() and not _COMMENT.match(line) and line not in calls]
    return 2 * sum(map(_is_prose, others)) <= len(others) + len(calls)


def _is_told(text: str, found: re.Match[str]) -> bool:
    """A word goes on behind the bracket of a call, or it stands alone behind a colon: "galat: CreateObject(...)"."""
    after = _AFTER_CALL.match(text, found.end())
    if after and after[1]:
        return after[1].lower() not in _AFTER
    return bool(after and _TOLD.search(text[max(0, found.start() - 40) : found.start()]))


def _is_prose(line: str) -> bool:
    """Three words in a row, or a greeting alone, that no script says outside its strings."""
    bare = _STRINGS.sub(" ; ", line)
    return any(
        sum(word.lower() not in _KEYWORDS for word in found[0].split()) >= _WORDS_OF_PROSE
        for found in _SENTENCE.finditer(bare)
    ) or bool(_GREETING.fullmatch(bare))
