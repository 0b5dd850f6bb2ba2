"""What the numbers of money mean, in words, and how they are asked: dates, currencies."""

from typing import TYPE_CHECKING, cast

from tenure.errors import MetricError
from tenure.measure.churn_dates import ChurnDate
from tenure.sentences import with_particle

if TYPE_CHECKING:
    from tenure.company.asked import Asked


def exchange_rates(asked: "Asked") -> dict[str, float]:
    """Read the option `rates`: what one unit of each currency is worth in the company's.

    Raises MetricError for what is not `USD=1350, EUR=1480`, and where the company has no
    currency to convert into.
    """
    text = cast("str | None", asked.option("rates"))
    if not text:
        return {}
    home = home_currency(asked)
    if home is None:
        raise MetricError(
            "there is no currency to convert into",
            where="rates",
            hint='say which is the company\'s own: [company] currency = "USD"',
        )
    found = {home: 1.0}
    for part in text.split(","):
        name, _, worth = (piece.strip() for piece in part.partition("="))
        try:
            found[name.upper()] = float(worth)
        except ValueError:
            found[name.upper()] = -1.0
        if not name or found[name.upper()] <= 0:
            raise MetricError(
                f"{part.strip()!r} is no exchange rate",
                where="rates",
                hint=f"write what one unit of a currency is worth in {home}: USD=1350, EUR=1480",
            )
    return found


def home_currency(asked: "Asked") -> str | None:
    """Return the company's currency, if it says one."""
    return asked.definitions.company.currency


def chosen_date(asked: "Asked") -> ChurnDate:
    """Return when a contract counts as gone, as asked."""
    return cast(ChurnDate, asked.option("churn_date"))


_DATED = {
    "effective": {
        "en": "A contract counts as gone when it is no longer in force and paid for.",
        "ko": "계약은 효력과 결제가 끝난 때에 끝난 것으로 봅니다.",
    },
    "notice": {
        "en": "A contract counts as gone on the day of notice.",
        "ko": "계약은 해지를 통보한 날에 끝난 것으로 봅니다.",
    },
    "end_of_service": {
        "en": "A contract counts as gone at the end of the term that was paid for.",
        "ko": "계약은 결제한 기간이 끝난 때에 끝난 것으로 봅니다.",
    },
}


def mrr_words(asked: "Asked", language: str) -> str:
    """Say what MRR and its movements mean here."""
    text = {
        "en": "Monthly recurring revenue of contracts in force when a period begins and ends, and "
        "what each customer's change between them is: new, expansion, contraction, churn or "
        "reactivation. Currencies are not added up.",
        "ko": "기간의 시작과 끝에 유효한 계약의 월 반복 매출(MRR)과, 그 사이 고객별 변화: 신규, "
        "확장, 축소, 이탈, 재활성화. 통화가 다르면 합하지 않습니다.",
    }[language]
    return f"{text} {_DATED[chosen_date(asked)][language]}{_converted(asked, language)}"


def retention_words(asked: "Asked", language: str) -> str:
    """Say what the rates are of."""
    if asked.option("denominator") == "renewals_due":
        text = {
            "en": "Of the MRR of contracts of {months} months or more whose term ended in the "
            "period, what was lost, kept and gained. Not a rate of all MRR.",
            "ko": "기간 안에 약정({months}개월 이상)이 끝난 계약의 MRR 가운데 잃은, 유지한, 늘어난 "
            "몫. 전체 MRR에 대한 비율이 아닙니다.",
        }[language]
        return text.format(months=asked.option("term")) + _converted(asked, language)
    text = {
        "en": "Of the MRR when a period began, what was lost, kept and gained by its end.",
        "ko": "기간이 시작될 때의 MRR 가운데 끝날 때까지 잃은, 유지한, 늘어난 몫.",
    }[language]
    return f"{text} {_DATED[chosen_date(asked)][language]}{_converted(asked, language)}"


def renewal_words(asked: "Asked", language: str) -> str:
    """Say what was due."""
    text = {
        "en": "Of the contracts of {months} months or more whose term ended in the period, those "
        "that went on, or were followed by another contract within a day.",
        "ko": "기간 안에 약정({months}개월 이상)이 끝난 계약 가운데 계속되었거나 하루 안에 다른 "
        "계약이 이어진 것.",
    }[language]
    return text.format(months=asked.option("term")) + _converted(asked, language)


def payback_words(asked: "Asked", language: str) -> str:
    """Say what is repaid, and with which margin."""
    text = {
        "en": "What winning customers cost, how many months of margin ({margin:g} % of MRR) repay "
        "it, and the share who left before it was repaid.",
        "ko": "고객을 얻는 데 든 비용, 이를 회수하는 데 걸리는 마진 개월 수(MRR의 {margin:g}%), "
        "그리고 회수 전에 떠난 비율.",
    }[language]
    percent = 100 * cast(float, asked.option("margin"))
    return text.format(margin=percent) + _converted(asked, language)


def _converted(asked: "Asked", language: str) -> str:
    rates = exchange_rates(asked)
    if not rates:
        return ""
    told = ", ".join(f"{name} = {rate:g}" for name, rate in rates.items())
    return {
        "en": f" Converted into {home_currency(asked)} at fixed rates: {told}.",
        "ko": f" 고정 환율로 {with_particle(str(home_currency(asked)), '으로/로')} 환산: {told}.",
    }[language]
