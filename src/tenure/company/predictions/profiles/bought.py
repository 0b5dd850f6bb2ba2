"""Writing what orders and contracts tell: worth, the next purchase, offers, room to grow."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company.predictions.days import CHANCES, OFFERS, REPLENISH
from tenure.company.predictions.profiles.buying import Buying
from tenure.company.predictions.profiles.growing import Growing
from tenure.company.predictions.profiles.parts import write_parts
from tenure.company.predictions.profiles.scoring import Scoring
from tenure.predict.worth.words import compared

if TYPE_CHECKING:
    import pyarrow as pa

VALUE, NEXT, GROWTH = "value.parquet", "next.parquet", "growth.parquet"


@dataclass(frozen=True)
class Bought:
    """What has to be said: of what is not known why, and how good recommending is, by language."""

    without: dict[str, str]
    recommended: dict[str, str] | None = None


def write_bought(scoring: Scoring, folder: Path) -> Bought:
    """Write what is known of what customers buy, a part of them at a time."""
    growing, buying = Growing.of(scoring), Buying.of(scoring.outlook)
    tables: dict[str, Iterator[pa.Table] | None] = {
        GROWTH: growing.standing(),
        CHANCES: growing.chances(),
    }
    without, judged = growing.without, None
    if buying is not None:
        tables |= {
            VALUE: buying.value(),
            NEXT: buying.next_purchases(),
            REPLENISH: buying.replenishments(),
            OFFERS: buying.offers(),
        }
        judged = buying.judged
        without |= buying.without
    for name, table in tables.items():
        if table is not None:
            write_parts(folder / name, table)
    said = {"en": compared(judged, "en"), "ko": compared(judged, "ko")} if judged else None
    return Bought(without, said)
