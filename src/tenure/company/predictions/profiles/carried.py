"""What people and the last profiles carry into today's: bands they had, scores that were set."""

from datetime import date, datetime

from tenure.company.predictions.days import Day
from tenure.company.predictions.outlook import Outlook
from tenure.predict.health.overrides import Override


def bands(before: Day | None) -> dict[str, str]:
    """Return the bands of health that units had the last time."""
    found = before.table() if before else None
    if found is None or "health_band" not in found.column_names:
        return {}
    units, told = (found[name].to_pylist() for name in ("unit_id", "health_band"))
    return {str(unit): str(band) for unit, band in zip(units, told, strict=True) if band}


def overrides(outlook: Outlook) -> tuple[Override, ...]:
    """Return the scores that people set, as the table `overrides` has them."""
    if "overrides" not in outlook.rule.data.tables:
        return ()
    calendar = outlook.rule.data.calendar
    rows = outlook.rule.known("overrides", outlook.observed)
    found = outlook.rule.data.engine.execute(rows, metric="overrides").to_pylist()

    def day(at: datetime) -> date:
        return calendar.day(at)

    return tuple(
        Override(
            str(row["unit_id"]),
            float(row["score"]),
            str(row["author"]),
            str(row["reason"]),
            day(row["set_at"]),
            day(row["expires_at"]),
        )
        for row in found
    )
