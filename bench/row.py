"""One line of the result."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """What was measured, what it is measured against, and whether the promise is kept.

    `ratio` is measured to floor where there is a floor, else measured to limit; `met` says which way is good.
    """

    name: str
    measured: float
    unit: str
    floor: float | None
    floor_name: str
    target: str
    met: bool
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        return self.measured / self.floor if self.floor else None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio}


def percentile(values: list[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not pass; 0 where there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, math.ceil(round(share * len(ordered), 6)) - 1)]
