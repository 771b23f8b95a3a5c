"""How well letters of a hand are read by models that have not seen it, and how that is counted."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.accuracy.annotated_mails import mail_of, truth_of
from pipeline.accuracy.letters import Judge, Teacher, groups_of, together
from pipeline.accuracy.scoring import Figures, calibration_error, says_the_same
from pipeline.config import default_rules, load_rulebook
from pipeline.reading import Reader
from pipeline.training.annotations import annotated_letters

EXAMPLES = Path(__file__).parents[2] / "examples" / "letters"
TAUGHT, JUDGED = ("A", "K", "M", "P"), "D"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_four_hands_teach_more_than_the_rules_know_of_a_fifth(tmp_path: Path) -> None:
    rulebook = load_rulebook(default_rules())
    for hand in TAUGHT:
        shutil.copy(EXAMPLES / f"{hand}.yaml", tmp_path)
    teacher = Teacher(annotated_letters(tmp_path, rulebook))
    with Reader(1) as reader:
        judge = Judge({JUDGED: EXAMPLES / f"{JUDGED}.yaml"}, rulebook, reader)
        by_rules, taught = judge.figures(JUDGED, None).summary, judge.figures(JUDGED, teacher.without([])).summary
    assert taught["routing"] > by_rules["routing"]
    assert taught["macro_f1"] > by_rules["macro_f1"]
    assert taught["asked_though_said"] < by_rules["asked_though_said"]
    assert taught["touchless"] > by_rules["touchless"]


def letter(**more: Any) -> dict[str, Any]:
    empty = {"form": "email", "requester": {}, "issue": {}, "access": [], "sop": "bandwidth"}
    return {**empty, **more}


def told(kind: str = "letter", **more: Any) -> dict[str, Any]:
    read = {**letter(**more), "route": {"sop": "bandwidth", "score": 0.8}, "missing": more.get("missing", ())}
    return {"kind": kind, "letters": [read] if kind == "letter" else []}


def counted(truth: dict[str, Any], read: dict[str, Any], kind: str = "letter") -> Figures:
    found = Figures()
    found.add({"file": "a.eml", "kind": kind, "letters": [truth] if kind == "letter" else []}, read)
    return found


def test_an_empty_reading_gains_nothing() -> None:
    said = letter(requester={"unit": "Subbag TU"}, issue={"description": "bandwidth aula kurang"})
    found = counted(said, told())
    assert found.summary["left_empty"] == 1.0
    assert found.summary["macro_f1"] < 0.5
    assert found.summary["touchless"] == 1.0  # nothing wrong was said


def test_a_wrong_name_or_a_question_in_vain_takes_a_hand() -> None:
    said = letter(requester={"unit": "Subbag TU", "name": "Budi Santoso"})
    assert counted(said, told(requester={"name": "Pak Budi Santoso"})).touchless == [True]
    assert counted(said, told(requester={"name": "Siti Aminah"})).touchless == [False]
    asked = counted(said, told(missing=["requester.unit"]))
    assert (asked.touchless, asked.asked_though_said) == ([False], [True])


def test_what_the_annotation_leaves_empty_is_wrong_where_it_is_filled() -> None:
    found = counted(letter(), told(requester={"phone": "+6281255501234"}))
    assert found.fields["requester.phone"].false == 1
    assert found.touchless == [False]


def test_a_letter_taken_for_none_counts_in_every_figure() -> None:
    found = counted(letter(requester={"unit": "TU"}), told(kind="unrelated"))
    assert found.kinds == [False]
    assert found.routes == [("bandwidth", False, 0.0)]
    assert found.fields["requester.unit"].missed == 1
    assert counted({}, told(kind="unrelated"), kind="unrelated").summary["kind"] == 1.0


@pytest.mark.parametrize(
    ("path", "wanted", "got", "same"),
    [
        ("requester.phone", "0812-5550-1234", "+6281255501234", True),
        ("requester.name", "Drs. Budi Santoso, M.Si", "Budi Santoso", True),
        ("requester.name", "Budi Santoso", "Budi", False),
        ("requester.unit", "Subbag TU", "Subbag TU Kanim", True),
        ("requester.unit", "TU", "Bidang Tata Usaha dan Keuangan", False),
        ("issue.location", "ruang rapat", "di ruang rapat lantai 2", True),
        ("issue.occurred_at", "2026-03-02", "2026-03-02T09:30:00+07:00", True),
        ("issue.description", "wifi aula mati total sejak pagi", "Wifi aula mati total sejak pagi ini", True),
        ("issue.description", "wifi aula mati total", "printer rusak", False),
    ],
)
def test_values_that_say_the_same(path: str, wanted: str, got: str, *, same: bool) -> None:
    assert says_the_same(path, wanted, got) is same


def test_calibration_is_the_distance_of_what_is_said_from_what_is_so() -> None:
    assert calibration_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == 0.0
    assert calibration_error([(0.95, False)] * 4) == 0.95
    assert calibration_error([]) == 0.0


def test_points_of_rules_are_no_probability_of_a_route() -> None:
    read = told()
    read["letters"][0]["route"]["score"] = 7.5
    assert counted(letter(), read).summary["route_calibration_error"] == 0.0


def test_each_hand_is_left_out_once_and_counted_together() -> None:
    assert sorted(hand for group in groups_of("ABCDEFG", 3) for hand in group) == list("ABCDEFG")
    one = counted(letter(requester={"unit": "TU"}), told(requester={"unit": "TU"}))
    two = counted(letter(requester={"unit": "TU"}), told())
    assert together([one, two]).fields["requester.unit"].missed == 1
    assert len(together([one, two]).kinds) == 2


def test_an_annotated_letter_becomes_the_mail_it_came_in() -> None:
    mail = {"from_name": "TU", "from": "tu@unit.example.go.id", "subject": "surat", "date": "2026-04-02"}
    truth = {
        "kind": "letter",
        "sop": None,
        "number": "B-1",
        "issue": ["wifi", "mati"],
        "occurred_at_by_mail": "2026-04-01",
    }
    row = {"id": "X-1", "channel": "surat", "mail": mail, "cover": "terlampir", "text": "Nomor : B-1\n", "truth": truth}
    made = mail_of(row).decode()
    assert "Date: Thu, 02 Apr 2026" in made
    assert "surat X-1.docx" in made
    shape = truth_of(row)
    assert shape["letters"][0]["number"] == "B-1"
    assert shape["letters"][0]["issue"]["description"] == "wifi mati"
    assert truth_of({**row, "channel": "email"})["letters"][0]["number"] is None
    assert truth_of({**row, "truth": {"kind": "unrelated"}})["letters"] == []
