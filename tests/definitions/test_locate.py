"""The line of a key, whatever way TOML lets people write it."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.definitions.locate import Lines, dotted

TEXT = """\
# a comment with [brackets] and = signs
top = 'a # not a comment'   # a comment
[company]
name = "a \\" # [not] a = comment"
site."요금 제" = 1   # dotted and quoted
site.'b.c' = 2
text = \"\"\"
[not.a.section]
key = "not a key" \\
\"\"\"\"
raw = '''
x = ''quoted'' '''
after = 1979-05-27T07:32:00Z
[ "표" . events ]
columns = { id = "x", "이 름" = { deep = [ 1,
   2, ] }, last = true }
list = [
  { event = "watch", where = "a = ']' # }" }, # comment ] }
  # another
  { event = "read", n = [ 1,
    2 ], where = 'b' }
  ,
  [ "nested" ],
]
[[steps]]
name = "one"
[steps.sub]
x = 1
[[steps.parts]]
y = 1
[[steps.parts]]
y = 2
[[steps]]
name = "two"
[steps.sub]
x = 2
"\\uACE0\\t객" = 3
"""

EXPECTED = {
    ("top",): 2,
    ("company",): 3,
    ("company", "name"): 4,
    ("company", "site"): 5,
    ("company", "site", "요금 제"): 5,
    ("company", "site", "b.c"): 6,
    ("company", "text"): 7,
    ("company", "raw"): 11,
    ("company", "after"): 13,
    ("표",): 14,
    ("표", "events"): 14,
    ("표", "events", "columns", "id"): 15,
    ("표", "events", "columns", "이 름", "deep"): 15,
    ("표", "events", "columns", "이 름", "deep", 0): 15,
    ("표", "events", "columns", "이 름", "deep", 1): 16,
    ("표", "events", "columns", "last"): 16,
    ("표", "events", "list"): 17,
    ("표", "events", "list", 0): 18,
    ("표", "events", "list", 0, "where"): 18,
    ("표", "events", "list", 1): 20,
    ("표", "events", "list", 1, "event"): 20,
    ("표", "events", "list", 1, "where"): 21,
    ("표", "events", "list", 2): 23,
    ("표", "events", "list", 2, 0): 23,
    ("steps",): 25,
    ("steps", 0, "name"): 26,
    ("steps", 0, "sub"): 27,
    ("steps", 0, "sub", "x"): 28,
    ("steps", 0, "parts", 0, "y"): 30,
    ("steps", 0, "parts", 1): 31,
    ("steps", 0, "parts", 1, "y"): 32,
    ("steps", 1): 33,
    ("steps", 1, "name"): 34,
    ("steps", 1, "sub", "x"): 36,
    ("steps", 1, "sub", "고\t객"): 37,
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_key_is_found_on_its_line(ends):
    lines = Lines(TEXT.replace("\n", ends))
    assert {path: lines.line(path) for path in EXPECTED} == EXPECTED


def test_the_text_is_toml_and_no_value_is_without_a_line():
    lines = Lines(TEXT)
    paths = list(leaves(tomllib.loads(TEXT)))
    assert len(paths) > 20
    assert all(path in lines._lines for path in paths)


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from leaves(below, (*path, index))
    else:
        yield path


def test_what_is_not_there_is_placed_at_its_section():
    lines = Lines(TEXT)
    assert lines.line(("company", "nothing")) == 3
    assert lines.line(("표", "events", "list", 1, "nothing")) == 20
    assert lines.line(("nothing",)) is None
    assert Lines("").line(("nothing",)) is None


def test_the_example_file():
    text = (Path(__file__).parent / "tenure.example.toml").read_text(encoding="utf-8")
    lines = Lines(text)
    for path in leaves(tomllib.loads(text)):
        key = next(part for part in reversed(path) if isinstance(part, str))
        assert key in text.split("\n")[lines.line(path) - 1], path


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)
hard = st.sampled_from(["#", "[x]", "a = 1", "]", "}", "'", "\\\\", '\\"', "가 나", "", ","])


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_keys_after_any_values_are_found(data):
    """Sections of quoted keys with values full of signs; each key stands on a line of its own."""
    written, expected = [], {}
    for section in data.draw(st.lists(names, min_size=1, max_size=3, unique=True)):
        written.append(f"[{basic(section)}]  # ] comment")
        for key in data.draw(st.lists(names, max_size=4, unique=True)):
            expected[section, key] = len(written) + 1
            value = data.draw(st.lists(hard, max_size=4))
            items = [f'"{item}"' for item in value]
            form = data.draw(st.sampled_from(["text", "array", "lines", "table"]))
            if form == "text":
                written.append(f'{basic(key)} = "{"".join(value)}" # = "')
            elif form == "array":
                written.append(f"{basic(key)} = [{', '.join(items)}]")
            elif form == "table":
                written.append(
                    f"{basic(key)} = {{ {', '.join(f'k{n} = {i}' for n, i in enumerate(items))} }}"
                )
            else:
                written += [f"{basic(key)} = [ # [", *(f"  {item}, # ]" for item in items), "]"]
    text = "\n".join(written)
    tomllib.loads(text)
    lines = Lines(text)
    assert {path: lines.line(path) for path in expected} == expected


def basic(key):
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_paths_are_written_as_people_do():
    assert dotted(("active", "any", 0, "where")) == "active.any[0].where"
    assert dotted(("segments", "큰 고객")) == 'segments."큰 고객"'
    assert dotted(("segments", "고객")) == "segments.고객"
    assert dotted(("a.b", "")) == '"a.b".""'
