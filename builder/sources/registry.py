"""The kinds of file that a dataset may have: adding one is a copy of `parquet.py` and a line here."""

from __future__ import annotations

from builder.sources import csv, json, parquet
from builder.sources.loaded import Loader

LOADERS: dict[str, Loader] = {
    ".csv": csv.load,
    ".tsv": csv.load,
    ".json": json.load,
    ".parquet": parquet.load,
}
