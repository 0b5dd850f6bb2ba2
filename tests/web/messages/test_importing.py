"""Consents of another system: kept with their time, and nobody is subscribed again by a file."""

from datetime import UTC, datetime
from typing import Any

from tenure_web.messages import consents, persons
from tenure_web.messages.consents import Said
from tenure_web.messages.importing import bring
from tenure_web.messages.models import Consent

HEAD = "customer_id,purpose,channel,given,at,source,wording"
YES = "C1,marketing,email,yes,2026-05-01T09:00:00+09:00,가입,소식을 받겠습니다"
NO = "C1,marketing,email,no,2026-06-01T09:00:00+09:00,고객센터,"


def stands() -> str:
    return consents.stands(persons.person_of("C1"), "marketing", "email")


def test_lines_are_kept_with_time_source_and_wording_and_once(bounded: Any) -> None:
    bounded()
    assert bring([HEAD, YES], None) == {"kept": 1}
    assert bring([HEAD, YES], None) == {"known": 1}
    line = Consent.objects.get()
    assert line.at == datetime(2026, 5, 1, tzinfo=UTC)
    assert (line.source, line.wording) == ("가입", "소식을 받겠습니다")


def test_a_file_never_subscribes_again_however_new_it_is(bounded: Any) -> None:
    bounded()
    assert bring([HEAD, YES, NO], None) == {"kept": 2}
    newer = YES.replace("2026-05", "2027-05")
    assert bring([HEAD, newer], None) == {"resubscribes": 1}
    assert stands() == "withdrawn"


def test_a_no_of_everything_is_not_undone_for_one_thing(bounded: Any) -> None:
    bounded()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    consents.write("C1", Said("all", "all", False, "preference_page", now))
    assert bring([HEAD, YES], None) == {"resubscribes": 1}


def test_an_old_no_does_not_undo_a_newer_yes(bounded: Any) -> None:
    bounded()
    now = datetime(2026, 7, 1, tzinfo=UTC)
    consents.write("C1", Said("marketing", "email", True, "preference_page", now))
    assert bring([HEAD, NO], None) == {"known": 1}
    assert stands() == "given"


def test_wrong_lines_and_erased_customers_are_counted(bounded: Any) -> None:
    bounded()
    persons.erase("C1", datetime(2026, 1, 1, tzinfo=UTC))
    wrong = [
        "C2,all,email,yes,2026-05-01,,",
        "C2,marketing,fax,yes,2026-05-01,,",
        "C2,marketing,email,maybe,2026-05-01,,",
        "C2,marketing,email,yes,yesterday,,",
        ",marketing,email,yes,2026-05-01,,",
        "C2,marketing",
    ]
    assert bring([HEAD, YES, *wrong], None) == {"erased": 1, "wrong": 6}
    assert not Consent.objects.exists()
