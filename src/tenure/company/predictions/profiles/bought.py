"""Writing what orders tell: worth, the next purchase, what is needed again, what to offer."""

from pathlib import Path

from tenure.company.predictions.buying import Buying
from tenure.company.predictions.days import OFFERS, REPLENISH
from tenure.company.predictions.outlook import Outlook
from tenure.store import as_json, write_text

VALUE, NEXT, WITHOUT = "value.parquet", "next.parquet", "bought.json"


def write_bought(outlook: Outlook, folder: Path) -> None:
    """Write what orders tell, where there are any, and why some of it could not be told."""
    import pyarrow.parquet as pq

    buying = Buying.of(outlook)
    if buying is None:
        return
    tables = {
        VALUE: buying.value(),
        NEXT: buying.next_purchases(),
        REPLENISH: buying.replenishments(),
        OFFERS: buying.offers(),
    }
    for name, table in tables.items():
        if table is not None:
            pq.write_table(table, folder / name, compression="zstd")
    write_text(folder / WITHOUT, as_json(buying.without))
