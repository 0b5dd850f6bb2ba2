"""A risk model: what it takes to score customers, and nothing that is not text when stored."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tenure.errors import MetricError
from tenure.predict.calibration import Calibrator, load_calibrator
from tenure.predict.encoding import Design, Encoding, Floats
from tenure.predict.learners import Model, load
from tenure.predict.learners.base import probability_of
from tenure.predict.risk.options import Columns
from tenure.predict.risk.ranges import Ranges
from tenure.predict.risk.rates import Rates
from tenure.predict.risk.spread import Spread

if TYPE_CHECKING:
    import pyarrow as pa

    from tenure.predict.risk.judging import Tested


@dataclass(frozen=True)
class Learned:
    """What was learned of customers with a history: from features to a calibrated risk.

    risk = calibration of 1 / (1 + exp(−(margin + level))). `usual` (features,) is what each
    feature adds on average over the customers of the last date: rows to learn from are drawn by
    their outcome, so they are no measure of what is usual.
    """

    encoding: Encoding
    model: Model
    level: float
    calibrator: Calibrator
    spread: Spread
    ranges: Ranges
    usual: tuple[float, ...]

    def contributions(self, design: Design) -> Floats:
        """Return what each feature adds against a usual customer (n, features + 1), the base last.

        In log odds; a row's sum is its margin.
        """
        parts = self.model.contributions(design)
        usual = np.array(self.usual)
        parts[:, :-1] -= usual
        parts[:, -1] += usual.sum()
        return parts

    def risk_of(self, margin: Floats) -> Floats:
        """Return the calibrated risk of log odds that the learner gave (n,)."""
        return self.calibrator.apply(probability_of(margin + self.level))


@dataclass(frozen=True)
class RiskModel:
    """A calibrated risk for every customer, whatever is known of them.

    `learned` is None where there was too little to learn from, or nothing beat the segment's
    rate; then `rates` are all there is. `newcomers`: rates by age of those without a history.
    `few`: segments with too few leavers to trust their scores. `bands`: risks from which a
    customer is of medium and of high risk. `report`: how it came about, in plain values.
    `tested`: the rows it was judged by, known after training only; they are not dumped.
    """

    version: str
    learner: str
    features: tuple[str, ...]
    gap: int
    horizon: int
    columns: Columns
    rates: Rates
    newcomers: Rates
    bands: tuple[float, float]
    few: tuple[str, ...] = ()
    learned: Learned | None = field(default=None, repr=False)
    report: Mapping[str, Any] = field(default_factory=dict, repr=False)
    tested: "Tested | None" = field(default=None, repr=False, compare=False)

    def score(self, table: "pa.Table", language: str = "en") -> "pa.Table":
        """Return a row a customer: the risk, its interval, its band and whether to trust it.

        Grain in: unit_id, as_of (there may be none), the features and the columns of
        `columns`. Grain out: (unit_id, as_of, risk, risk_low, risk_high, band, trust, reason,
        model), in the same order; risk is the share that leaves of customers like this one.
        trust: see `Trust`; reason: why not to trust it as others, in words, else null.
        Raises MetricError for a missing column.
        """
        from tenure.predict.risk.scoring import scored

        return scored(self, table, language)

    def score_batches(
        self, batches: "Iterable[pa.RecordBatch]", language: str = "en"
    ) -> "Iterator[pa.RecordBatch]":
        """Score a stream batch by batch: memory is that of one batch."""
        import pyarrow as pa

        for batch in batches:
            yield from self.score(pa.Table.from_batches([batch]), language).to_batches()

    def trained(self) -> Learned:
        """Return what was learned; errors: nothing was."""
        if self.learned is None:
            raise MetricError(
                "this model learned nothing: it gives each customer the rate of their segment",
                hint="its card says why",
            )
        return self.learned

    def dump(self) -> dict[str, str]:
        """Return named texts, `risk.json` and those of the learner; `load_risk` reads them."""
        plain: dict[str, Any] = {
            "version": self.version,
            "learner": self.learner,
            "features": self.features,
            "gap": self.gap,
            "horizon": self.horizon,
            "columns": asdict(self.columns),
            "rates": self.rates.to_dict(),
            "newcomers": self.newcomers.to_dict(),
            "bands": self.bands,
            "few": self.few,
            "report": self.report,
        }
        texts: dict[str, str] = {}
        if self.learned is not None:
            plain["encoding"] = self.learned.encoding.to_dict()
            plain["level"] = self.learned.level
            plain["calibrator"] = self.learned.calibrator.to_json()
            plain["spread"] = self.learned.spread.to_dict()
            plain["ranges"] = self.learned.ranges.to_dict()
            plain["usual"] = self.learned.usual
            texts = self.learned.model.dump()
        return {"risk.json": json.dumps(plain, indent=1, ensure_ascii=False), **texts}

    @classmethod
    def load(cls, texts: Mapping[str, str]) -> Self:
        """Return the model that `dump` wrote; errors: texts of no risk model."""
        try:
            plain = json.loads(texts["risk.json"])
            return cls(
                version=plain["version"],
                learner=plain["learner"],
                features=tuple(plain["features"]),
                gap=plain["gap"],
                horizon=plain["horizon"],
                columns=Columns(**plain["columns"]),
                rates=Rates.from_dict(plain["rates"]),
                newcomers=Rates.from_dict(plain["newcomers"]),
                bands=(plain["bands"][0], plain["bands"][1]),
                few=tuple(plain["few"]),
                learned=_learned(plain, texts) if "encoding" in plain else None,
                report=plain["report"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise MetricError(
                f"these texts hold no risk model that can be read: {error!r}",
                hint="train again, or restore the folder of the model",
            ) from error


def _learned(plain: Mapping[str, Any], texts: Mapping[str, str]) -> Learned:
    return Learned(
        encoding=Encoding.from_dict(plain["encoding"]),
        model=load(texts),
        level=plain["level"],
        calibrator=load_calibrator(plain["calibrator"]),
        spread=Spread.from_dict(plain["spread"]),
        ranges=Ranges.from_dict(plain["ranges"]),
        usual=tuple(plain["usual"]),
    )
