"""Figures and tables in two editions: which came and went, and how far their data moved."""

from __future__ import annotations

from dataclasses import dataclass

from builder.editions.change import Change, Section
from builder.editions.rows import Column, RowChanges, compare_rows
from builder.editions.words import NO_DIFFERENCE, place_of
from builder.model.edition import Edition, Entry


def compare_figures(old: Edition, new: Edition) -> list[Change]:
    """What became of the figures, by their ids."""
    return _visuals("figures", _figures(old), _figures(new), new.lang)


def compare_tables(old: Edition, new: Edition) -> list[Change]:
    """What became of the tables, by their ids."""
    return _visuals("tables", _tables(old), _tables(new), new.lang)


@dataclass(frozen=True, slots=True)
class _Visual:
    entry: Entry
    title: str
    columns: tuple[Column, ...]


def _figures(edition: Edition) -> dict[str, _Visual]:
    """The figures by id, a column a channel: two channels may show one column."""
    out = {}
    for figure in edition.figures:
        channels = [c for c in figure["channels"].values() if c["column"]]
        columns = {
            c["column"]: Column(c["column"], c["unit"], c["format"], c["raw"], c["text"], c.get("type", ""))
            for c in channels
        }
        out[figure["id"]] = _Visual(figure, f"{figure['title']} ({figure['mark']})", tuple(columns.values()))
    return out


def _tables(edition: Edition) -> dict[str, _Visual]:
    out = {}
    for table, rows in zip(edition.tables, edition.rows, strict=True):
        columns = tuple(
            Column(
                c["column"],
                c["unit"],
                c["format"],
                [r["raw"][n] for r in rows],
                [r["text"][n] for r in rows],
                c.get("type", ""),
            )
            for n, c in enumerate(table["columns"])
        )
        out[table["id"]] = _Visual(table, ", ".join(c["label"] for c in table["columns"]), columns)
    return out


def _visuals(section: Section, old: dict[str, _Visual], new: dict[str, _Visual], lang: str) -> list[Change]:
    out = []
    for id_, now in new.items():
        places = (place_of(now.entry),)
        then = old.get(id_)
        if then is None:
            out.append(Change(section, "came", id_, "", now.title, places=places))
            continue
        rows = compare_rows(then.columns, now.columns, lang)
        if not rows and then.title == now.title:
            continue
        titles = (then.title, now.title) if then.title != now.title else ("", "")
        note, apart = _told(rows, "point" if section == "figures" else "cell"), NO_DIFFERENCE
        if rows.largest and titles == ("", ""):
            titles, apart = (rows.largest.old, rows.largest.new), rows.largest.difference
        out.append(Change(section, "changed", id_, *titles, apart, note, places, rows.cells))
    for id_, gone in old.items():
        if id_ not in new:
            out.append(Change(section, "went", id_, gone.title, places=(place_of(gone.entry),)))
    return out


def _told(rows: RowChanges, word: str) -> str:
    """What became of the rows, in a line."""
    parts = []
    row = "row" if word == "cell" else "point"
    for count, what, done in (
        (rows.changed, word, "changed"),
        (rows.rewritten, word, "written otherwise"),
        (rows.came, row, "came"),
        (rows.went, row, "went"),
    ):
        if count:
            parts.append(f"{count} {what}{'s' if count > 1 else ''} {done}")
    parts += [f"column {name} came" for name in rows.columns_came]
    parts += [f"column {name} went" for name in rows.columns_went]
    if largest := rows.largest:
        apart = f", {largest.difference.text}" if largest.difference.text else ""
        parts.append(f"most: {largest.column} of {largest.row}, {largest.old} to {largest.new}{apart}")
    return "; ".join(parts)
