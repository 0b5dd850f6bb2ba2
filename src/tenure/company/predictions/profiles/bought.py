"""Writing what orders and contracts tell: worth, the next purchase, offers, room to grow."""

from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company.predictions.buying import Buying
from tenure.company.predictions.days import CHANCES, OFFERS, REPLENISH
from tenure.company.predictions.growing import Growing
from tenure.company.predictions.scoring import Scoring

if TYPE_CHECKING:
    import pyarrow as pa

VALUE, NEXT, GROWTH = "value.parquet", "next.parquet", "growth.parquet"


def write_bought(scoring: Scoring, folder: Path) -> dict[str, str]:
    """Write what is known of what customers buy; return of what is not known why."""
    import pyarrow.parquet as pq

    growing, buying = Growing.of(scoring), Buying.of(scoring.outlook)
    tables: dict[str, pa.Table | None] = {GROWTH: growing.standing(), CHANCES: growing.chances()}
    without = growing.without
    if buying is not None:
        tables |= {
            VALUE: buying.value(),
            NEXT: buying.next_purchases(),
            REPLENISH: buying.replenishments(),
            OFFERS: buying.offers(),
        }
        without |= buying.without
    for name, table in tables.items():
        if table is not None:
            pq.write_table(table, folder / name, compression="zstd")
    return without
