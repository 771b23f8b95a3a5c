"""One mail of each kind, over the invented cases: what the engine would ask for, and how to write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

import cases
from pipeline.model import Address, Assignment, Case, CaseState, IssuedLetter, Purpose, SendMail
from pipeline.outbox import Templates, Written, write
from pipeline.rulebook import OPERATOR, Ask, LetterKind, Rulebook, Sop

ROOT = Path(__file__).parents[1]
TOKEN = "0123456789abcdef" * 2
CODE = "KQ7M-2XP9-RTA4"
OPERATOR_ADDRESS = Address(address=cases.mailbox("operator"), name="Oki Permana")
HEAD_ADDRESS = Address(address=cases.mailbox("kepala"), name="Wahyuni Lestari")


_UNUSED: Any = None


@cache
def rulebook() -> Rulebook:
    """The shipped flows, asks and letters; what mails do not need is left empty."""
    rules = ROOT / "rules"

    def read(name: str) -> Mapping[str, object]:
        loaded = yaml.safe_load((rules / name).read_text(encoding="utf-8"))
        assert isinstance(loaded, dict)
        return loaded

    sops = [Sop.model_validate(read(f"sop/{name}.yaml")) for name in cases.SOPS]
    return Rulebook.model_construct(
        sops={sop.id: sop for sop in sops},
        asks={key: Ask.model_validate(ask) for key, ask in read("asks.yaml").items()},
        letters={key: LetterKind.model_validate(kind) for key, kind in read("letters.yaml").items()},
        labels=_UNUSED,
        dates=_UNUSED,
        routing=_UNUSED,
        answers=_UNUSED,
        kinds=_UNUSED,
        digest="",
    )


@cache
def templates() -> Templates:
    return Templates(ROOT / "templates")


def asked(case: Case, *, key: str = "", acting: str | None = None) -> Case:
    """The case with its step assigned to its holder, or to the person `key` of the directory."""
    sop = rulebook().sops[case.sop or ""]
    step = sop.steps[case.step or ""]
    role = sop.role_id(step.actor)
    person = cases.directory().by_address(cases.mailbox(key)) if key else cases.directory().holders(role)[0]
    assert person
    assignment = Assignment(
        step=case.step or "",
        role=role,
        address=person.email,
        name=person.name,
        acting=acting,
        token=TOKEN,
        code=CODE,
    )
    issued = tuple(
        IssuedLetter(id=f"{case.id}/{does.draft}/1", letter=does.draft, step=case.step or "", draft=True)
        for does in step.enter
        if does.draft
    )
    known = tuple(
        IssuedLetter(id=f"{case.id}/{name}/1", letter=name, step=case.step or "", draft=False)
        for name in step.attach
        if name in rulebook().letters and name not in {letter.letter for letter in issued}
    )
    return replace(case, assignments=(assignment,), letters=(*issued, *known))


def assignment_mail(case: Case, **says: str) -> SendMail:
    """What goes to the holder of the case's step."""
    holder = case.assignments[0]
    step = rulebook().sops[case.sop or ""].steps[case.step or ""]
    return SendMail(
        purpose=Purpose.ASSIGNMENT,
        template="assignment",
        to=Address(address=holder.address, name=holder.name),
        attach=step.attach,
        assignment=holder,
        says=says,
    )


def mail(
    template: str,
    purpose: Purpose = Purpose.NOTICE,
    to: Address = cases.LAPAS,
    *,
    attach: tuple[str, ...] = (),
    assignment: Assignment | None = None,
    sender: str = "",
    **says: str,
) -> SendMail:
    """A mail to the requester, if to nobody else; `sender` is what the template calls `says.from`."""
    if sender:
        says["from"] = sender
    return SendMail(purpose=purpose, template=template, to=to, attach=attach, assignment=assignment, says=says)


def put_in_words(
    effect: SendMail, case: Case | None, *, thread: tuple[str, ...] = (), changed: object = None
) -> Written:
    """The mail as nodis writes it with its shipped templates."""
    return write(
        effect,
        case,
        sop=rulebook().sops[case.sop] if case and case.sop else None,
        rulebook=rulebook(),
        facts=cases.facts(),
        directory=cases.directory(),
        templates=changed if isinstance(changed, Templates) else templates(),
        now=cases.at(2, "13.45"),
        thread=thread,
    )


def operators(case: Case) -> Assignment:
    """The handle of a case put before the operator."""
    return Assignment(
        step=case.step or "",
        role=OPERATOR,
        address=OPERATOR_ADDRESS.address,
        name=OPERATOR_ADDRESS.name,
        token=TOKEN,
        code=CODE,
    )


def _as_json(case: Case) -> str:
    return TypeAdapter(Case).dump_json(case).decode()


def samples() -> dict[str, tuple[SendMail, Case | None]]:
    """A realistic mail of each kind, some in several shapes."""
    whole = cases.closed("gangguan-jaringan")
    repair, review, approval = (asked(cases.until(whole, step)) for step in ("5", "2", "7"))
    first = replace(cases.until(whole, "2"), missing=())
    holder = Address(address=repair.assignments[0].address, name=repair.assignments[0].name)
    superior = replace(repair.assignments[0], address=cases.mailbox("kasubag"), name="Lestari Ningsih", supervises=True)
    access = cases.closed("hak-akses")
    minutes = cases.until(access, "6")
    party = replace(
        asked(minutes).assignments[0],
        role="hak-akses/pemohon",
        address=access.requester.address,
        name=access.letter.value("requester.name") or "",
    )
    complaint = cases.closed("keluhan-aplikasi")
    undecided = replace(first, sop=None, step=None, state=CaseState.REVIEW, due_at=None)
    lacking = "Nama penanggung jawab\nNomor HP penanggung jawab\nPermintaan penyelesaian"
    plain = Address(address=complaint.requester.address)
    done = replace(whole, letters=approval.letters)
    found: dict[str, tuple[SendMail, Case | None]] = {
        "acknowledgement": (
            mail(
                "acknowledgement",
                Purpose.ACKNOWLEDGEMENT,
                next="Disposisi pengaduan",
                next_due="Senin, 2 Maret 2026 pukul 08.34 WITA",
                finish="Selasa, 3 Maret 2026 pukul 09.34 WITA",
                wanted="Surat/nota dinas bertanda tangan",
            ),
            first,
        ),
        "acknowledgement-missing": (
            mail(
                "acknowledgement",
                Purpose.ACKNOWLEDGEMENT,
                to=plain,
                missing=lacking,
                problems="Berkas laporan.pdf terkunci dengan kata sandi; mohon kirim salinan yang terbuka.",
            ),
            cases.until(complaint, "2"),
        ),
        "acknowledgement-review": (
            mail("acknowledgement", Purpose.ACKNOWLEDGEMENT, review="ya", outside="Bandwidth on Demand"),
            undecided,
        ),
        "acknowledgement-access": (
            mail(
                "acknowledgement",
                Purpose.ACKNOWLEDGEMENT,
                to=access.requester,
                next="Penugasan verifikasi",
                next_due="Rabu, 4 Maret 2026 pukul 09.15 WITA",
            ),
            cases.until(access, "2"),
        ),
        "duplicate": (mail("duplicate", Purpose.ACKNOWLEDGEMENT), repair),
        "completeness": (
            mail("completeness", Purpose.COMPLETENESS, attach=("formulir-keluhan",), missing=lacking, count="1"),
            replace(first, letters=(IssuedLetter(id="x", letter="formulir-keluhan", step="1", draft=False),)),
        ),
        "completeness-again": (mail("completeness", Purpose.COMPLETENESS, missing=lacking, count="2"), first),
        "question": (
            mail(
                "question",
                Purpose.COMPLETENESS,
                question="Apakah ruang kunjungan dapat dimasuki teknisi di luar jam kunjungan?",
                count="1",
                sender="Budi Prakoso",
            ),
            repair,
        ),
        "assignment": (assignment_mail(repair), repair),
        "assignment-disposition": (assignment_mail(review), review),
        "assignment-approval": (assignment_mail(approval), approval),
        "assignment-corrected": (
            assignment_mail(
                repair, note="Lengkapi foto sesudah perbaikan.", correction="ya", **{"from": "Lestari Ningsih"}
            ),
            repair,
        ),
        "assignment-verification": (assignment_mail(asked(cases.until(access, "3"))), asked(cases.until(access, "3"))),
        "assignment-party": (
            SendMail(
                purpose=Purpose.ASSIGNMENT,
                template="assignment",
                to=access.requester,
                attach=("berita-acara",),
                assignment=party,
            ),
            replace(asked(minutes), assignments=(*asked(minutes).assignments, party)),
        ),
        "assignment-complaint": (
            assignment_mail(asked(cases.until(complaint, "2"))),
            asked(cases.until(complaint, "2")),
        ),
        "asked-back": (
            mail(
                "asked-back",
                to=holder,
                read="nanti sore saya cek pak",
                doubt="Balasan Saudara menyebut hal yang masih akan dilakukan",
                allowed="SELESAI, TANYA, TUNDA, ALIHKAN, PINDAH, BATAL",
            ),
            repair,
        ),
        "passed-on": (
            mail(
                "passed-on",
                to=holder,
                read="nanti sore saya cek pak",
                doubt="Balasan Saudara menyebut hal yang masih akan dilakukan",
                allowed="SELESAI, TANYA, TUNDA, ALIHKAN, PINDAH, BATAL",
                person="Oki Permana",
            ),
            repair,
        ),
        "asked-back-missing": (
            mail(
                "asked-back",
                to=holder,
                doubt="Masih ada yang kurang",
                kept="Penyebab\nTindakan",
                missing="Checklist\nFoto",
                allowed="SELESAI",
            ),
            repair,
        ),
        "asked-back-requester": (
            mail(
                "asked-back",
                read="ok",
                doubt="Maksud balasan Saudara belum kami pahami.",
                allowed="PERBAIKI <data>: <nilai>, STATUS, CABUT",
            ),
            repair,
        ),
        "understood": (
            mail(
                "understood",
                to=holder,
                action="SELESAI",
                values="Penyebab: catu daya switch rusak\nTindakan: catu daya diganti\nChecklist: lampu normal\nping berhasil",
                files="switch-baru.jpg\nuji-sambungan.jpg",
                next="Penyampaian hasil perbaikan",
            ),
            replace(asked(cases.until(whole, "6")), undo=_as_json(repair), undo_by=holder.address),
        ),
        "understood-requester": (
            mail("understood", action="PERBAIKI", fields="No. HP: 0812-0000-9999\nLokasi: ruang kunjungan lantai 2"),
            repair,
        ),
        "undone": (mail("undone", to=holder, assignment=repair.assignments[0], action="SELESAI"), repair),
        "status": (mail("status"), repair),
        "confirmation": (mail("confirmation"), asked(cases.until(whole, "3"))),
        "moved": (
            mail(
                "moved",
                reason="Menunggu suku cadang dari penyedia",
                until="Rabu, 4 Maret 2026 pukul 07.30 WITA",
                new_due="Kamis, 5 Maret 2026 pukul 07.30 WITA",
            ),
            replace(repair, state=CaseState.WAITING, waiting_for="tunda", due_at=None),
        ),
        "joined": (
            mail("joined"),
            replace(repair, state=CaseState.WAITING, waiting_for="incident", incident="2026-0007", due_at=None),
        ),
        "filed": (
            mail("filed", to=holder, files="berita acara.jpg", sender="tu@lapas-contoh.example.go.id"),
            repair,
        ),
        "moved-sop": (
            mail("moved", sop="Penanganan Masalah Software", from_sop="Pengaduan Gangguan Layanan Jaringan"),
            repair,
        ),
        "reminder": (
            mail("reminder", Purpose.REMINDER, to=holder, assignment=repair.assignments[0], left="ya"),
            repair,
        ),
        "reminder-resumed": (
            mail("reminder", Purpose.REMINDER, to=holder, assignment=repair.assignments[0], resumed="ya", left="ya"),
            repair,
        ),
        "escalation": (
            mail(
                "escalation",
                Purpose.ESCALATION,
                to=Address(address=superior.address, name=superior.name),
                assignment=superior,
                holder="Budi Prakoso",
                due="Selasa, 3 Maret 2026 pukul 08.55 WITA",
            ),
            replace(repair, assignments=(*repair.assignments, superior)),
        ),
        "reassigned": (
            mail("reassigned", to=holder, person="I Made Suarta", by="Lestari Ningsih", note="Budi sedang dinas luar."),
            repair,
        ),
        "void": (mail("void", to=holder, reason="Perkara ini dipindahkan ke SOP lain"), repair),
        "result": (
            mail("result", Purpose.RESULT, attach=("nota-dinas-hasil", "dokumen-hasil-perbaikan")),
            done,
        ),
        "report": (
            mail("report", Purpose.REPORT, to=HEAD_ADDRESS, attach=("dokumen-hasil-perbaikan",), outcome="closed"),
            done,
        ),
        "report-refused": (
            mail("report", Purpose.REPORT, to=HEAD_ADDRESS, outcome="refused", note="Bukan kewenangan kantor ini."),
            replace(first, state=CaseState.REFUSED, closed_at=cases.at(2, "08.30")),
        ),
        "refusal": (mail("refusal", Purpose.REFUSAL, reason="Perangkat bukan milik kantor ini."), first),
        "review": (
            mail(
                "review",
                Purpose.REVIEW,
                to=OPERATOR_ADDRESS,
                attach=("surat", "bukti"),
                assignment=operators(undecided),
                reason="Dua alur sama kuat",
                ranking="gangguan-jaringan: 0.52\nkeluhan-aplikasi: 0.49",
                because="gangguan jaringan\nlampu indikator switch padam",
            ),
            undecided,
        ),
        "unverified": (
            mail(
                "unverified",
                Purpose.REVIEW,
                to=OPERATOR_ADDRESS,
                assignment=operators(repair),
                action="PERBAIKI",
                fields="No. HP: 0812-0000-9999",
                note="Mohon nomor kami diperbaiki.",
                reason="Server surel tidak memastikan bahwa surel ini benar dari alamat pemohon.",
            ),
            repair,
        ),
        "ending": (
            mail(
                "ending",
                Purpose.REVIEW,
                to=OPERATOR_ADDRESS,
                assignment=operators(repair),
                action="TOLAK",
                reason="Sudah dijawab lewat telepon.",
                mail="Perihal: Surat Saudara tidak dapat dipenuhi\nDengan hormat kami sampaikan ...",
            ),
            repair,
        ),
        "result-closed": (mail("result", Purpose.RESULT, outcome="closed", note="Perkara ini kami tutup."), repair),
        "held": (mail("held", action="PERBAIKI"), repair),
        "held-refused": (mail("held", action="CABUT", reason="tidak dikonfirmasi"), repair),
        "withdrawn": (mail("withdrawn", note="Sudah menyala kembali."), repair),
        "withdrawn-holder": (mail("withdrawn", to=holder), repair),
        "bounced": (
            mail("bounced", to=OPERATOR_ADDRESS, address="budi@kanwil-contoh.example.go.id", detail="5.1.1"),
            repair,
        ),
        "recap": (
            mail(
                "recap",
                Purpose.REPORT,
                to=Address(address="wahyuni@kanwil-contoh.example.go.id", name="Wahyuni Lestari"),
                note="Sebanyak 12 perkara tercatat, seluruhnya telah selesai.",
                text="bulan April 2026",
            ),
            None,
        ),
        "digest": (
            mail(
                "digest",
                to=Address(address="wahyuni@kanwil-contoh.example.go.id", name="Wahyuni Lestari"),
                values="2026-0042: Perbaikan jaringan, Budi Prakoso, batas Sel 3/3 08.40 WITA",
                count="1",
            ),
            None,
        ),
        "ledger": (
            mail(
                "ledger",
                to=Address(address="operator@kanwil-contoh.example.go.id", name="Oki Permana"),
                text="65 surel diterima = 9 surat + 55 balasan + 1 disisihkan; surel keluar: 0 mengantre, 1 gagal.",
                problem="Surel percobaan yang dikirim Senin, 2 Maret 2026 pukul 01.00 WITA belum kembali.",
                verdicts="Keaslian pengirim tidak dapat dipastikan pada 12 surel (misalnya 3f2a91bc77aa): ...",
                nobody="77aa3f2a91bc: Gangguan jaringan, “Dengan hormat, kami laporkan …” (surat, perkara 2026-0042)",
                by_number="91bc77aa3f2a, perkara 2026-0042: orang@luar.example, Re: [2026-0042], “Bagaimana kabarnya?”",
                problems="3f2a91bc: (tanpa perihal), Berkas surat.pdf rusak; mohon kirim ulang.",
                values="2026-0042: Perbaikan jaringan, Budi Prakoso, batas Sel 3/3 08.40 WITA",
            ),
            None,
        ),
        "probe": (mail("probe", to=Address(address="layanan-ti@kanwil-contoh.example.go.id")), None),
        "problem": (
            mail(
                "problem",
                to=Address(address="tu@lapas-contoh.example.go.id"),
                problem="Surel berukuran 41,2 MB, melebihi batas 35 MB, dan tidak diunduh. Mohon kirim ulang dalam beberapa "
                "surel yang lebih kecil, atau perkecil ukuran foto dan pindaian.",
                subject="Laporan gangguan jaringan",
            ),
            None,
        ),
        "problem-case": (
            mail(
                "problem",
                to=OPERATOR_ADDRESS,
                problem="Balasan datang dari tamu@lain.example, bukan dari pemegang tugas ini. Tidak ada perkara yang bergerak.",
                subject="Re: [2026-0042 KQ7M-2XP9-RTA4]",
                text="SETUJU",
                sender="tamu@lain.example",
            ),
            repair,
        ),
    }
    return found
