from collections.abc import Callable
from datetime import date

from support.reading_html import Node, read_html
from support.reported_companies import company
from tenure.report import ReportData, TableSummary, render


def section(text: str) -> Node:
    (found,) = [s for s in read_html(text).all("section") if s.attributes["id"] == "quality"]
    return found


def test_findings_are_grouped_the_gravest_first(page: Callable[[str, str], str]) -> None:
    quality = section(page("plain", "en"))
    assert [h.text for h in quality.all("h3")] == ["2 errors", "1 warning", "1 remark"]
    first = next(quality.all("li"))
    assert first.text.startswith("events Dates after the last day observed 213 rows, <0.01%")
    assert "What is done: The rows are set aside." in first.text


def test_each_table_shows_that_its_rows_add_up(page: Callable[[str, str], str]) -> None:
    table = next(section(page("plain", "en")).all("table"))
    body = [[cell.text for cell in row.all("td", "th")] for row in table.all("tr")][1:]
    assert [row[0] for row in body] == ["customers", "subscriptions", "events", "changes"]
    assert body[2][1:5] == ["10,482,117", "10,481,904", "213", "<0.01%"]
    assert body[3][4] == "– cannot be stated"


def test_samples_keep_every_column_that_any_of_them_has(page: Callable[[str, str], str]) -> None:
    samples = next(t for t in section(page("plain", "ko")).all("table") if "samples" in t.classes())
    rows = [[cell.text for cell in row.all("th", "td")] for row in samples.all("tr")]
    assert rows[0] == ["행", "subscription_id", "started_at", "plan"]
    assert rows[1] == ["118", "S-0042", "2024-02-30", ""]
    assert rows[3] == ["2208", "<b>S</b>", "", "팀"]


def test_a_clean_table_is_said_to_be_clean() -> None:
    tables = [TableSummary("customers", 10, 10, 0, date(2025, 1, 1), date(2025, 1, 9))]
    text = render(ReportData("Lumen", date(2025, 1, 9), [], tables=tables))
    assert "No problems were found." in section(text).text


def test_without_tables_and_findings_there_is_no_section() -> None:
    text = render(ReportData("Lumen", date(2025, 1, 9), []))
    assert 'id="quality"' not in text
    assert company().quality
