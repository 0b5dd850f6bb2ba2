"""The main job on real data, from start to end, against figures known from elsewhere."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tenure.company import Company
from tenure.definitions import Definitions, loads
from tenure.errors import MetricError
from tenure.pipeline import SavedRun, load_run, run
from tenure.tables.findings import Finding

HERE = Path(__file__).parent
DATA = HERE.parents[1].parent / "shared" / "data"
NOW = datetime(2026, 8, 1, tzinfo=UTC)


def definitions(name: str, folder: Path, *, predicts: bool = False) -> Definitions:
    """Read a company's definitions, with its data where they lie and its store in `folder`."""
    if not DATA.is_dir():
        message = f"the data sets are not there: {DATA.name} beside the repository's folder"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    text = (HERE / name / "tenure.toml").read_text("utf-8")
    text = text.replace("../../../../shared/data", DATA.as_posix())
    if not predicts:
        head, off = "[prediction]\n", "enabled = false\n"
        text = text.replace(head, head + off) if head in text else f"{text}\n{head}{off}"
    return loads(text, source=f"{name}/tenure.toml", folder=folder)


def finished(name: str, folder: Path, *, predicts: bool = False) -> SavedRun:
    """Run the whole job and read back what it published."""
    done = run(definitions(name, folder, predicts=predicts), now=NOW)
    saved = load_run(done.folder)
    assert (done.folder / "report.html").stat().st_size > 10_000
    for table in saved.summaries:
        assert table.read == table.kept + table.quarantined
    return saved


def finding(saved: SavedRun, code: str, column: str | None = None) -> Finding:
    """Return the one finding of a code (and column)."""
    (found,) = (one for one in saved.findings if one.code == code and column in (None, one.column))
    return found


@pytest.mark.long
def test_online_retail(tmp_path: Path) -> None:
    saved = finished("online_retail", tmp_path)
    (orders,) = saved.summaries
    assert orders.read == 541_909
    assert finding(saved, "missing", "customer_id").count == orders.quarantined == 135_080
    assert finding(saved, "cancellation").count == 9_288
    assert orders.amount_read == pytest.approx(9_747_747.93, abs=0.005)
    assert orders.amount_kept + orders.amount_quarantined == pytest.approx(orders.amount_read)
    assert (orders.first, orders.last) == ("2010-12-01", "2011-12-09")
    answered = {one.metric for one in saved.results}
    assert {"attrition", "retention", "lifecycle", "repeat-purchase", "rfm"} <= answered
    assert not saved.skipped


def test_ravenstack(tmp_path: Path) -> None:
    saved = finished("ravenstack", tmp_path)
    early = finding(saved, "before_start", "subscription_id")
    assert early.count == 19_128
    assert early.share == pytest.approx(0.765, abs=0.001)
    assert finding(saved, "duplicate_key", "event_id").count == 21
    read = {table.table: (table.read, table.first) for table in saved.summaries}
    assert read["accounts"] == (500, "2023-01-02")
    assert read["subscriptions"] == (5_000, "2023-01-09")
    answered = {one.metric for one in saved.results}
    assert {"attrition", "retention", "mrr", "logos", "service", "expiring"} <= answered
    (skipped,) = saved.skipped
    assert skipped["what"] == "explain: drivers"
    assert "too few customers left" in skipped["why"]


def test_telco_snapshot(tmp_path: Path) -> None:
    saved = finished("telco", tmp_path, predicts=True)
    attrition = [one for one in saved.results if one.metric == "attrition"]
    (whole,) = (one.rows for one in attrition if not one.options["by"])
    assert (whole[0]["at_start"], whole[0]["lost"]) == (7_043, 1_869)
    assert whole[0]["period_start"] is None
    assert [one["what"].split()[0] for one in saved.skipped] == ["retention"]
    assert "snapshot" in saved.skipped[0]["why"]
    with Company(definitions("telco", tmp_path, predicts=True), today=NOW.date()) as company:
        by = {row["Contract"]: row["lost"] for row in company.attrition(by="Contract").rows}
        with pytest.raises(MetricError, match="snapshot"):
            company.retention()
    assert by == {"Month-to-month": 1_655, "One year": 166, "Two year": 48}


@pytest.mark.long
def test_cdnow_fixed_width_text(tmp_path: Path) -> None:
    saved = finished("cdnow", tmp_path)
    (orders,) = saved.summaries
    assert (orders.read, orders.kept) == (69_659, 69_659)
    assert orders.amount_read == pytest.approx(2_500_315.63, abs=0.005)
    (triangle,) = (
        one.rows
        for one in saved.results
        if one.metric == "retention"
        and one.options["period"] == "month"
        and one.options["mode"] == "exact"
    )
    sizes = {row["cohort"]: row["size"] for row in triangle}
    assert sum(sizes.values()) == 23_570


def test_mrr_playbook_against_sets(tmp_path: Path) -> None:
    """Three months by another way: who holds a contract at each month's first instant."""
    company = definitions("mrr_playbook", tmp_path)
    lines = (DATA / "mrr_playbook" / "subscription_periods.csv").read_text("utf-8").split()[1:]
    terms = [line.split(",")[1:4] for line in lines]

    def there(day: str) -> set[str]:
        return {who for who, start, end in terms if start < day <= end}

    with Company(company, today=NOW.date()) as opened:
        rows = {str(row["period_start"]): row for row in opened.attrition().rows}
    for start, end in [
        ("2018-11-01", "2018-12-01"),
        ("2019-02-01", "2019-03-01"),
        ("2019-06-01", "2019-07-01"),
    ]:
        row = rows[start]
        assert row["at_start"] == len(there(start))
        assert row["lost"] == len(there(start) - there(end))
        assert row["at_end"] == len(there(end))
