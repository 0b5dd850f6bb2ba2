"""Lines that do not fit: quarantined with file, line, reason and text, and nothing else lost."""

import pytest

from tables.support import HEADER

GOOD = "C1,2026-03-01,a\n"
OPEN = "a quote is not closed where its column ends"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("C2,2026-03-02", "2 columns, 3 expected"),
        ("C2", "1 columns, 3 expected"),
        ("C2,2026-03-02,x,y", "4 columns, 3 expected"),
        ("C2,2026-03-02,x,y,z,z", "6 columns, 3 expected"),
        ('C2,2026-03-02,"x" y', OPEN),
        ('C2,2026-03-02,"x', OPEN),
        ('C2,"2026-03-02,x', OPEN),
    ],
)
@pytest.mark.parametrize("before", [0, 1, 3])
def test_a_line_that_does_not_fit_is_kept_with_its_place(company, lines, reason, before):
    text = HEADER + GOOD * before + f"{lines}\n" + GOOD * 3
    found = company({"events.csv": text})
    assert found.malformed() == [("events.csv", before + 2, reason, lines)]
    assert found.column("name") == ["a"] * (before + 3)
    summary = found.summary()
    assert (summary.read, summary.kept, summary.quarantined) == (before + 4, before + 3, 1)


def test_the_report_counts_and_shows_them(company):
    found = company({"events.csv": HEADER + "C2\n" * 5 + GOOD})
    finding = found.findings()["malformed_line", ""]
    assert (finding.severity, finding.count) == ("error", 5)
    assert [sample["line"] for sample in finding.samples] == ["2", "3", "4"]
    assert finding.samples[0]["file"] == "events.csv"


def test_a_broken_quote_does_not_change_how_other_lines_are_read(company):
    """One bad quote among lines whose quotes hold commas: those lines stay whole."""
    quoted = 'C0,2026-03-01,"ok, yes"\n'
    text = HEADER + quoted * 3 + 'C2,2026-03-02,"x\n' + quoted * 3 + GOOD
    found = company({"events.csv": text})
    assert found.column("name") == ["ok, yes"] * 6 + ["a"]
    assert [line for _, line, _, _ in found.malformed()] == [5]


def test_an_open_quote_swallows_neither_many_lines_nor_other_broken_ones(company):
    many = 30_000
    text = HEADER + 'C2,2026-03-02,"x\n' + GOOD * many + 'C3,2026-03-03,"y\n' + GOOD * many
    found = company({"events.csv": text})
    assert found.malformed() == [
        ("events.csv", 2, OPEN, 'C2,2026-03-02,"x'),
        ("events.csv", many + 3, OPEN, 'C3,2026-03-03,"y'),
    ]
    assert found.summary().kept == 2 * many


def test_an_open_quote_at_the_end_of_the_file(company):
    found = company({"events.csv": HEADER + GOOD + 'C2,2026-03-02,"x'})
    assert [line for _, line, _, _ in found.malformed()] == [3]
    assert found.summary().kept == 1


def test_values_over_several_lines_survive_beside_a_broken_quote(company):
    text = HEADER + 'C0,2026-03-01,"one\ntwo, ""three"""\n' + 'C2,2026-03-02,"x\n' + GOOD
    found = company({"events.csv": text})
    assert found.column("name") == ['one\ntwo, "three"', "a"]
    assert [line for _, line, _, _ in found.malformed()] == [4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(company, end):
    """Values over several lines and empty lines count; the engine's records would not."""
    text = HEADER + 'C0,2026-03-01,"one\ntwo"\nC2\n\n\nC3,1,2,3\n' + GOOD + "C4\n"
    found = company({"events.csv": text.replace("\n", end)})
    assert [line for _, line, _, _ in found.malformed()] == [4, 7, 9]
    assert [text for *_, text in found.malformed()] == ["C2", "C3,1,2,3", "C4"]


def test_when_no_line_fits_nothing_is_kept_and_nothing_is_lost(company):
    found = company({"events.csv": HEADER + "C2,2026-03-02,x,y\n" * 4})
    summary = found.summary()
    assert (summary.read, summary.kept, summary.quarantined) == (4, 0, 4)


def test_a_total_at_the_end_is_no_row(company):
    found = company({"events.csv": HEADER + GOOD * 3 + "Total,3\n"})
    assert [text for *_, text in found.malformed()] == ["Total,3"]


def test_an_empty_column_at_the_end_of_every_line_is_ignored(company):
    found = company({"events.csv": HEADER + "C1,2026-03-01,a,\n" * 3})
    assert found.summary().kept == 3


def test_a_byte_zero_within_a_value_is_kept(company):
    found = company({"events.csv": HEADER + "C1,2026-03-01,a\0b\n"})
    assert found.column("name") == ["a\0b"]


def test_what_is_kept_has_its_place_in_the_source(company):
    text = HEADER + "C1,2026-03-01,a\nC2,soon,b\n,2026-03-01,c\nC4,2026-03-01,d\n"
    found = company({"events.csv": text})
    places = [(row["file"], row["row"], row["reason"]) for row in found.quarantine()]
    assert places == [
        ("events.csv", 1, "occurred_at cannot be read"),
        ("events.csv", 2, "no customer_id"),
    ]
    assert found.quarantine()[0]["occurred_at"] == "soon"
    assert found.findings()["unreadable_required", "occurred_at"].samples[0]["row"] == "2"
