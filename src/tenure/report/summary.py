"""The first screen: the headline's words, its balance and its comparisons."""

from dataclasses import dataclass

from tenure.charts.result import SNAPSHOT, AttritionRow
from tenure.charts.words import Words
from tenure.report.headline import Difference, Headline, difference
from tenure.report.tables import Cell, Head, Row, TableView, count, interval, name, null, rate


@dataclass(frozen=True)
class Summary:
    """The headline as a template prints it."""

    period: str
    total: str
    total_says: str
    rate: str
    rate_says: str
    sentences: list[str]
    balance: TableView | None
    compared: TableView | None


def summary(head: Headline, words: Words) -> Summary:
    """Put the last complete period into words."""
    row, formats = head.row, words.formats
    period = formats.period(row.start, head.kind)
    interval_shown = formats.interval(row.low, row.high)
    stated = row.rate is not None
    return Summary(
        period=period,
        total=formats.number(row.at_end),
        total_says=words(
            "headline.snapshot_total" if head.kind == SNAPSHOT else "headline.total_says",
            period=period,
        ),
        rate=formats.percent(row.rate),
        rate_says=words("headline.rate_says", interval=interval_shown)
        if stated
        else words("headline.nobody"),
        sentences=_sentences(head, words),
        balance=None if head.kind == SNAPSHOT else _balance(row, words, period),
        compared=_compared(head, words),
    )


def _sentences(head: Headline, words: Words) -> list[str]:
    row, formats = head.row, words.formats
    if head.kind == SNAPSHOT:
        return [_snapshot(row, words)]
    within = words(f"within.{head.kind}", period=formats.period(row.start, head.kind))
    says = {
        "within": within,
        "at_start": formats.number(row.at_start),
        "at_end": formats.number(row.at_end),
        "lost": formats.number(row.lost),
        "joined": formats.number(row.joined),
        "won_back": formats.number(row.won_back),
        "change": formats.change(head.change),
        "rate": formats.percent(row.rate),
        "interval": formats.interval(row.low, row.high),
    }
    if not row.at_start or row.at_end is None or row.lost is None:
        return [words("headline.total_only", **says), words("headline.nobody")]
    moved = "grew" if row.at_end > row.at_start else "fell" if row.at_end < row.at_start else "flat"
    sentences = [words(f"headline.{moved}", **says)]
    if row.lost == 0:
        return [*sentences, words("headline.kept_all", **says)]
    if row.at_end >= row.at_start:
        covered = "covered" if row.won_back else "covered_new"
    else:
        covered = "uncovered" if row.won_back else "uncovered_new"
    sentences += [words("headline.lost", **says), words(f"headline.{covered}", **says)]
    if len(head.span) >= 3:
        sentences.append(
            words(
                "headline.span",
                span=words(f"span.{head.kind}", count=len(head.span)),
                lost=sum(r.lost or 0 for r in head.span),
                first=formats.number(head.span[0].at_start),
                last=formats.number(row.at_end),
            )
        )
    return sentences


def _snapshot(row: AttritionRow, words: Words) -> str:
    formats = words.formats
    return words(
        "headline.snapshot",
        at_start=formats.number(row.at_start),
        lost=formats.number(row.lost),
        rate=formats.percent(row.rate),
        interval=formats.interval(row.low, row.high),
    )


def _balance(row: AttritionRow, words: Words, period: str) -> TableView:
    """Account for everyone: at the start, less the lost, plus the new and those won back."""
    formats = words.formats
    minus = "\N{MINUS SIGN}" if row.lost else ""

    def signed(value: int | None, sign: str, style: str) -> Cell:
        if value is None:
            return null(words)
        return Cell(f"{sign if value else ''}{formats.number(value)}", style=style)

    return TableView(
        caption=words("headline.balance", period=period),
        heads=[
            Head(words(f"column.{key}"))
            for key in ("at_start", "lost", "joined", "won_back", "at_end")
        ],
        rows=[
            Row(
                [
                    count(row.at_start, words),
                    signed(row.lost, minus, "loss"),
                    signed(row.joined, "+", "gain"),
                    signed(row.won_back, "+", "gain"),
                    count(row.at_end, words),
                ]
            )
        ],
        style="balance",
    )


def _compared(head: Headline, words: Words) -> TableView | None:
    """Compare with the period before and with the same a year earlier, where there are such."""
    others = [
        (words(f"headline.{key}"), row)
        for key, row in (("previous", head.previous), ("year_ago", head.year_ago))
        if row is not None
    ]
    if not others:
        return None
    heads = [
        Head(words("headline.compared"), numeric=False),
        Head(words("column.attrition")),
        Head(words("column.interval")),
        Head(words("headline.points"), title=words("headline.points_title")),
        Head(words("headline.verdict"), numeric=False),
    ]
    rows = [_line(words("headline.this"), head.row, None, head, words)]
    rows += [_line(label, row, difference(head.row, row), head, words) for label, row in others]
    return TableView(words("headline.comparison"), heads, rows, style="compared")


def _line(
    label: str, row: AttritionRow, against: Difference | None, head: Headline, words: Words
) -> Row:
    period = words.formats.period(row.start, head.kind)
    cells = [
        name(words("headline.named", label=label, period=period)),
        rate(row.rate, words),
        interval(row.low, row.high, words),
    ]
    if row is head.row:
        return Row([*cells, Cell(""), Cell("")], style="now")
    if against is None:
        return Row([*cells, null(words), null(words)])
    value, low, high = words.formats.points(against.value, against.low, against.high)
    shown = words("headline.points_shown", value=value, low=low, high=high)
    verdict = Cell(words(f"verdict.{against.verdict}"), style=f"text {against.verdict}")
    return Row([*cells, Cell(shown), verdict])
