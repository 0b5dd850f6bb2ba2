import os
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from support.reading_html import Node, read_html
from support.reported_companies import HOSTILE, company, unfinished
from tenure.errors import TenureError
from tenure.report import ReportData, render, write

Page = Callable[[str, str], str]
every_page = pytest.mark.parametrize(
    ("name", "language"),
    [(name, lang) for name in ("plain", "hard", "unfinished", "snapshot") for lang in ("en", "ko")],
)


def policy(page: Node) -> str:
    (meta,) = [m for m in page.all("meta") if "http-equiv" in m.attributes]
    return meta.attributes["content"]


@every_page
def test_nothing_runs_and_nothing_is_fetched(page: Page, name: str, language: str) -> None:
    text = page(name, language)
    tree = read_html(text)
    assert not list(tree.all("script", "iframe", "object", "embed", "link", "img", "base", "form"))
    assert "://" not in text
    for node in tree.all():
        assert not [key for key in node.attributes if key.startswith("on")]
        assert "style" not in node.attributes
        assert "src" not in node.attributes
        assert node.attributes.get("href", "#").startswith("#")


@every_page
def test_the_policy_allows_the_one_style_and_nothing_else(
    page: Page, name: str, language: str
) -> None:
    tree = read_html(page(name, language))
    (style,) = tree.all("style")
    (css,) = style.children
    digest = b64encode(sha256(str(css).encode()).digest()).decode()
    assert policy(tree).split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    assert "url(" not in str(css)
    assert "@import" not in str(css)


@every_page
def test_ids_are_unique_and_every_reference_arrives(page: Page, name: str, language: str) -> None:
    text = page(name, language)
    tree = read_html(text)
    ids = [node.attributes["id"] for node in tree.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    wanted = {a.attributes["href"][1:] for a in tree.all("a")}
    wanted |= {
        n.attributes["aria-labelledby"] for n in tree.all() if "aria-labelledby" in n.attributes
    }
    wanted |= set(re.findall(r"url\(#([^)]+)\)", text))
    assert "quality" in wanted or name in ("unfinished", "snapshot")
    assert wanted <= set(ids)


@every_page
def test_tables_have_captions_and_headings_with_a_scope(
    page: Page, name: str, language: str
) -> None:
    for table in read_html(page(name, language)).all("table"):
        (caption,) = table.all("caption")
        assert caption.text
        assert all(th.attributes["scope"] in ("col", "row") for th in table.all("th"))
        heads = [th for th in table.all("th") if th.attributes["scope"] == "col"]
        for row in [row for body in table.all("tbody") for row in body.all("tr")]:
            assert len(list(row.all("td", "th"))) == len(heads)


@every_page
def test_pictures_are_named_and_numbers_follow(page: Page, name: str, language: str) -> None:
    tree = read_html(page(name, language))
    for svg in tree.all("svg"):
        assert svg.attributes["role"] == "img"
        assert svg.attributes["aria-label"]
    for part in tree.all("article"):
        if list(part.all("figure")):
            assert list(part.all("table"))


@every_page
def test_headings_do_not_skip_a_level(page: Page, name: str, language: str) -> None:
    levels = [int(h.tag[1]) for h in read_html(page(name, language)).all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@every_page
def test_the_page_speaks_one_language(page: Page, name: str, language: str) -> None:
    tree = read_html(page(name, language))
    (html,) = tree.all("html")
    assert html.attributes["lang"] == language
    nav = " ".join(node.text for node in tree.all("nav"))
    assert bool(re.search("[가-힣]", nav)) == (language == "ko")
    assert ("How to read" in nav) == (language == "en")


def test_every_result_shows_its_definition_and_its_sql(page: Page) -> None:
    data = company("en")
    articles = list(read_html(page("plain", "en")).all("article"))
    assert len(articles) == len(data.results)
    for article in articles:
        (fold,) = [d for d in article.all("details") if "sql" in d.classes()]
        (code,) = fold.all("code")
        assert code.text.startswith("SELECT p.period_start")
        assert "'<free & trial>'" in code.text
        assert data.results[0].definition in fold.text or data.results[3].definition in fold.text


def test_hostile_names_are_text_everywhere(page: Page) -> None:
    text = page("hard", "en")
    assert "<script" not in text
    tree = read_html(text)
    (title,) = tree.all("title")
    assert title.text.startswith(HOSTILE)
    (h1,) = tree.all("h1")
    assert h1.text == HOSTILE
    assert HOSTILE in next(tree.all("dt")).text
    samples = [t for t in tree.all("table") if "samples" in t.classes()]
    assert HOSTILE in samples[0].text


def test_what_cannot_be_computed_says_why(page: Page) -> None:
    (section,) = [
        node
        for node in read_html(page("plain", "en")).all("section")
        if node.attributes.get("id") == "skipped"
    ]
    assert "Revenue churn, GRR, NRR" in section.text
    assert "subscriptions has no mrr" in section.text


def test_an_unfinished_company_has_no_rate_to_boast(page: Page) -> None:
    summary = next(read_html(page("unfinished", "en")).all("section"))
    assert "No period is complete yet" in summary.text
    assert "%" not in summary.text


def test_no_results_at_all_is_a_page_too() -> None:
    text = render(ReportData("빈 회사", unfinished().as_of, []))
    assert "This report has no attrition over time" in read_html(text).text


def test_the_same_data_give_the_same_bytes(page: Page) -> None:
    assert render(company("ko")) == page("plain", "ko")


def test_another_language_than_the_company_has() -> None:
    data = unfinished("en")
    assert render(data, language="ko") == render(unfinished("ko"))
    with pytest.raises(TenureError, match="no words"):
        render(data, language="fr")


def test_writing_replaces_the_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "보고서" / "report.html"
    assert write(unfinished("en"), target) == target
    first = target.read_text("utf-8")
    write(unfinished("ko"), target)
    assert target.read_text("utf-8") != first
    assert os.listdir(target.parent) == ["report.html"]


def test_a_report_that_cannot_be_drawn_leaves_the_last_one(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("the last good one", encoding="utf-8")
    with pytest.raises(TenureError):
        write(unfinished("en"), target, language="fr")
    assert target.read_text("utf-8") == "the last good one"
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(TenureError, match="cannot be written"):
        write(unfinished("en"), tmp_path / "file" / "report.html")
