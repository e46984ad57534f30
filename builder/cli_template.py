"""The command `template inspect`: a template's roles as a table, its placeholders, pictures, and a mapping to edit."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from builder.cli_output import Console, shown
from builder.writers.pptx.inspecting import Inspection, inspect_template, write_mapping
from builder.writers.pptx.mapping import TABLE, mapping_path

FEET = ("date", "footer", "slide_number")  # every layout has them: they are in the JSON


def inspect(file: Path, folder: Path | None, console: Console, *, write: bool, pictures: bool) -> None:
    """Tells of the template in a file; with `write` also writes the mapping beside it, and with `pictures` a picture of
    each role into `folder`, where LibreOffice is there.
    """
    from builder.pipeline import project_root

    settings = project_root(file) / "pyproject.toml"
    told = inspect_template(file, settings)
    _tables(told, console)
    written = write_mapping(file, told.mapping) if write else None
    if written:
        console.say(f"\n{shown(written)}: edit it, and the next build keeps to it")
    else:
        own = mapping_path(file)
        where = f"edit {shown(own)}" if own.is_file() else f"--write makes {own.name}"
        console.say(f"\nTo choose other layouts: {where}, or put this into pyproject.toml:\n\n{told.table.rstrip()}")
    drawn = _pictures(file, settings, folder, console) if pictures else []
    console.finish(
        ok=True,
        roles=[asdict(row) for row in told.roles],
        missing=told.missing,
        masters=told.masters,
        size=told.size,
        rows=[asdict(row) for row in told.rows],
        mapping=shown(written) if written else None,
        table={"name": TABLE, "toml": told.table},
        pictures=[shown(p) for p in drawn],
    )


def _tables(told: Inspection, console: Console) -> None:
    several = len(told.masters) > 1
    console.say(f"slides of {told.size[0]} x {told.size[1]} inches, {_counted(len(told.masters), 'master')}\n")
    head = ["role", "layout", *(["master"] if several else []), "found", "placeholders"]
    rows = [
        [r.role, r.layout, *([r.master] if several else []), r.found, r.placeholders or "no placeholder"]
        for r in told.roles
    ]
    console.table(head, rows)
    if told.missing:
        console.say(f"\nno layout is for: {', '.join(told.missing)}")
        console.say('"made": places are made on the layout; "stands in": it has what is there of the slide')
    else:
        console.say("\nevery kind of slide has a layout")
    console.say("")
    head = ["layout", *(["master"] if several else []), "role", "placeholder", "type", "idx", "left", "top", "width",
            "height"]  # fmt: skip
    told_rows = [r for r in told.rows if r.type not in FEET]
    console.table(head, [[str(v) for k, v in asdict(r).items() if several or k != "master"] for r in told_rows])


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" + ("s" if count != 1 else "")


def _pictures(file: Path, settings: Path, folder: Path | None, console: Console) -> list[Path]:
    from builder.writers.pptx.samples import libreoffice, sample_pictures

    if not libreoffice():
        console.say("\nno pictures: LibreOffice is not here")
        return []
    target = folder or Path("output") / f"{file.stem}-layouts"
    drawn = sample_pictures(file, settings, target)
    console.say(f"\n{_counted(len(drawn), 'picture')}, one for each role: {shown(target)}")
    return drawn
