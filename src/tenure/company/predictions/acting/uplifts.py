"""Models of whom a treatment changes, kept with the others, and what they say in a profile."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.errors import MetricError
from tenure.predict.encoding import Design, Encoding, Floats
from tenure.predict.uplift import UpliftModel, load_uplift

if TYPE_CHECKING:
    import pyarrow as pa

HARMS = "_harms"
_ABOUT = "about.json"


@dataclass(frozen=True)
class Uplift:
    """What a treatment changes for each unit, as learnt from its trial.

    `harmed_below`: the gain below which the trial has shown that treatment harms (sleeping
    dogs); None where it has shown it of nobody.
    """

    experiment: str
    treatment: str
    encoding: Encoding = field(repr=False)
    model: UpliftModel = field(repr=False)
    harmed_below: float | None

    @classmethod
    def of(
        cls,
        experiment: str,
        treatment: str,
        encoding: Encoding,
        model: UpliftModel,
        design: Design,
        harmed: float | None,
    ) -> "Uplift":
        """Return it with the gain that parts the last `harmed` share of the trial's rows."""
        below = None if harmed is None else float(np.quantile(model.gain(design), harmed))
        return cls(experiment, treatment, encoding, model, below)

    @property
    def column(self) -> str:
        """The column of a profile: by how much more likely a unit stays when it is treated."""
        return column_of(self.experiment, self.treatment)

    def gain(self, features: "pa.Table") -> Floats:
        """Return how much more likely treatment makes it that a unit stays (n,)."""
        return self.model.gain(self.encoding.apply(features))

    def told(self, features: "pa.Table") -> dict[str, Any]:
        """Return the columns of a profile: the gain, and whether treatment is shown to harm."""
        import pyarrow as pa

        gain = self.gain(features)
        harms = (
            np.zeros(len(gain), bool) if self.harmed_below is None else gain <= self.harmed_below
        )
        return {self.column: pa.array(gain, pa.float64()), self.column + HARMS: pa.array(harms)}

    def dump(self) -> dict[str, str]:
        """Return named texts; `load` reads them."""
        plain = {
            "experiment": self.experiment,
            "treatment": self.treatment,
            "encoding": self.encoding.to_dict(),
            "harmed_below": self.harmed_below,
        }
        return {_ABOUT: json.dumps(plain, indent=1, ensure_ascii=False), **self.model.dump()}

    @classmethod
    def load(cls, texts: Mapping[str, str]) -> "Uplift":
        """Return what `dump` wrote; MetricError for texts of no such model."""
        try:
            plain = json.loads(texts[_ABOUT])
            encoding = Encoding.from_dict(plain["encoding"])
            below = plain["harmed_below"]
            return cls(plain["experiment"], plain["treatment"], encoding, load_uplift(texts), below)
        except (KeyError, TypeError, ValueError) as error:
            raise MetricError(
                f"these texts hold no uplift model: {error!r}", hint="train again"
            ) from error


def column_of(experiment: str, treatment: str) -> str:
    """Return the column of a profile for a treatment: letters, digits and underscores."""
    return re.sub(r"\W+", "_", f"uplift_{experiment}_{treatment}").strip("_").casefold()
