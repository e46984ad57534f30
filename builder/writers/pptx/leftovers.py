"""Taking out of a template's package what is not its look: sample slides and all that hangs on them, comments, tags,
macros, custom shows and parts, traces of editing.

What stays is named; whatever else the package refers to goes, known or not. Parts are written only where a relationship
leads to them, so that it is the relationships that are taken out, and the elements that would refer to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from builder.writers.pptx.markup import HEAD, NS, A, P, R

# The last word of the relationships that a presentation keeps.
_KEPT = frozenset(
    ("slideMaster", "notesMaster", "handoutMaster", "presProps", "viewProps", "theme", "tableStyles", "font")
)
# What of the presentation's element is of its slides, its author or its protection; but for extensions.
_GOING = ("sldIdLst", "custShowLst", "photoAlbum", "custDataLst", "smartTags", "modifyVerifier")
# Extensions of the presentation that say nothing of slides: the guides of the slide and of its notes.
_EXTENSIONS = frozenset(("{EFAFB233-063F-42B5-8137-9DF3F51BA10A}", "{2D200454-40CA-4A62-9FC3-DE9A4176ACB9}"))
_PLAIN = {"presProps": "presentationPr", "viewProps": "viewPr"}


def clean_template(part: Any) -> None:
    """Leaves of a presentation's part what its slides need: masters, layouts, themes, fonts, table styles, guides."""
    for rel in list(part.rels.values()):
        if rel.reltype.rpartition("/")[2] not in _KEPT or rel.is_external:
            part.rels.pop(rel.rId)
    element = part._element
    for child in list(element):
        if child.tag.rpartition("}")[2] in _GOING:
            element.remove(child)
    for extension in [e for e in element.iter(f"{{{P}}}ext") if e.get("uri") not in _EXTENSIONS]:
        extension.getparent().remove(extension)
    for empty in [e for e in element.findall(f"{{{P}}}extLst") if not len(e)]:
        element.remove(empty)
    _renew_properties(part)
    for owner in _masters(part):
        _drop_jumps(owner)


def _masters(part: Any) -> Iterator[Any]:
    """The masters and layouts of a presentation."""
    for rel in part.rels.values():
        if rel.reltype in (RT.SLIDE_MASTER, RT.NOTES_MASTER, RT.HANDOUT_MASTER):
            yield rel.target_part
            yield from (r.target_part for r in rel.target_part.rels.values() if r.reltype == RT.SLIDE_LAYOUT)


def _drop_jumps(owner: Any) -> None:
    """Takes out what a master or a layout has of slides that are gone: links to them, tags, comments."""
    gone = set()
    for rel in list(owner.rels.values()):
        if not rel.is_external and rel.reltype.rpartition("/")[2] in ("slide", "tags", "comments", "customXml"):
            gone.add(rel.rId)
            owner.rels.pop(rel.rId)
    if not gone:
        return
    element = owner._element if hasattr(owner, "_element") else None
    for found in list(element.iter()) if element is not None else ():
        if found.get(f"{{{R}}}id") not in gone or found.getparent() is None:
            continue
        parent = found.getparent()
        parent.remove(found)
        if not len(parent) and parent.tag == f"{{{P}}}custDataLst":
            parent.getparent().remove(parent)


def _renew_properties(part: Any) -> None:
    """Properties of the show and of the view are plain: a template's tell of its slides and of who looked at them last.
    PowerPoint repairs a presentation that has none.
    """
    package = part.package
    for kind, root in _PLAIN.items():
        for rel in [r for r in part.rels.values() if r.reltype.endswith(f"/{kind}")]:
            part.rels.pop(rel.rId)
        type_ = CT.PML_PRES_PROPS if kind == "presProps" else CT.PML_VIEW_PROPS
        plain = Part(PackURI(f"/ppt/{kind}.xml"), type_, package, f"{HEAD}<p:{root} {NS}/>".encode())
        part.relate_to(plain, RT.PRES_PROPS if kind == "presProps" else RT.VIEW_PROPS)
    if not any(r.reltype == RT.TABLE_STYLES for r in part.rels.values()):
        styles = f'{HEAD}<a:tblStyleLst xmlns:a="{A}" def="{{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}}"/>'
        made = Part(PackURI("/ppt/tableStyles.xml"), CT.PML_TABLE_STYLES, package, styles.encode())
        part.relate_to(made, RT.TABLE_STYLES)
