"""Who has no profile of their own is reached all the same: who left, and people of accounts."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from support.contacted import NOW
from support.mail_server import Postbox
from tenure.company.predictions.days import REACH
from tenure_web.messages import outbox
from tenure_web.messages.known import customers_at, rows_of
from tenure_web.messages.models import Delivery

LEFT = {"customer_id": "C77", "name": "한때", "email": "Left@Example.com", "language": "ko"}


def test_who_has_left_gets_their_letter(
    written: Path, put: Callable[..., Delivery], box: Postbox
) -> None:
    _reach(written.parent / "store/profiles/customer/2026-07-01", [LEFT])
    put(77, body='{{ plan | or("요금제") }}')
    assert outbox.deliver(NOW) == {Delivery.State.SENT: 1}
    (mail,) = box.mails
    assert (str(mail["To"]), mail["Subject"]) == ("Left@Example.com", "한때님께")
    assert customers_at(["left@example.COM"]) == ["C77"]


def test_people_of_accounts_have_their_own_name_and_the_accounts_terms(written: Path) -> None:
    day = written.parent / "store/profiles/customer/2026-07-01"
    accounts = written.parent / "store/profiles/account/2026-07-01"
    accounts.parent.mkdir()
    day.rename(accounts)
    own = {
        "unit_id": "A1",
        "account_id": "A1",
        "name": "가온 주식회사",
        "plan": "팀",
        "owner": "kim",
    }
    pq.write_table(pa.Table.from_pylist([own]), accounts / "profiles.parquet")
    _reach(accounts, [LEFT | {"account_id": "A1", "name": None}])
    row = rows_of(["C77"])["C77"]
    told = [row[one] for one in ("email", "name", "plan", "owner")]
    assert told == ["Left@Example.com", None, "팀", "kim"]
    assert rows_of(["A1"])["A1"]["name"] == "가온 주식회사"
    assert rows_of(["nobody"]) == {}


def _reach(day: Path, rows: list[dict[str, str | None]]) -> None:
    pq.write_table(pa.Table.from_pylist(rows), day / REACH)
