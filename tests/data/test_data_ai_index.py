"""The AI Index dataset holds what its datapackage.json says, and ties out where its source does."""

from __future__ import annotations

import csv
import datetime
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from builder.model.format import parse_format
from builder.model.units import parse_unit

DATASET = Path(__file__).parents[2] / "data" / "ai_index_2025"
PACKAGE: dict[str, Any] = json.loads((DATASET / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {r["name"]: r for r in PACKAGE["resources"]}
SOURCES = {s["key"] for s in PACKAGE["sources"]}

Cell = str | int | float | datetime.date | None
Row = dict[str, Cell]


def typed(text: str, type_: str) -> Cell:
    """One cell by its declared type. Raises ValueError where it is not of that type."""
    if text == "":
        return None
    match type_:
        case "integer" | "year":
            return int(text)
        case "number":
            return float(text)
        case "date":
            return datetime.date.fromisoformat(text)
        case "yearmonth":
            return datetime.date.fromisoformat(f"{text}-01")
        case "string":
            return text
    raise ValueError(f"no type {type_}")


def rows(name: str) -> list[Row]:
    """The typed rows of a table."""
    resource = RESOURCES[name]
    types = {f["name"]: f["type"] for f in resource["schema"]["fields"]}
    with (DATASET / resource["path"]).open(encoding="utf-8", newline="") as file:
        return [{k: typed(v, types[k]) for k, v in row.items()} for row in csv.DictReader(file, strict=True)]


def number(cell: Cell) -> float:
    assert isinstance(cell, int | float)
    return float(cell)


def lookup(name: str, value: str, *keys: str) -> dict[tuple[Cell, ...], float]:
    """A table's values by the columns `keys`; missing ones are left out."""
    return {tuple(r[k] for k in keys): number(r[value]) for r in rows(name) if r[value] is not None}


# -- The description ---------------------------------------------------------------------------------------


def test_every_file_is_described_and_every_resource_has_its_file() -> None:
    files = {p.name for p in DATASET.iterdir()} - {"datapackage.json", "README.md"}
    assert files == {r["path"] for r in RESOURCES.values()}
    assert all(r["path"] == f"{name}.csv" for name, r in RESOURCES.items())


def test_every_source_is_known_and_used() -> None:
    used = {key for r in RESOURCES.values() for key in r["sources"]}
    used |= {str(r["source"]) for name in ("published_claims", "statements") for r in rows(name)}
    assert used == SOURCES
    assert all(s["title"] for s in PACKAGE["sources"])
    assert all(s["path"].startswith("https://") for s in PACKAGE["sources"] if "path" in s)


def test_both_licences_are_named() -> None:
    assert [lic["name"] for lic in PACKAGE["licenses"]] == ["CC-BY-ND-4.0", "CC-BY-4.0"]


@pytest.mark.parametrize("name", RESOURCES)
def test_fields_are_described_in_the_vocabulary_of_the_project(name: str) -> None:
    for field in RESOURCES[name]["schema"]["fields"]:
        assert field["title"]
        assert field["description"].endswith(".")
        if "format" in field:
            parse_format(field["format"])
        amount = field["type"] in ("integer", "number") and field["name"] not in ("point", "digits")
        # Units of mixed columns stand in a column of their own.
        if amount and not any(f["name"] == "unit" for f in RESOURCES[name]["schema"]["fields"]):
            assert parse_unit(field["unit"]).name


# -- The tables --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RESOURCES)
def test_cells_have_the_declared_type_and_bounds(name: str) -> None:
    resource = RESOURCES[name]
    fields = resource["schema"]["fields"]
    with (DATASET / resource["path"]).open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == [f["name"] for f in fields]
    table = rows(name)
    assert table
    for field in fields:
        column = [r[field["name"]] for r in table]
        constraints = field.get("constraints", {})
        if constraints.get("required"):
            assert None not in column, field["name"]
        for cell in column:
            if isinstance(cell, int | float):
                assert math.isfinite(cell)
                assert constraints.get("minimum", cell) <= cell <= constraints.get("maximum", cell)


@pytest.mark.parametrize("name", RESOURCES)
def test_primary_keys_are_unique(name: str) -> None:
    key = RESOURCES[name]["schema"]["primaryKey"]
    keys = [tuple(r[k] for k in key) for r in rows(name)]
    assert len(set(keys)) == len(keys)
    assert all(None not in k for k in keys)


@pytest.mark.parametrize("name", RESOURCES)
def test_files_are_plain_utf8_with_one_line_ending(name: str) -> None:
    data = (DATASET / RESOURCES[name]["path"]).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")


# -- What ties out -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["publication_shares", "citation_shares", "patent_shares"])
def test_shares_of_a_year_add_up_to_one(name: str) -> None:
    shares = lookup(name, "share", "year", "region")
    for year in {y for y, _ in shares}:
        assert math.fsum(v for (y, _), v in shares.items() if y == year) == pytest.approx(1, abs=1e-9)


def test_investment_by_country_agrees_with_the_series() -> None:
    series = lookup("private_investment", "usd_bn", "region", "year")
    by_country = lookup("investment_by_country", "usd_bn", "country")
    cumulative = lookup("cumulative_investment", "usd_bn", "country")
    for country in ("United States", "China"):
        assert by_country[country,] == series[country, 2024]
        years = math.fsum(v for (region, _), v in series.items() if region == country)
        assert cumulative[country,] == pytest.approx(years, abs=1e-6)


def test_the_regions_are_parts_of_the_world() -> None:
    world = lookup("world_investment", "usd_bn", "year")
    series = lookup("private_investment", "usd_bn", "region", "year")
    for (year,), total in world.items():
        assert math.fsum(v for (_, y), v in series.items() if y == year) < total


def test_a_cumulated_investment_is_at_least_that_of_its_last_year() -> None:
    last = lookup("investment_by_country", "usd_bn", "country")
    total = lookup("cumulative_investment", "usd_bn", "country")
    assert len(last.keys() & total.keys()) > 2
    assert all(total[c] > last[c] for c in last.keys() & total.keys())


def test_generative_ai_is_a_part_of_private_investment() -> None:
    total = lookup("private_investment", "usd_bn", "region", "year")
    generative = lookup("generative_ai_investment", "usd_bn", "region", "year")
    assert all(generative[key] < total[key] for key in generative)


def test_notable_models_by_country_agree_with_the_regions() -> None:
    regions = lookup("notable_models", "models", "region", "year")
    countries = lookup("notable_models_2024", "models", "country")
    for country in ("United States", "China"):
        assert countries[country,] == regions[country, 2024]
    # "Europe" is France alone: the trap of adding a region and a country in it.
    assert countries["France",] == regions["Europe", 2024]


def test_the_selection_of_training_compute_has_ten_american_models_a_year() -> None:
    american = [r["date"] for r in rows("training_compute") if r["country"] == "United States"]
    years = [d.year for d in american if isinstance(d, datetime.date)]
    assert {y: years.count(y) for y in years} == dict.fromkeys(range(2018, 2025), 10)


# -- What does not, and what is missing --------------------------------------------------------------------


def test_the_two_figures_of_funded_companies_contradict_each_other() -> None:
    """Figures 4.3.12 and 4.3.14 of the AI Index 2025: both are kept as published."""
    by_country = lookup("funded_companies_by_country", "companies", "country")
    series = lookup("funded_companies", "companies", "region", "year")
    assert (by_country["United States",], series["United States", 2024]) == (1073, 1143)
    assert (by_country["China",], series["China", 2024]) == (98, 109)


def test_missing_scores_stay_missing() -> None:
    table = {(r["benchmark"], r["year"], r["country"]): r["score"] for r in rows("benchmark_scores")}
    assert table["MATH", 2022, "China"] is None
    assert [key for key, score in table.items() if score is None] == [("MATH", 2022, "China")]
    assert not [key for key in table if key[:2] == ("MMMU", 2022)]


def test_the_arena_lead_is_relative_to_the_chinese_score() -> None:
    """AI Index Report 2025, chapter 2, p. 85: 9.3 percent in January 2024, 1.7 in February 2025."""
    scores = lookup("arena_scores", "score", "month", "country")
    months = sorted({month for month, _ in scores if isinstance(month, datetime.date)})
    assert len(months) * 2 == len(scores)
    lead = {m: 100 * (scores[m, "United States"] / scores[m, "China"] - 1) for m in months}
    assert (round(lead[months[0]], 1), round(lead[months[-1]], 1)) == (9.3, 1.7)
    # Not a steady decline: it doubles from July to September 2024.
    assert lead[datetime.date(2024, 9, 1)] > 2 * lead[datetime.date(2024, 7, 1)]


# -- Published claims --------------------------------------------------------------------------------------


def test_a_published_figure_has_the_digits_that_were_printed() -> None:
    path = DATASET / RESOURCES["published_claims"]["path"]
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert bool(row["published"]) == bool(row["digits"]), row["key"]
            if row["published"]:
                assert len(row["published"].partition(".")[2]) == int(row["digits"]), row["key"]


def test_claims_name_a_publisher_for_each_source() -> None:
    publishers: dict[Cell, set[Cell]] = {}
    for row in rows("published_claims"):
        publishers.setdefault(row["source"], set()).add(row["publisher"])
        assert re.fullmatch(r"[a-z0-9_]+", str(row["key"]))
    assert all(len(names) == 1 for names in publishers.values())


def test_claims_on_benchmarks_find_their_scores() -> None:
    scores = lookup("benchmark_scores", "score", "benchmark", "year", "country")
    claims = [r for r in rows("published_claims") if r["measure"] == "benchmark_gap"]
    verdicts = set()
    for claim in claims:
        key = (claim["entity"], int(str(claim["period"])))
        gap = scores[*key, "United States"] - scores[*key, "China"]
        if abs(gap - number(claim["published"])) >= 10 ** -number(claim["digits"]):
            verdicts.add(key)
    # The report's text and its own data (figure 2.1.37) disagree on these two.
    assert verdicts == {("MMLU", 2024), ("MMMU", 2024)}
