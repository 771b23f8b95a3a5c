"""Rights in lists and in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.extraction import values
from pipeline.extraction.access import people
from pipeline.extraction.access.actions import first_of, nearest
from pipeline.extraction.access.applications import in_cell
from pipeline.extraction.access.right import Right
from pipeline.extraction.access.tables import role_of
from pipeline.extraction.rows import Row
from pipeline.model import AccessAction, AccessRow
from pipeline.rulebook.labels import LabelRules

PHONE = re.compile(r"(?:\+?62|\b0)8\d[\d\s-]{6,}|\b(?:hp|wa|telp|telepon)\b", re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:(?P<number>\d{1,2})\s?[.)]|\(?[a-z][.)]|[-•●▪*–>])\s*")
_NO_NIP = re.compile(
    r"^\W*(?:NIP|NRP|NIK|NIDN|NIDK|NIM|nip)\b|\bbelum (?:ada|punya) nip\b|\bNIP (?:menyusul|belum)|^\W*(?:pegawai kontrak|honorer|tenaga kontrak|non ?asn|pppk|cpns|pns|ttd)\W*$|^[\d\s.x-]+$",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"^(?:(?:sebagai|selaku|sbg|sbgai|role(?:nya)?|peran|level|menjadi|jadi|dengan (?:hak|peran|role|akses)|hak akses|hak|akses|akun|user|kewenangan|untuk)\b[.:\s]*)+",
    re.IGNORECASE,
)
_ROLE_SAID = re.compile(
    r"\b(?:sebagai|selaku|sbg\.?|dengan (?:peran|role|level|hak(?: akses)?|kewenangan|jenis)|(?:role|peran|level|kewenangan|wewenang|jenis|hak lihat|hak akses|akses|hak|menjadi|(?:di)?jadi(?:kan)?)(?:-?nya)?)\s*:?\s+[\"“'*]?(?P<role>[^\s,.;:()][^,.;:\n]{1,60}?)[\"”'*]?(?=\s*(?:[,.;:\n]|$|\b(?:pada|di|untuk|bagi|buat|agar|supaya|karena|sebab|mulai|terhitung|dan(?=\s+(?:sdr|pak|bu|bapak|ibu|mohon|akun|user|saya|juga|me\w+|di\w+|untuk|nama|cabut|tidak))|serta|menggantikan|ganti|kepada|saja|aja|ya|utk|yang|yg|a\.n|atas nama|sedangkan|sampai|selama|per|dulu|lagi|sebelum|nggih|kak|pak|bu|ka)\b|\())",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:\s/|/\s|(?<=\d)/|[|;]|\s[-–—]+\s|-+>|→|=>|:(?=\s)|\s{2,}|,\s(?![A-Z]\.))\s*")
_NO_ROLE = re.compile(
    r"^(?:maklum|seperti|kang|kak|mas|mbak|lebih|satu|dua|tiga|begini|sekarang|tidak|tdk|lewat|temuan|kewajiban|perlu|bisa|dapat|ke|dari|oleh|sangat|penting|kendala|hambatan|(?:di|ter|ber|me[mn])[a-z]{4,})\b|"
    r"^(?:akun|user|hak|akses|yang|operator lama|nya|baru|pengganti\w*|tersebut|apa|ini|itu|dimaksud|berikut|sementara|pada|di|untuk|masing|sama|kepada|nama)\b",
    re.IGNORECASE,
)
_AMID = re.compile(r"\b(?!pada\b|di\b|dalam\b|untuk\b|dan\b|aplikasi\b|sistem\b)[a-z]{4,}\s$", re.IGNORECASE)
_PLAIN = (None, AccessAction.ADD)
TEAM = re.compile(
    r"^(?:ketua(?: tim)?|wakil ketua|anggota(?: tim)?|pengendali \w+|penanggung jawab|koordinator)\W*$", re.IGNORECASE
)
_END = re.compile(
    r"^\W*(?:demikian|tembusan|tindasan|cc\b|hormat (?:kami|saya)|wassalam|salam hangat|regards|mengetahui|menyetujui|pemohon,|yang bertanda)",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"^\W*(?:pembina|penata|pengatur|juru|iv/|iii/|ii/|ajun|jaksa|kompol|akp|iptu|ipda)\b", re.IGNORECASE
)


def of_lists(rows: Sequence[Row], known: Mapping[str, float], taken: set[int], rules: LabelRules) -> Iterator[Right]:
    """Lines that begin with a person, below words that say what the list is: `1. Nama, NIP .., sebagai ..`."""
    lead, at = "", 0
    while at < len(rows):
        text = rows[at].text
        if at in taken:
            at += 1
            continue
        if _END.match(text) and at > len(rows) // 3:
            return
        item = _ITEM.match(text)
        rest = text[item.end() :] if item else text
        hit = _beginning(rest)
        if (
            hit is None
            or (not item and rules.patterns["not_access"].search(text))
            or not (item or hit[1] or _follows(rows, at))
            or not _is_entry(rest[hit[2] :], item=bool(item), nip=hit[1] is not None)
        ):
            lead = f"{lead} {rows[at].flat}" if not rows[at].block else rows[at].flat
            at += 1
            continue
        name, nip, end = hit
        beside = [one for one in people.mentions(rest[end:], rules) if one.nip] if nip else []
        if beside:  # several persons in one line, each with a NIP
            for named, its in ((name, nip), *((one.name, one.nip) for one in beside)):
                yield Right(name=named, nip=its, lines=(at,), lead=lead[-LEAD:])
            at += 1
            continue
        lines, more = [at], rest[end:]
        while (
            at + 1 < len(rows)
            and item
            and not rows[at + 1].block
            and re.match(r"^\s{2,}\S", rows[at + 1].text)
            and not _ITEM.match(rows[at + 1].text)
        ):
            at += 1  # the item goes on
            lines.append(at)
            more = f"{more} {rows[at].flat}"
        if nip is None:
            nip = values.nip(more)
        application, role, action = _said(more, known, rules.unit_pattern)
        number = int(item["number"]) if item and item["number"] else None
        yield Right(
            name=name,
            nip=nip,
            application=application,
            role=role,
            action=action,
            number=number,
            lines=tuple(lines),
            lead=lead[-LEAD:],
        )
        at += 1


def _beginning(text: str) -> tuple[str, str | None, int] | None:
    """Name, NIP and where they end, of a line that begins with a person."""
    address = people.ADDRESSED.match(text)
    start = address.end() if address else len(text) - len(text.lstrip())
    hit = people.NAME.match(text, start)
    if hit is None:
        return None
    name = people.tidy(hit["name"])
    if not people.is_name(name, one=bool(address)):
        return None
    behind = people.BEHIND.match(text, hit.end())
    number = people.NIP.match(text, behind.end()) if behind else None
    return name, values.nip(number[0]) if number else None, number.end() if number else hit.end()


def _is_entry(rest: str, *, item: bool, nip: bool) -> bool:
    """Whether what follows a name at a line's beginning is a list's entry, no sentence and no signature."""
    rest = rest.strip()
    if nip:
        return item or bool(rest.strip(" .,;)"))
    if not rest:
        return item
    return bool(re.match(r"[,(:/|;–-]|->|→|=|NIP|sebagai|selaku|sbg|jadi|menjadi|dicabut|dihapus|nonaktif", rest)) or (
        item and first_of(rest) is not None
    )


def _follows(rows: Sequence[Row], at: int) -> bool:
    """Whether the line beside begins with a person, too, and goes on alike."""
    for other in (at - 1, at + 1):
        if 0 <= other < len(rows):
            hit = _beginning(rows[other].text)
            if hit and _is_entry(rows[other].text[hit[2] :], item=False, nip=hit[1] is not None):
                return True
    return False


def _said(
    rest: str, known: Mapping[str, float], units: re.Pattern[str]
) -> tuple[str | None, str | None, AccessAction | None]:
    """Application, role and action in what stands behind a person."""
    applications: list[str] = []
    roles: list[tuple[bool, str]] = []
    action: AccessAction | None = None
    opening = re.match(r"^\s*\(([^)]*)\)", rest)
    pieces = [opening[1], *_PARTS.split(rest[opening.end() :])] if opening else _PARTS.split(rest)
    for number, raw in enumerate(pieces):
        piece = raw.strip(" .,;|") if "(" in raw else raw.strip(" .,;|)")
        if not piece or _NO_NIP.search(piece) or PHONE.search(piece) or people.NIP.search(piece):
            continue
        does = first_of(piece)
        cue = _CUE.match(piece)
        text = piece[cue.end() :] if cue else piece
        named = in_cell(text, known)
        if named:
            applications += named
            text = text if _AMID.search(text[: text.lower().find(named[0].lower())]) else _without(text, named)
        role, noted = role_of(text)
        action = action or noted or (does if does is not AccessAction.ADD else None)
        if role and not (opening and number == 0 and not cue) and first_of(role) in _PLAIN and not units.match(role):
            roles.append((bool(cue), role))
    chosen = next((role for said, role in roles if said), roles[0][1] if roles else None)
    return " dan ".join(dict.fromkeys(applications)) or None, chosen, action


def _without(text: str, named: Sequence[str]) -> str:
    for name in named:
        text = re.sub(
            rf"\b(?:(?:pada|di|dalam|aplikasi|sistem)\s+)*{re.escape(name)}\b", " ", text, flags=re.IGNORECASE
        )
    return re.sub(r"^\W*(?:dan|,)?\s*|\s*(?:pada|di|dan)?\W*$", "", " ".join(text.split()))


def role_said(text: str, known: Mapping[str, float]) -> str | None:
    """The role that a sentence names: "sebagai operator", "dengan peran Verifikator"."""
    for hit in _ROLE_SAID.finditer(text):
        role = _without(hit["role"], in_cell(hit["role"], known)).strip(" \"“”'*")
        if role and not _NO_ROLE.match(role) and len(role.split()) <= 7 and first_of(role) is None:
            return role
    return None


_NOUN = re.compile(
    r"\b(?P<role>(?:super ?admin|admin(?:istrator)?|operator|verifikator|validator|supervisor|approver|maker|checker|viewer|editor|konseptor|bendahara|pengelola|kasir|penginput|auditor|pengampu|penandatangan|penyetuju|(?:read|view)[- ]only)(?:\s+(?!(?:pada|di|untuk|bagi|yang|yg|kami|lama|baru|sdri?|pak|bu|bapak|ibu|mas|mbak|a\.?n|an|atas|atau|dan|dari|ke|kepada|ini|itu|nya|aja|saja|sudah|sdh|telah|akan|mohon|tolong|dinonaktifkan|dicabut|dihapus|aplikasi|sistem|sebelumnya|tersebut|saya|beliau|ybs|sejak|per|karena|nip|supaya|agar|menggantikan|belum|masih|tidak|dengan|(?:di|ter|ber|me[mn])[a-z]{4,})\b)[A-Za-z][\w-]+){0,2})",
    re.IGNORECASE,
)
LEAD = 600  # characters above a list that say what it is
_ACCOUNT_OF = re.compile(
    r"\b(?:akun|user|account|hak akses|akses)\b[^.;]{0,40}(?:a\.?n\.?|atas nama|milik|untuk|bagi)?\W*$", re.IGNORECASE
)
MOST = 20  # persons of a sentence
LONGEST = 1_500  # characters of a sentence
_SENTENCE = re.compile(
    r"(?:(?<=[a-z0-9)][.;!?])|(?<=[A-Z]{2}[.;!?]))(?<!\bSdr\.)(?<!\bSdri\.)(?<!\bdr\.)(?<!\bDr\.)(?<!\bDrs\.)(?<!\bNs\.)(?<!\bHj\.)(?<!\bNo\.)(?<!\bno\.)(?<!a\.n\.)(?<!\bapt\.)(?<!\bBpk\.)(?<!\bNIP\.)(?<!\bIr\.)\s+(?=[A-Z(])|\n"
)


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a text, one without an end cut into lengths that can be looked at word by word."""
    for sentence in _SENTENCE.split(text):
        yield from (sentence[at : at + LONGEST] for at in range(0, len(sentence), LONGEST))


def of_sentences(texts: Sequence[str], known: Mapping[str, float], rules: LabelRules) -> Iterator[Right]:
    """Persons of running text, each with the verb, the role and the application that stand nearest; "beliau" is who was named last."""
    last: people.Mention | None = None
    for sentence in (piece for text in texts for piece in _sentences(text)):
        if rules.patterns["contact"].search(sentence):
            continue
        persons = [one for one in people.mentions(sentence, rules) if one.named][:MOST]
        if not persons and last is not None and (said := _HE.search(sentence)) and ACCOUNT.search(sentence):
            action = nearest(sentence, said.start())
            if action is not None:
                named = in_cell(sentence, known)
                yield Right(
                    name=last.name,
                    nip=last.nip,
                    application=named[0] if named else None,
                    role=role_said(sentence, known),
                    action=action,
                    lead=sentence,
                )
        for number, one in enumerate(persons):
            stop = persons[number + 1].start if number + 1 < len(persons) else len(sentence)
            right = _of_person(
                sentence,
                one,
                sentence[one.end : stop],
                sentence[persons[number - 1].end if number else 0 : one.start],
                known,
            )
            if right is not None:
                yield right
        last = persons[-1] if persons else last


def _role_noun(text: str, known: Mapping[str, float], *, last: bool = False) -> str | None:
    """A word that names a role by itself, with what belongs to it: "admin instansi", "operator surat"."""
    hits = list(_NOUN.finditer(text))
    if not hits:
        return None
    phrase = hits[-1 if last else 0]["role"]
    return _without(phrase, in_cell(phrase, known)) or None


_TO_ADMIN = re.compile(
    r"\b(?:yth|kepada|hai|hallo|halo|hi|siang|pagi|sore|malam|min|punten|kang|mas|mbak|kak|kk|bang|bapak|pak|ibu|bu|sdri?|salam)\.?,?\s+(?:para\s+)?"
    r"(?:super ?admin|admin(?:istrator)?|operator|pengelola)\b",
    re.IGNORECASE,
)


def unplaced_role(text: str, known: Mapping[str, float], rights: Sequence[AccessRow]) -> str | None:
    """A role that the text names and that none of the rights got; who is greeted ("Yth. Admin") is none."""
    taken = {right.role.lower() for right in rights if right.role and right.action is not AccessAction.REVOKE}
    for hit in _NOUN.finditer(_TO_ADMIN.sub(" ", text)):
        role = _without(hit["role"], in_cell(hit["role"], known))
        if role and not any(role.lower() in one or one in role.lower() for one in taken):
            return role
    return None


def _of_person(
    sentence: str, one: people.Mention, behind: str, before: str, known: Mapping[str, float]
) -> Right | None:
    action = _action(sentence, one.start)
    if action is None and not _ACCOUNT_OF.search(before):
        return None
    role = role_said(behind, known) or role_said(before, known)
    role = role or _role_noun(behind, known) or _role_noun(sentence[: one.start], known, last=True)
    if action is AccessAction.REVOKE and (old := re.search(r"\bsemula\s+([^,.;()]+)", behind)):
        role = old[1].strip()
    named = in_cell(behind, known) or in_cell(before, known)
    return Right(
        name=one.name, nip=one.nip, application=named[0] if named else None, role=role, action=action, lead=sentence
    )


def of_writer(text: str, known: Mapping[str, float], writer: str) -> Iterator[Right]:
    """The writer himself, where he asks for his own account: "akun saya", "saya jadi verifikator"."""
    for sentence in _sentences(text):
        mine = _MINE.search(sentence)
        action = nearest(sentence, mine.start()) if mine else None
        if action is None:
            continue
        introduced = re.search(rf"\b{_I}\W{{1,3}}(?=[A-Z])", text)
        hit = people.NAME.match(text, introduced.end()) if introduced else None
        name = hit["name"] if hit and people.is_name(hit["name"]) else writer
        if name:
            numbers = list(dict.fromkeys(number[0] for number in people.NIP.finditer(text)))
            named = in_cell(sentence, known)
            yield Right(
                name=people.tidy(name),
                nip=values.nip(numbers[0]) if len(numbers) == 1 else None,
                application=named[0] if named else None,
                role=role_said(sentence, known) or role_said(text, known),
                action=action,
                lead=sentence,
            )
            return


_HE = re.compile(
    r"\b(?:beliau|ybs|yang bersangkutan|yg bersangkutan|yang tersebut|pegawai tersebut|dia|dirinya)\b", re.IGNORECASE
)
_I = r"(?:saya|sy|aku|sa|beta|ambo|sayo|ulun|gue|awak)"
_MINE = re.compile(
    rf"\b(?:akun|akunku|user|username|akses|login|role|peran|hak)(?:\s+\w+){{0,2}}\s+{_I}\b|\b{_I} (?:pu|punya|pe) (?:akun|user)|\b(?:atas nama|a\.?n\.?|untuk|buat|utk|ke|kepada|jadikan) {_I}\b|\b{_I}\b[^.;,]{{0,50}}\b(?:jadi|menjadi|sebagai|dijadikan|diberi\w*|dibuatkan|dibikinin|ditambah\w*|didaftarkan)\b|\bakunku\b",
    re.IGNORECASE,
)
ACCOUNT = re.compile(
    r"\b(?:akun\w*|user\w*|account|akses\w*|hak|role|peran|level|pengguna|operator|kewenangan|wewenang|otorisa\w+|admin\w*|verifikator|login)\b",
    re.IGNORECASE,
)


def _action(sentence: str, place: int) -> AccessAction | None:
    swap = re.search(r"\bdari\s+\W*(?:\S+\s+){0,2}$", sentence[:place])
    to = re.search(r"\b(?:ke|kepada|menjadi|oleh)\s+\W*(?:\S+\s+){0,2}$", sentence[:place])
    moves = re.search(
        r"\b(?:ganti|diganti|mengganti|penggantian|alih|dialih|pindah|dipindah|peralihan)\w*", sentence, re.IGNORECASE
    )
    if moves and (swap or to):
        return AccessAction.REVOKE if swap else AccessAction.ADD
    return nearest(sentence, place)
