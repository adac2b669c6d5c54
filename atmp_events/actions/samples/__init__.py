"""What the samples say. `sampling` brings them to the database, with dates from today."""

from typing import Final

from . import registration, shapes, status
from .sample import Sample

SAMPLES: Final[tuple[Sample, ...]] = (
    *registration.SAMPLES,
    *status.SAMPLES,
    *shapes.SAMPLES,
)
