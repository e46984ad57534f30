"""Broken variants of the flagship: one file of it with bytes, lines or blocks removed, doubled, swapped or cut off.

A seed is a variant: the same everywhere, so that a failure can be had again (`SEEDS=17:18 make soak`).
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from conftest import ROOT

from builder import pipeline
from builder.errors import ReportError

REPORT = Path("templates") / "ai_index" / "report.md"
DATA = Path("data") / "ai_index_2025"


class Flagship:
    """A copy of the flagship in `folder`, of which one file at a time is broken and mended again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in (Path("templates"), DATA):
            shutil.copytree(ROOT / part, folder / part)
        (folder / "pyproject.toml").write_text("", encoding="utf-8")  # bounds the project
        self.tables = sorted(p.relative_to(folder) for p in (folder / DATA).glob("*.csv"))

    def try_variant(self, seed: int, *, build: bool = False) -> bool:
        """Checks (or builds) the variant `seed`: whether it was still sound.

        Anything but a `ReportError` with sound diagnostics comes through, with the variant named.
        """
        r = random.Random(seed)  # noqa: S311 - a seed is a variant
        kind = r.random()
        name = REPORT if kind < 0.6 else DATA / "datapackage.json" if kind < 0.75 else r.choice(self.tables)
        file = self.folder / name
        whole = file.read_bytes()
        broken, how = damage(whole, r)
        file.write_bytes(broken)
        try:
            return self._is_sound(self.folder / "output" if build else None)
        except Exception as error:
            error.add_note(f"variant {seed}: {name}, {how}")
            raise
        finally:
            file.write_bytes(whole)
            shutil.rmtree(self.folder / "output", ignore_errors=True)

    def _is_sound(self, output: Path | None) -> bool:
        report = self.folder / REPORT
        try:
            if output:
                pipeline.build(report, pipeline.BuildOptions(output=output))
            else:
                pipeline.check(report)
        except ReportError as error:
            found = error.diagnostics
            assert any(d.severity == "error" for d in found)
            for d in found:
                assert d.message, d
                assert d.location, d
                assert d.location.line >= 1, d
                assert d.location.column >= 1, d
            written = list(output.iterdir()) if output and output.is_dir() else []
            assert not written, "a failed build wrote files"
            return False
        return True


def damage(content: bytes, r: random.Random) -> tuple[bytes, str]:
    """`content` with one to three pieces damaged, and what was done to it."""
    done = []
    for _ in range(r.choice((1, 1, 1, 2, 3))):
        unit, separator = r.choice((("bytes", b""), ("lines", b"\n"), ("blocks", b"\n\n")))
        pieces = content.split(separator) if separator else [content[i : i + 1] for i in range(len(content))]
        if len(pieces) < 3:
            continue
        what = r.choice(("remove", "double", "swap", "cut", "replace"))
        i, j = sorted(r.sample(range(len(pieces)), 2))
        length = r.choice((1, 1, 1, 2, 5))
        match what:
            case "remove":
                del pieces[i : i + length]
            case "double":
                pieces[i:i] = pieces[i : i + length]
            case "swap":
                pieces[i], pieces[j] = pieces[j], pieces[i]
            case "cut":
                del pieces[j:]
            case _:
                pieces[i] = r.choice(
                    (b"\xff", b"\0", b"{{", b"}}", b"```", b'"', b"'", b":::", b"[", b"|", b"-1e999", b"")
                )
        content = separator.join(pieces)
        done.append(f"{what} {unit} at {i}, {j}")
    return content, "; ".join(done)
