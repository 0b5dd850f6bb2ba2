import gzip

import pytest

from tenure.draft import text
from tenure.draft.text import first_line, layout
from tenure.errors import SourceError


def test_fixed_columns_are_found_where_every_line_has_a_space(tmp_path):
    """The header does not stand above its columns; wider numbers grow to the left."""
    file = tmp_path / "sales.txt"
    file.write_text(
        " customer_id  date number  value\n"
        " 00001 19970101  1   11.77\n"
        " 00002 19970112 12    9.00\n"
        " 00002 19970214  5  177.00\n"
    )
    found = layout(file, tmp_path, "csv")
    assert found.skip_rows == 1
    assert found.fixed == {
        "customer_id": (2, 6),
        "date": (8, 15),
        "number": (16, 18),
        "value": (19, 46),
    }


def test_fixed_columns_without_a_header_get_numbers(tmp_path):
    file = tmp_path / "sales.txt"
    file.write_text(" 00001 19970101 1\n 00002 19970112 2\n")
    found = layout(file, tmp_path, "csv")
    assert (found.skip_rows, found.named) == (0, False)
    assert list(found.fixed) == ["column1", "column2", "column3"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("1,2024-01-01,5\n2,2024-01-02,6\n", "no_header"),
        ("one two\nthree four five\nsix\n", "ragged"),
    ],
)
def test_what_cannot_be_read_has_a_reason(tmp_path, content, problem):
    file = tmp_path / "a.csv"
    file.write_text(content)
    assert layout(file, tmp_path, "csv").problem == problem


def test_lines_above_the_header_are_counted(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("고객 현황\n\nid,day,plan\n1,2024-01-01,a\n2,2024-01-02,b\n", "cp949")
    found = layout(file, tmp_path, "csv")
    assert (found.separator, found.skip_rows) == (",", 2)


def test_commas_within_values_do_not_hide_the_header(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text('id,text\n1,"one, two, three"\n2,"four, five, six"\n')
    assert layout(file, tmp_path, "csv").skip_rows == 0


def test_only_the_head_of_a_large_file_is_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "_LIMIT", 100)
    file = tmp_path / "a.csv.gz"
    with gzip.open(file, "wt", encoding="cp949") as stream:
        stream.write("고객번호,금액\n" + "".join(f"{n},{n}\n" for n in range(1000)))
    found = layout(file, tmp_path / "copies", "csv")
    assert not found.whole
    head = found.sample.read_text("utf-8").splitlines()
    assert head[0] == "고객번호,금액"
    assert head[-1].count(",") == 1
    assert len(head) < 100


def test_a_damaged_file_says_so(tmp_path):
    file = tmp_path / "a.csv.gz"
    file.write_bytes(gzip.compress(b"id,day\n1,2024-01-01\n" * 1000, mtime=0)[:40])
    with pytest.raises(SourceError, match="damaged or cut off"):
        first_line(file)
