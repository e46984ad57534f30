"""Makes the base deck from the Theme: `python -m builder.writers.pptx.base_deck`.

A 16:9 presentation without slides: our colours and fonts, a master, a notes master, a table style, and the layouts of
`layouts.base_layouts`. The result is kept as `templates/base.pptx`; it has no time, author or picture in it.
"""

from __future__ import annotations

from pathlib import Path

from builder.theme import Theme
from builder.writers.pptx.base_parts import (
    layout_part,
    master_part,
    notes_master_part,
    table_styles_part,
    theme_part,
)
from builder.writers.pptx.layouts import base_layouts
from builder.writers.pptx.markup import HEAD, NS, R, emu
from builder.writers.pptx.zipped import zipped

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OOXML = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "ppt/presentation.xml": "presentationml.presentation.main",
    "ppt/presProps.xml": "presentationml.presProps",
    "ppt/viewProps.xml": "presentationml.viewProps",
    "ppt/tableStyles.xml": "presentationml.tableStyles",
    "ppt/theme/": "theme",
    "ppt/slideMasters/": "presentationml.slideMaster",
    "ppt/slideLayouts/": "presentationml.slideLayout",
    "ppt/notesMasters/": "presentationml.notesMaster",
    "docProps/app.xml": "extended-properties",
}
NOTES_WIDTH, NOTES_HEIGHT = 540.0, 720.0  # points; portrait, as PowerPoint prints notes


def make_base_deck(theme: Theme) -> bytes:
    """The .pptx file; the same bytes for the same theme."""
    layouts = list(base_layouts(theme).named.values())
    parts = {
        "ppt/presentation.xml": _presentation(theme, len(layouts)),
        "ppt/presProps.xml": f"{HEAD}<p:presentationPr {NS}/>",
        "ppt/viewProps.xml": f"{HEAD}<p:viewPr {NS}/>",
        "ppt/tableStyles.xml": table_styles_part(theme),
        "ppt/theme/theme1.xml": theme_part(theme),
        "ppt/theme/theme2.xml": theme_part(theme),
        "ppt/slideMasters/slideMaster1.xml": master_part(theme, len(layouts)),
        "ppt/notesMasters/notesMaster1.xml": notes_master_part(NOTES_WIDTH, NOTES_HEIGHT),
        "docProps/app.xml": (
            f'{HEAD}<Properties xmlns="{R.rpartition("/")[0]}/extended-properties"><TotalTime>0</TotalTime>'
            "<Application>build-report</Application></Properties>"
        ),
    }
    rels = {
        "": [("officeDocument", "ppt/presentation.xml"), ("extended-properties", "docProps/app.xml")],
        "ppt/presentation.xml": [
            ("slideMaster", "slideMasters/slideMaster1.xml"),
            ("notesMaster", "notesMasters/notesMaster1.xml"),
            ("presProps", "presProps.xml"),
            ("viewProps", "viewProps.xml"),
            ("theme", "theme/theme1.xml"),
            ("tableStyles", "tableStyles.xml"),
        ],
        "ppt/slideMasters/slideMaster1.xml": [
            *(("slideLayout", f"../slideLayouts/slideLayout{n}.xml") for n in range(1, len(layouts) + 1)),
            ("theme", "../theme/theme1.xml"),
        ],
        "ppt/notesMasters/notesMaster1.xml": [("theme", "../theme/theme2.xml")],
    }
    for n, layout in enumerate(layouts, 1):
        name = f"ppt/slideLayouts/slideLayout{n}.xml"
        parts[name] = layout_part(layout, theme)
        rels[name] = [("slideMaster", "../slideMasters/slideMaster1.xml")]
    entries = {"[Content_Types].xml": _content_types(list(parts))}
    entries |= {_rels_name(source): _relationships(rows) for source, rows in rels.items()} | parts
    return zipped((name, text.encode()) for name, text in entries.items())


def _presentation(theme: Theme, layouts: int) -> str:
    levels = "".join(
        f'<a:lvl{n}pPr marL="{(n - 1) * 342900}" algn="l" rtl="0"><a:defRPr sz="1400"><a:solidFill>'
        '<a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>'
        f'<a:cs typeface="+mn-cs"/></a:defRPr></a:lvl{n}pPr>'
        for n in range(1, 6)
    )
    return (
        f'{HEAD}<p:presentation {NS} saveSubsetFonts="1"><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/>'
        '</p:sldMasterIdLst><p:notesMasterIdLst><p:notesMasterId r:id="rId2"/></p:notesMasterIdLst>'
        f'<p:sldSz cx="{emu(theme.slide.width)}" cy="{emu(theme.slide.height)}"/>'
        f'<p:notesSz cx="{emu(NOTES_WIDTH)}" cy="{emu(NOTES_HEIGHT)}"/><p:defaultTextStyle><a:defPPr>'
        f'<a:defRPr lang="en-US"/></a:defPPr>{levels}</p:defaultTextStyle></p:presentation>'
    )


def _content_types(names: list[str]) -> str:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_OOXML}.'
        f'{next(kind for start, kind in _TYPES.items() if name.startswith(start))}+xml"/>'
        for name in names
    )
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{overrides}</Types>'
    )


def _rels_name(source: str) -> str:
    folder, _, name = source.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else "_rels/.rels"


def _relationships(rows: list[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{R}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(rows, 1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def base_deck_path() -> Path:
    """The base deck: beside the package's files in a wheel, in `templates/` in a checkout."""
    package = Path(__file__).parents[2]
    inside = package / "templates" / "base.pptx"
    return inside if inside.is_file() else package.parent / "templates" / "base.pptx"


if __name__ == "__main__":
    (Path(__file__).parents[3] / "templates" / "base.pptx").write_bytes(make_base_deck(Theme()))
