"""A release as JSON, and read from it again by the pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import cattrs

from foundation.equality.release.counts import Counts
from foundation.equality.release.demand import Demand
from foundation.equality.release.kinds import Kind
from foundation.equality.release.year import Year

Release = Counts | Year | Demand
CLASSES: Mapping[Kind, type[Any]] = {
    Kind.PERIOD: Counts, Kind.FAMILIES: Counts, Kind.YEAR: Year, Kind.DEMAND: Demand,
}  # fmt: skip
_CONVERTER = cattrs.Converter(forbid_extra_keys=True)
_CONVERTER.register_unstructure_hook(date, date.isoformat)
_CONVERTER.register_structure_hook(date, lambda text, _: date.fromisoformat(text))


def as_json(release: Release) -> dict[str, Any]:
    """Numbers, texts, lists and dicts only; floats are rounded to ten digits, so that the same is the same."""
    found: dict[str, Any] = _rounded(_CONVERTER.unstructure(release))
    return found


def from_json(kind: Kind, content: Mapping[str, Any]) -> Any:
    """The release again. Raises cattrs' errors for what is none."""
    return _CONVERTER.structure(dict(content), CLASSES[kind])


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.10g}") + 0.0  # PostgreSQL drops the minus before nought
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
