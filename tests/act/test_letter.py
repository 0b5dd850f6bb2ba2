"""Letters: values by kind, fallbacks, particles; nothing missing or foreign goes out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.act.letter import LetterError, as_html, fill, read, variables


def show(kind: str, value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def test_values_stand_where_they_are_named() -> None:
    letter = fill(
        "{{name}}, your plan",
        "Dear {{ name }},\n{{ plan }} renews on {{ renewal_date }}.",
        {"name": "Hana", "plan": "Pro", "renewal_date": date(2026, 3, 1)},
        show,
    )
    assert letter.subject == "Hana, your plan"
    assert letter.text == "Dear Hana,\nPro renews on 2026-03-01."
    assert letter.missing == ()


@pytest.mark.parametrize(
    ("plan", "said"), [("프로", "프로를"), ("기본", "기본을"), ("Team", "Team을"), ("7", "7을")]
)
def test_particles_follow_the_last_sound(plan: str, said: str) -> None:
    assert fill("", "{{ plan | 을/를 }} 씁니다", {"plan": plan}, show).text == f"{said} 씁니다"


def test_a_fallback_takes_the_particle_too() -> None:
    text = '{{ name | or("고객님") | 은/는 }}'
    assert fill("", text, {}, show).text == "고객님은"
    assert fill("", text, {"name": "이나"}, show).text == "이나는"


@pytest.mark.parametrize("nothing", [None, "", "  ", "None", "nan", "NULL", float("nan")])
def test_what_is_nothing_is_missing_and_never_written(nothing: object) -> None:
    letter = fill("{{ name }}", "Dear {{ name }} of {{ plan }}", {"name": nothing}, show)
    assert letter.missing == ("name", "plan")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ nam }}", "did you mean name"),
        ("{{ name.__class__ }}", "no variable"),
        ("{{ name() }}", "no variable"),
        ("{{ 7*7 }}", "no variable"),
        ("{{ name | upper }}", "cannot follow"),
        ('{{ name | or("a") | or("b") }}', "cannot follow"),
        ("{{ name | 을/를 | 은/는 }}", "cannot follow"),
        ("{{ name | or(plan) }}", "cannot follow"),
        ("Dear {{ name", "stands alone"),
        ("Dear name }}", "stands alone"),
        ("{% for one in all %}", "stands alone"),
        ("{{ }}", "no variable"),
    ],
)
def test_what_is_not_in_the_language_is_told_before_anything_is_sent(text: str, says: str) -> None:
    with pytest.raises(LetterError, match=says):
        read(text)


def test_a_value_is_never_read_as_a_template_and_a_subject_stays_one_line() -> None:
    letter = fill("Hi {{ name }}", "{{ name }}", {"name": "{{ plan }}\r\nBcc: x@y.z"}, show)
    assert letter.subject == "Hi {{ plan }} Bcc: x@y.z"
    assert letter.text == "{{ plan }}\r\nBcc: x@y.z"


def test_html_escapes_and_links() -> None:
    said = as_html('<b>&"\nhttps://a.example/?x=1&y=2.\n\nsecond', "ko")
    assert (
        '<p>&lt;b&gt;&amp;&quot;<br>\n<a href="https://a.example/?x=1&amp;y=2">'
        "https://a.example/?x=1&amp;y=2</a>.</p><p>second</p>" in said
    )
    assert '<html lang="ko">' in said
    assert "<img" not in said


def test_links_lead_where_they_are_told_to() -> None:
    said = as_html("see https://a.example/x", "en", follow=lambda one: "https://t/?u", pixel="p")
    assert '<a href="https://t/?u">https://a.example/x</a>' in said
    assert '<img src="p" width="1" height="1" alt="">' in said


def test_which_variables_are_named() -> None:
    assert variables('{{ name | or("x") }} {{plan}} {{name}}') == {"name", "plan"}


@given(st.text(max_size=60))
def test_any_value_is_said_whole_and_safe_in_html(value: str) -> None:
    letter = fill("", "[{{ name | or('-') }}]", {"name": value}, show)
    assert letter.text in (f"[{value}]", "[-]")
    assert "<script" not in as_html(letter.text, "en")


@given(st.text(alphabet="{}|% name()or\"'", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parts = read(text)
    except LetterError:
        return
    assert all(isinstance(one, str) or one.name in ("name",) for one in parts)
