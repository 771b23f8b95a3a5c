"""The life of an office's own models: kept, read by, left, erased, backed up, outdated."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from office_folder import TRUST, answer, make_office, put, sent, typed_letter, with_verdict
from pipeline import keeping, service
from pipeline.accuracy.scoring import Figures
from pipeline.cli.main import app
from pipeline.config import pack_letter_models, shipped_letter_models
from pipeline.errors import UsageError
from pipeline.inspection import bare_mail
from pipeline.model import Part
from pipeline.office import UPGRADED, ModelsInUse, erase_due, look_at, model_in_use, teach_anew
from pipeline.store import ModelState, Store, own_models
from pipeline.tagging import Passage
from pipeline.teaching import lessons
from pipeline.teaching.by_itself import Lessons
from pipeline.teaching.own_letters import OwnLetter
from pipeline.teaching.trial import Read, Trial
from pipeline.teaching.trials import FOLDS, Lesson, folds
from pipeline.training.annotations import AnnotatedLetter

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
CASE = "2026-0001"
SENDER = "kantor tu@lapas-contoh.example.go.id"
GAIN, LOSE = "own letters gain", "own letters do not gain"
PHONE = ("2026-0001", "requester.phone")
Teach = Callable[[str], lessons.Outcome]


@pytest.fixture(scope="module")
def packed() -> bytes:
    return pack_letter_models(shipped_letter_models())


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """An office with one case, all of which the operator has confirmed, and which has ended."""
    made = make_office(tmp_path, extra=TRUST + "[retention]\ncase = 365\n")
    put(tmp_path, "surat", with_verdict(typed_letter(), "pass"))
    with service.open_service(made, now=NOW) as running:
        running.run_once()
        (thanks,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "acknowledgement"]
        put(tmp_path, "cabut", with_verdict(answer(thanks, "CABUT"), "pass"))
        running.clock.frozen = NOW + timedelta(minutes=5)
        running.run_once()
        look_at([CASE], store=running.store, now=NOW, right=True, whole=True)
    return made


@pytest.fixture
def teach(config: Path, packed: bytes, monkeypatch: pytest.MonkeyPatch) -> Teach:
    """A lesson whose trial is decided beforehand: training takes minutes, and is tested by itself."""
    monkeypatch.setattr(lessons, "FEW", 1)

    def lesson(own: str) -> lessons.Outcome:
        def tried(given: Lesson) -> Trial:
            assert [(one.case, one.annotated.hand) for one in given.own] == [(CASE, SENDER)]
            return Trial(
                hands=(Figures(), Figures()),
                own=({PHONE: Read.WRONG}, {PHONE: Read.RIGHT if own == GAIN else Read.MISSED}),
                models=packed,
            )

        monkeypatch.setattr(lessons, "try_lesson", tried)
        return lessons.teach(config, now=NOW)

    return lesson


def in_use(config: Path) -> int | None:
    with service.open_store(config) as store, store.reading() as tx:
        mine = model_in_use(tx)
        return mine.id if mine else None


def reads_by_shipped(store: Store) -> bool:
    return ModelsInUse(store).now() is shipped_letter_models()


@pytest.mark.slow
def test_a_running_service_takes_new_models_over_with_the_next_mail(config: Path, teach: Teach) -> None:
    with service.open_service(config, now=NOW + timedelta(minutes=10)) as running:
        services = running.office.services
        assert services.letter_models() is shipped_letter_models()
        told = teach(GAIN)
        assert (told.letters, told.routes, told.verdict and told.verdict.keeps) == (1, 1, True)
        own = services.letter_models()
        assert own is not shipped_letter_models()
        assert services.letter_models() is own, "unpacked once"
        put(config.parent, "surat-2", with_verdict(typed_letter(2), "pass"))
        running.run_once()
        with running.store.reading() as tx:
            assert [case.sop for case in tx.cases()] == ["gangguan-jaringan"] * 2
        lessons.go_back(config, now=NOW)
        assert services.letter_models() is shipped_letter_models()


@pytest.mark.slow
def test_what_is_refused_is_not_read_by(config: Path, teach: Teach) -> None:
    told = teach(LOSE)
    assert told.verdict
    assert not told.verdict.keeps
    with service.open_store(config) as store, store.reading() as tx:
        assert [(one.state, one.sha256) for one in own_models(tx)] == [(ModelState.REFUSED, None)]
        assert reads_by_shipped(store)


@pytest.mark.slow
def test_back_goes_one_step_after_the_other_to_the_shipped_ones(config: Path, teach: Teach) -> None:
    for expected in (1, 2):
        teach(GAIN)
        assert in_use(config) == expected
    teach(LOSE)
    assert in_use(config) == 2, "what is refused takes nobody's place"
    before = lessons.go_back(config, now=NOW)
    assert before
    assert before.id == in_use(config) == 1
    assert lessons.go_back(config, now=NOW) is None
    assert in_use(config) is None
    with pytest.raises(UsageError, match="model bawaan"):
        lessons.go_back(config, now=NOW)


@pytest.mark.slow
def test_models_go_with_what_taught_them(config: Path, teach: Teach) -> None:
    teach(GAIN)
    with service.open_service(config, now=NOW + timedelta(days=400)) as running:
        with running.store.reading() as tx:
            (model,) = own_models(tx)
        assert model.sha256
        for path in (config.parent / "data").rglob("*"):
            os.utime(path, (time.time() - 7200, time.time() - 7200))  # files are kept for an hour after they were put
        erase_due(running.office.services)
        assert not running.store.files.has(model.sha256)
        assert reads_by_shipped(running.store)
        with running.store.reading() as tx:
            assert own_models(tx)[0].cases == ()
            assert "dihapus" in teach_anew(tx)
        assert running.store.verify() == ()
    assert lessons.teach(config, now=NOW + timedelta(days=400)).letters == 0
    with service.open_store(config) as store, store.reading() as tx:
        assert teach_anew(tx) == "", "there is nothing left to learn from"


@pytest.mark.slow
def test_nothing_past_its_retention_teaches_even_before_it_is_erased(config: Path) -> None:
    assert lessons.stock_of(config, now=NOW + timedelta(days=364)).letters == 1
    assert lessons.stock_of(config, now=NOW + timedelta(days=400)).letters == 0


@pytest.mark.slow
def test_examples_and_models_are_in_the_backup(
    config: Path, teach: Teach, tmp_path_factory: pytest.TempPathFactory
) -> None:
    teach(GAIN)
    folder = tmp_path_factory.mktemp("cadangan")
    made = keeping.back_up_office(config, folder, at=datetime.now(UTC))
    other = make_office(tmp_path_factory.mktemp("kantor-lain"), extra=TRUST)
    keeping.restore_office(other, made)
    assert in_use(other) == 1
    with service.open_store(other) as store:
        assert not reads_by_shipped(store)
    assert lessons.stock_of(other, now=NOW).letters == 1


@pytest.mark.slow
def test_after_an_upgrade_they_are_taught_anew(config: Path, teach: Teach, monkeypatch: pytest.MonkeyPatch) -> None:
    teach(GAIN)
    for place in ("pipeline.office.models_in_use", "pipeline.teaching.lessons"):
        monkeypatch.setattr(f"{place}.shipped_digest", lambda: "of another nodis")
    with service.open_service(config) as running:
        assert reads_by_shipped(running.store)
        with running.store.reading() as tx:
            assert teach_anew(tx) == UPGRADED
        monkeypatch.setattr("pipeline.teaching.by_itself.COMMAND", ("-c", "import time; time.sleep(0)"))
        with closing(Lessons(running, config)) as clock:
            assert clock.look()
            assert not clock.look(), "once a day"
    assert "Model sendiri perlu dilatih ulang" in CliRunner().invoke(app, ["status", "--config", str(config)]).output
    teach(GAIN)
    assert in_use(config) == 2
    with service.open_store(config) as store, store.reading() as tx:
        assert teach_anew(tx) == ""


@pytest.mark.slow
def test_damaged_models_hold_up_no_mail(config: Path, teach: Teach) -> None:
    teach(GAIN)
    with service.open_store(config) as store:
        with store.reading() as tx:
            (model,) = own_models(tx)
        path = next((config.parent / "data").rglob(f"*{model.sha256}*"))
        path.chmod(0o600)
        path.write_bytes(b"rusak")
        assert reads_by_shipped(store)


def own_letter(case: str, sender: str) -> OwnLetter:
    passage = Passage(text="", form="email")
    annotated = AnnotatedLetter(id=case, hand=sender, passage=passage, truth={"kind": "letter"}, known=frozenset())
    mail = bare_mail(Part(name="a.txt", content_type="text/plain", content=b""), case)
    return OwnLetter(case=case, annotated=annotated, mail=mail, documents=(), full_text="", known={})


@pytest.mark.parametrize("senders", [1, 2, 3, 20], ids="of {} senders".format)
def test_each_own_letter_is_left_out_once_with_those_of_its_sender(senders: int) -> None:
    own = [own_letter(str(place), f"unit {place % senders}") for place in range(20)]
    groups = folds(own)
    assert sorted(int(one.case) for group in groups for one in group) == list(range(20))
    assert len(groups) == (FOLDS if senders == 1 else min(FOLDS, senders))
    assert all(len(group) < len(own) for group in groups), "some are left to teach"
    if senders > 1:
        hands = [{one.annotated.hand for one in group} for group in groups]
        assert sum(map(len, hands)) == len(set().union(*hands))
