"""What a competent user would write today for the same two files: pyplot and PNG, Platypus, python-pptx.

    python baseline.py PROJECT OUTPUT [pdf] [pptx]

PROJECT is what `twelve.make` wrote. Constrained layout, 200 dpi, as the tutorials have it.
"""

from __future__ import annotations

import csv
import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
from pptx import Presentation
from pptx.util import Inches
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import inch
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Spacer
from twelve import BRIDGE, CHARTS, TEXT

BLUE, ORANGE, PALE, GREY = "#0B4F8A", "#D95F0E", "#9FB4C7", "#8A939C"
COLORS = [BLUE, ORANGE, "#2A9D8F", "#7B3F98", "#8C6D1F"]
WIDTH, HEIGHT = 6.5, 3.6

Rows = list[dict[str, str]]
dates: Any = mdates  # it ships no types


def groups(rows: Rows, key: str) -> dict[str, Rows]:
    out: dict[str, Rows] = {}
    for row in rows:
        out.setdefault(row[key], []).append(row)
    return out


def numbers(rows: Rows, key: str) -> list[float]:
    return [float(r[key]) for r in rows]


def regions(rows: Rows) -> None:
    values = numbers(rows, "revenue")
    bars = plt.bar([r["region"] for r in rows], values, color=[BLUE] + [PALE] * (len(rows) - 1), width=0.7)
    plt.bar_label(bars, labels=[f"{v:,.0f}" for v in values], padding=3, fontsize=8)
    plt.ylabel("revenue")


def orders(rows: Rows) -> None:
    for i, (year, part) in enumerate(groups(rows, "year").items()):
        plt.bar(np.arange(len(part)) + (i - 1) * 0.26, numbers(part, "orders"), 0.26, label=year, color=COLORS[i])
    names = list(groups(rows, "region"))
    plt.xticks(range(len(names)), names)
    plt.legend(ncols=3, frameon=False)


def lines(rows: Rows) -> None:
    for color, (name, part) in zip(COLORS, groups(rows, "line").items(), strict=True):
        values = numbers(part, "index")
        plt.plot(values, color=color, lw=1.8)
        plt.annotate(name, (len(values) - 1, values[-1]), xytext=(4, 0), textcoords="offset points", color=color)
    plt.xticks(range(0, 60, 12), ["2021", "2022", "2023", "2024", "2025"])


def satisfaction(rows: Rows) -> None:
    by_year = groups(rows, "year")
    before, after = (numbers(part, "share") for part in by_year.values())
    places = range(len(before))
    plt.hlines(places, before, after, color="#B8C0C8", lw=2.2, zorder=1)
    for (year, _), values, color in zip(by_year.items(), (before, after), (PALE, BLUE), strict=True):
        plt.scatter(values, places, s=42, color=color, label=year, zorder=2)
    for i, (a, b) in enumerate(zip(before, after, strict=True)):
        plt.text(max(a, b) + 1.4, i, f"{b - a:+.1f}", va="center", fontsize=8)
    plt.yticks(places, list(groups(rows, "area")))
    plt.legend(ncols=2, frameon=False)


def volume(rows: Rows) -> None:
    parts = groups(rows, "channel")
    plt.stackplot(range(48), *(numbers(p, "units") for p in parts.values()), labels=list(parts), colors=COLORS)
    plt.legend(loc="upper left", ncols=4, frameon=False)
    plt.xticks(range(0, 48, 12), ["2021", "2022", "2023", "2024"])


def customers(rows: Rows) -> None:
    plt.scatter(numbers(rows, "basket"), numbers(rows, "spend"), s=9, alpha=0.35, color=BLUE, linewidths=0)
    plt.xlabel("basket")
    plt.ylabel("spend")


def load(rows: Rows) -> None:
    days = groups(rows, "day")
    mesh = plt.pcolormesh(np.array([numbers(p, "load") for p in days.values()]), cmap="Blues", edgecolors="white")
    plt.colorbar(mesh, label="load", pad=0.02)
    plt.yticks(np.arange(7) + 0.5, list(days))
    plt.xticks(np.arange(0, 24, 3) + 0.5, [str(h) for h in range(0, 24, 3)])
    plt.gca().invert_yaxis()


def markets(rows: Rows) -> None:
    parts = groups(rows, "market")
    axes = plt.gcf().subplots(3, 3, sharex=True, sharey=True)
    for ax, (name, part) in zip(axes.flat, parts.items(), strict=True):
        ax.plot(numbers(part, "index"), color=BLUE, lw=1.6)
        ax.set_title(name, fontsize=8.5, pad=3)


def margin(rows: Rows) -> None:
    values = numbers(rows, "margin")
    places = range(len(values))
    plt.hlines(places, 0, values, color=PALE, lw=1.5)
    plt.plot(values, places, "o", color=BLUE, ms=6)
    for i, value in enumerate(values):
        plt.text(value + 1, i, f"{value:.1f}", va="center", fontsize=7.5)
    plt.yticks(places, [r["product"] for r in rows])


def bridge(rows: Rows) -> None:
    total = 0.0
    for i, (_, amount) in enumerate(BRIDGE):
        plt.bar(i, abs(amount), bottom=min(total, total + amount), color=BLUE if amount > 0 else ORANGE, width=0.62)
        plt.text(i, max(total, total + amount) + 10, f"{amount:+,}", ha="center", fontsize=8)
        total += amount
    plt.xticks(range(len(BRIDGE)), [step for step, _ in BRIDGE])


def responses(rows: Rows) -> None:
    plt.hist(numbers(rows, "ms"), bins=40, color=PALE, edgecolor="white", linewidth=0.5)
    plt.xlabel("ms")


def users(rows: Rows) -> None:
    days: Any = [datetime.date.fromisoformat(r["day"]) for r in rows]
    plt.plot(days, numbers(rows, "users"), color=BLUE, lw=1.2)
    promotion = dates.date2num(datetime.date(2024, 9, 1))
    plt.axvline(promotion, color=GREY, lw=0.8)
    plt.annotate("Promotion", (promotion + 3, plt.ylim()[1]), va="top", fontsize=8)
    plt.gca().xaxis.set_major_locator(dates.MonthLocator(interval=3))
    plt.gca().xaxis.set_major_formatter(dates.DateFormatter("%b %Y"))


DRAW: dict[str, Callable[[Rows], None]] = {
    f.__name__: f
    for f in (regions, orders, lines, satisfaction, volume, customers, load, markets, margin, bridge, responses, users)
}


def picture(project: Path, output: Path, table: str, heading: str) -> str:
    """Draws one chart, and gives the path of its PNG."""
    with (project / "data" / "twelve" / f"{table}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    figure = plt.figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    DRAW[table](rows)
    figure.suptitle(heading, x=0.01, ha="left", fontsize=11, fontweight="bold")
    path = output / f"{table}.png"
    figure.savefig(path, dpi=200)
    plt.close(figure)
    return str(path)


def main(project: Path, output: Path, formats: list[str]) -> None:
    output.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True})
    styles = getSampleStyleSheet()
    story: list[Any] = []
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for table, heading, _ in CHARTS:
        png = picture(project, output, table, heading)
        if "pdf" in formats:
            story += [
                Paragraph(heading, styles["Heading2"]),
                Paragraph(f"<b>Finding.</b> {TEXT}", styles["BodyText"]),
                Image(png, 6.2 * inch, 6.2 * inch * HEIGHT / WIDTH),
                Paragraph(TEXT, styles["BodyText"]),
                Spacer(1, 12),
            ]
        if "pptx" in formats:
            slide = deck.slides.add_slide(deck.slide_layouts[5])
            slide.shapes.title.text = heading
            slide.shapes.add_picture(png, Inches(0.5), Inches(1.4), Inches(8.4))
            frame = slide.shapes.add_textbox(Inches(9.1), Inches(1.5), Inches(4), Inches(5)).text_frame
            frame.word_wrap = True
            frame.text = TEXT
            frame.add_paragraph().text = TEXT
    if "pdf" in formats:
        SimpleDocTemplate(str(output / "report.pdf")).build(story)
    if "pptx" in formats:
        deck.save(str(output / "report.pptx"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:] or ["pdf", "pptx"])
