"""How time a page, a slide and a table row grows with their number; run by `bench.py`, one process a measurement.

    python scale.py pages|slides|rows COUNT [STANDARD]

STANDARD is what the PDF conforms to, as `--pdf-standard` has it. Builds a small report of the kind first, so that
imports are no part of it, then the one asked for, and prints JSON: seconds of CPU, pages or slides or rows that came
out, and the peak memory of the process in MB.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from twelve import TEXT

from builder.pipeline import BuildOptions, BuildResult, build

HEAD = "---\ntitle: Scale\ndate: 2025-01-31\nlang: en-US\ndataset: scale\n---\n"
PAGE = f"## A section {{{{#s{{n}}}}}}\n\n{(TEXT + chr(10) * 2) * 6}"
SLIDE = "# A finding {{#s{n}}}\n\n- Orders grew.\n- Costs fell.\n\n"
CHART = "```chart c{n}\nmark: bar\ndata: small\nx: name\ny: amount\ntitle: A finding\n```\n\n"
TABLE = "```sql every\nselect * from rows\n```\n\n# Rows {#rows}\n\n```table all\ndata: every\ncaption: All rows\n```\n"
QUERY = "```sql small\nselect name, amount from rows limit 6\n```\n\n"


def report(kind: str, count: int) -> str:
    """The Markdown of a report with `count` pages, slides (every other one with a native chart) or table rows."""
    if kind == "pages":
        return HEAD + "# Part {#part}\n\n" + "".join(PAGE.format(n=n) for n in range(count))
    if kind == "slides":
        charts = (SLIDE.format(n=n) + (CHART.format(n=n) if n % 2 else "") for n in range(count))
        return HEAD + QUERY + "".join(charts)
    return HEAD + TABLE


def make(folder: Path, kind: str, count: int) -> Path:
    """A project with such a report; its table has as many rows as are asked for, and never less than six."""
    data = folder / "data" / "scale"
    data.mkdir(parents=True)
    rows = count if kind == "rows" else 6
    lines = (f"Item {n},{n * 7 % 1000},{n / 8},Group {n % 9}\n" for n in range(rows))
    (data / "rows.csv").write_text("name,amount,rate,group\n" + "".join(lines), encoding="utf-8")
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    path = folder / "report.md"
    path.write_text(report(kind, count), encoding="utf-8")
    return path


def made(result: BuildResult, kind: str) -> int:
    """How many pages or slides came out, counted in the file itself."""
    file = result.files[0]
    if kind == "pages":
        import pypdfium2

        with pypdfium2.PdfDocument(file) as pdf:
            return len(pdf)
    import zipfile

    return sum(name.startswith("ppt/slides/slide") for name in zipfile.ZipFile(file).namelist())


def main(kind: str, count: int, standard: str = "") -> None:
    standards = (standard,) if standard else ()
    options = BuildOptions(formats=("pptx",) if kind == "slides" else ("pdf",), pdf_standard=standards)
    with tempfile.TemporaryDirectory() as folder:
        build(make(Path(folder) / "warm", kind, 10), options)
        path = make(Path(folder) / "real", kind, count)
        seconds = float("inf")
        for _ in range(1 if count > 100 else 5):
            start = time.process_time()
            result = build(path, options)
            seconds = min(seconds, time.process_time() - start)
        units = count if kind == "rows" else made(result, kind)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(json.dumps({"seconds": seconds, "units": units, "peak": peak}))  # noqa: T201 - its answer to bench.py


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
