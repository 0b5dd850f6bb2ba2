"""The rows that a model was judged by, with what each was worth: by these profit is told."""

from dataclasses import dataclass, field
from io import BytesIO

import numpy as np

from tenure.errors import MetricError
from tenure.predict.evaluate.rows import Booleans, Floats, Integers

_NUMBERS = ("unit", "day", "left", "risk", "weight", "value")


@dataclass(frozen=True)
class Backtest:
    """Rows whose outcome is known, and what was said of them by models that had not seen it.

    Each (n,): `unit`, a number a unit, not its name; `day`, days since 1970; `left`, 1 or 0;
    `risk`; `weight`, how many rows each stands for; `value`, NaN where it is not known.
    """

    unit: Integers = field(repr=False)
    day: Integers = field(repr=False)
    left: Floats = field(repr=False)
    risk: Floats = field(repr=False)
    weight: Floats = field(repr=False)
    value: Floats = field(repr=False)

    def __len__(self) -> int:
        return len(self.left)

    def rows(self, keep: Booleans) -> "Backtest":
        """Return the rows that a mask keeps."""
        return Backtest(**{name: getattr(self, name)[keep] for name in _NUMBERS})

    def dump(self) -> str:
        """Return the rows as CSV with every digit; `load` reads it."""
        import pyarrow as pa
        import pyarrow.csv as pv

        columns = {name: pa.array(getattr(self, name), from_pandas=True) for name in _NUMBERS}
        buffer = BytesIO()
        pv.write_csv(pa.table(columns), buffer)
        return buffer.getvalue().decode()

    @classmethod
    def load(cls, text: str) -> "Backtest":
        """Return what `dump` wrote; MetricError for a text of no such rows."""
        import pyarrow as pa
        import pyarrow.csv as pv

        whole = dict.fromkeys(_NUMBERS[:2], pa.int64())
        kinds = whole | dict.fromkeys(_NUMBERS[2:], pa.float64())
        try:
            options = pv.ConvertOptions(column_types=kinds)
            table = pv.read_csv(BytesIO(text.encode()), convert_options=options)
            return cls(**{name: np.array(table[name].to_numpy()) for name in _NUMBERS})
        except (pa.ArrowException, KeyError) as error:
            raise MetricError(
                f"the rows that the models were judged by cannot be read: {error}",
                hint="train again: tenure predict train",
            ) from error
