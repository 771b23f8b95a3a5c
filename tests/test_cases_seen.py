"""The list of what went wrong in a real office (`tests/cases/bugs/`): each case is run by one test, and each test named here is there."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
BUGS = TESTS / "cases" / "bugs"
COUNT = 77

# By test what it runs: a case by its folder, or by what the test calls it ("folder = name in the test").
RUN_BY = {
    "reading/test_cases.py::test_a_file_is_read": """
        a07-eml-upper a09-rfc822-base64 a15-data-uri a22-7z b04-cp1252-as-latin1 b10-bidi-phone
        b20-html-bom-utf16-attachment i01-16bit-grey i03-transparent m10-msg-with-pdf m12-msg-octet o02-mht-as-doc
        p01-acroform p02-acroform-noap p03-freetext p04-scan-with-tte-footer p06-xfa p07-portfolio p08-rotate90
        p16b-small-page p27-bad-hidden-layer w02-tracked-insert w03-inline-sdt w07-table-form-sdt-block
        w10-first-page-header w11-scan-in-docx w12-strict-ooxml w16-altchunk w17-table-cell-sdt
    """,
    "reading/test_cases.py::test_a_list_beside_the_letter_is_read": "x01-xlsx-text x13-letter-xls-old",
    "reading/test_cases.py::test_a_moment_is_read": "t03-dash-short t07-last-night t08-half-three",
    "extraction/test_covers.py::test_a_forward_is_read_as_its_writers_letter": """
        f-apple-mail-id=f-* f-outlook-2013-plain=f-* f-outlook-365-web-en=f-* f-outlook-365-web-id=f-*
        f-outlook-desktop-id=f-* f-outlook-exchange-en-noaddr=f-* f-roundcube-id=f-* f-yahoo-en-oneline=f-*
    """,
    "extraction/test_covers.py::test_what_went_wrong_once": """
        f90-outlook-forward-pdf m02-tnef-cp1252-name m04-tnef-body-only w14-nested-table
    """,
    "replies/test_own_words.py::test_clients_that_were_misread": """
        r-gmail-noaddr-rewrapped=gmail-noaddr-rewrapped r-outlook-mac-noaddr-date=outlook-mac-noaddr-date r-spark=spark
        r-yahoo-mobile-id=yahoo-mobile-id
    """,
    "intake/test_unfetchable.py::test_what_the_server_gives_is_given_and_the_rest_named": """
        im1-fetch-no=says_no im2-fetch-nil=gives_nil
    """,
    "intake/test_unfetchable.py::test_dovecot_drops_the_connection_at_a_file_with_a_wrong_size": "im3-dovecot-wrong-size",
    "office/test_people_and_programs.py::test_it_is_told_by_all_that_it_says": """
        a26-letter-with-ics h01-human-bounce-complaint h02-human-urgent-contact h03-human-on-leave h06-human-received
        h07-human-noreply-quote h08-human-ticket-subject h12-human-return-path-empty h13-human-xautoresponse
        h16-human-with-pdf k01-own-google-group k02-noreply-sender k03-dma-bounce k04-empty-from-bounce k12-autoreply-2
    """,
    "office/test_people_and_programs.py::test_a_polite_requester_is_heard": "s10-polite-requester",
    "office/test_people_and_programs.py::test_a_polite_approval_is_one": "s11-polite-holder",
    "office/test_people_and_programs.py::test_an_automatic_answer_of_a_holder_moves_nothing_and_is_not_answered": """
        s12-autoreplies-without-header
    """,
    "office/test_forwards.py::test_each_letter_opens_a_case_of_its_own_and_each_writer_hears_of_his_alone": "a10-two-rfc822",
    "office/test_time_limits.py::test_inspect_gives_a_line_for_each_file": "r02-1500-words-in-to",
    "office/test_duplicates.py::test_a_copier_that_always_writes_the_same_message_id": "s03-message-id-reused",
    "office/test_new_letters_in_threads.py::test_in_the_thread_of_an_ended_case": "s05-new-letter-in-ended-thread",
    "office/test_own_words.py::test_a_form_filled_in_inside_the_quote_is_taken": "s06-filled-in-outlook",
    "office/test_same_names.py::test_the_secret_letter_goes_to_its_holder_alone": "s08-same-name-rahasia",
}  # fmt: skip


def cases() -> list[tuple[str, str, str]]:
    """Case, test, and how the test calls the case."""
    found = []
    for test, named in RUN_BY.items():
        for one in named.split():
            case, _, called = one.partition("=")
            found.append((case, test, called or case))
    return found


def test_each_case_is_run_once() -> None:
    count = Counter(case for case, _, _ in cases())
    assert [case for case, times in count.items() if times > 1] == []
    assert set(count) == {path.name for path in BUGS.iterdir()}
    assert len(count) == COUNT


@pytest.mark.parametrize("case", [path.name for path in sorted(BUGS.iterdir())])
def test_a_case_says_what_is_right_and_has_its_input(case: str) -> None:
    files = {path.name for path in (BUGS / case).iterdir()}
    assert files > {"expected.md"}
    assert "Right: " in (BUGS / case / "expected.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("case", "test", "called"), cases(), ids=[case for case, _, _ in cases()])
def test_the_test_that_runs_a_case_is_there(case: str, test: str, called: str) -> None:
    file, _, function = test.partition("::")
    source = (TESTS / file).read_text(encoding="utf-8")
    functions = {one.name: one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)}
    assert function in functions
    assert called in source, case
    marks = " ".join(ast.unparse(one) for one in functions[function].decorator_list)
    assert not {"skip", "xfail"} & {word.strip("()") for word in marks.replace(".", " ").split()}
