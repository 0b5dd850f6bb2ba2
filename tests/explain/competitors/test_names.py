import pytest

from tenure.explain.competitors.names import Names

NAMES = Names(
    {"다온세일즈": ("다온", "Daon Sales"), "Brightpipe": (), "Bright": (), "Fernline": ("펀라인",)}
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("다온세일즈로 갈아탔어요.", {"다온세일즈"}),
        ("다온으로 옮겼습니다", {"다온세일즈"}),
        ("다온세일즈로는 부족해서 돌아왔어요", {"다온세일즈"}),
        ("We moved to daon  sales last week.", {"다온세일즈"}),
        ("Brightpipe로 갈아탔어요.", {"Brightpipe"}),
        ("Brightpipe's price is lower.", {"Brightpipe"}),
        ("BRIGHTPIPE!", {"Brightpipe"}),
        ("Brightpipe and Fernline, 둘 다 봤어요", {"Brightpipe", "Fernline"}),
        ("펀라인이랑 다온이랑 비교했어요", {"Fernline", "다온세일즈"}),
    ],
)
def test_names_are_found_with_particles_and_in_any_case(text: str, found: set[str]) -> None:
    assert NAMES.find(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "손님이 다온다고 했어요",
        "정다온 님께 감사드려요",
        "Brightpipes are installed in the office",
        "Fernliner is another thing",
        "다른 회사로 갈아탔어요",
        "",
    ],
)
def test_a_name_inside_another_word_is_none(text: str) -> None:
    """The trap: 다온 is in 다온다고 (comes) and in 정다온 (a person)."""
    assert NAMES.find(text) == set()


def test_the_longest_name_is_taken_and_each_counts_once() -> None:
    assert NAMES.find("Brightpipe, Brightpipe, Brightpipe") == {"Brightpipe"}
    assert NAMES.find("bright idea, but Brightpipe is dearer") == {"Bright", "Brightpipe"}


def test_a_name_written_in_parts_is_the_same_name() -> None:
    """Korean from some keyboards and file systems comes decomposed."""
    from unicodedata import normalize

    assert NAMES.find(normalize("NFD", "다온세일즈로 갈아탔어요")) == {"다온세일즈"}


def test_no_competitor_is_never_found() -> None:
    assert Names({}).find("anything at all") == set()


def test_a_name_with_signs_is_taken_as_written() -> None:
    assert Names({"C++ Cloud (EU)": ()}).find("we use C++ Cloud (EU) now") == {"C++ Cloud (EU)"}


def test_the_first_that_is_named_is_told() -> None:
    assert NAMES.first("다온세일즈로 갈아탔어요") == "다온세일즈"
    assert Names({"Acme": ("Akme",), "Brio": ()}).first("Brio, not akme") == "Brio"
    assert NAMES.first("nobody at all") is None


def test_a_name_without_a_letter_is_none() -> None:
    assert Names({"": ("Brio",), "Acme": ("", " ")}).find("anything at Brio") == set()
