from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from databases import make_older
from pipeline.errors import ConflictError, UnknownCaseError
from pipeline.model import Address, CaseState, Timer
from pipeline.store import Store
from store_samples import NOW, REQUESTER, assignment, case


def test_a_case_comes_back_whole(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_case(case(), letter_key="231|lapas contoh")
    with store.transaction() as tx:
        assert tx.case("2026-0001") == case()
        assert tx.has_case("2026-0001")
        assert not tx.has_case("2026-0002")


def test_letters_of_one_number_may_open_several_cases(store: Store) -> None:
    with store.transaction() as tx:
        for number in range(1, 5):
            tx.add_case(case(f"2026-000{number}"), letter_key="231" if number < 4 else None)
        assert tx.cases_by_letter_key(["231", "232"], limit=2) == {"231": (case("2026-0002"), case("2026-0003"))}


def test_keys_of_an_older_nodis_are_the_letters_numbers(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_case(case())
    make_older(store.url, "0010")
    engine = create_engine(store.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE cases SET letter_key = '231/lapascontoh'"))
    engine.dispose()
    store.prepare()
    with store.transaction() as tx:
        assert tx.cases_by_letter_key(["231"], limit=1) == {"231": (case(),)}
        tx.add_case(case("2026-0002"), letter_key="231")


def test_an_unknown_case_is_named(store: Store) -> None:
    with store.transaction() as tx, pytest.raises(UnknownCaseError, match="2026-0099"):
        tx.case("2026-0099")


def test_the_second_of_two_writers_is_refused(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_case(case())
    with store.transaction() as tx:
        mine = yours = tx.case("2026-0001")
    with store.transaction() as tx:
        stored = tx.save_case(replace(mine, step="6"))
        assert stored.version == 1
    with pytest.raises(ConflictError), store.transaction() as tx:
        tx.save_case(replace(yours, step="4"))
    with store.transaction() as tx:
        assert tx.case("2026-0001") == replace(mine, step="6", version=1)


def test_a_token_counts_until_its_step_is_done(store: Store) -> None:
    first, second = assignment(1), assignment(2, address="lain@kanwil-contoh.example.go.id")
    with store.transaction() as tx:
        tx.add_case(case())
        assert tx.find_assignment(token=first.token) == ("2026-0001", first, True)
        assert tx.find_assignment(code=first.code) == ("2026-0001", first, True)
        assert tx.find_assignment(code="ZZZZ-ZZZZ-ZZZZ") is None
    with store.transaction() as tx:
        stored = tx.save_case(replace(tx.case("2026-0001"), assignments=(second,)))
    with store.transaction() as tx:
        assert tx.find_assignment(token=first.token) == ("2026-0001", first, False)
        assert tx.find_assignment(token=second.token) == ("2026-0001", second, True)
        tx.save_case(replace(stored, assignments=(replace(second, answered=True),), state=CaseState.CLOSED))
        assert tx.find_assignment(token=second.token) == ("2026-0001", replace(second, answered=True), False)


def test_due_timers_come_in_order_of_their_time(store: Store) -> None:
    hour = timedelta(hours=1)
    late, early = Timer(kind="escalation", at=NOW + 3 * hour), Timer(kind="reminder", at=NOW + hour)
    middle, far = Timer(kind="reminder", at=NOW + 2 * hour), Timer(kind="escalation", at=NOW + 9 * hour)
    with store.transaction() as tx:
        tx.add_case(case("2026-0001", timers=(late, early)))
        tx.add_case(case("2026-0002", timers=(far, middle)))
        tx.add_case(case("2026-0003", timers=()))
        assert tx.due(NOW) == []
        assert tx.due(NOW + 3 * hour) == [("2026-0001", early), ("2026-0002", middle), ("2026-0001", late)]
        assert tx.due(NOW + hour) == [("2026-0001", early)]


def test_cases_are_found_by_state_and_by_requester(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_case(case("2026-0001"))
        tx.add_case(case("2026-0002", state=CaseState.CLOSED, assignments=()))
        assert [found.id for found in tx.cases([CaseState.OPEN, CaseState.WAITING])] == ["2026-0001"]
        tx.add_case(case("2026-0003", requester=Address(address="lain@unit.example.go.id")))
        both, before = (REQUESTER, "lain@unit.example.go.id"), NOW - timedelta(days=1)
        newest = tx.newest_cases_of(both, since=before, limit=2)
        assert {to: [found.id for found in cases] for to, cases in newest.items()} == {
            REQUESTER: ["2026-0001", "2026-0002"],
            "lain@unit.example.go.id": ["2026-0003"],
        }
        assert [found.id for found in tx.newest_cases_of(both, since=before, limit=1)[REQUESTER]] == ["2026-0002"]
        assert tx.newest_cases_of(both, since=NOW, limit=5) == {}
