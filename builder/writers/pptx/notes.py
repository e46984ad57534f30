"""The page of speaker's notes of one slide (PresentationML, ECMA-376 part 1, 19.3.1.26)."""

from __future__ import annotations

from builder.writers.pptx.markup import HEAD, NS, TREE, attribute


def notes_page(paragraphs: str, number: int, lang: str) -> str:
    """The notes page: the slide's image, what is said, and the number."""
    image = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide Image 1"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" '
        'noChangeAspect="1"/></p:cNvSpPr><p:nvPr><p:ph type="sldImg"/></p:nvPr></p:nvSpPr><p:spPr/></p:sp>'
    )
    text = (
        '<p:sp><p:nvSpPr><p:cNvPr id="3" name="Notes 2"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        '<p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>'
        f"{paragraphs}</p:txBody></p:sp>"
    )
    page = (
        '<p:sp><p:nvSpPr><p:cNvPr id="4" name="Slide Number 3"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        '<p:ph type="sldNum" sz="quarter" idx="5"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>'
        f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr lang="{attribute(lang)}"/>'
        f"<a:t>{number}</a:t></a:fld></a:p></p:txBody></p:sp>"
    )
    return (
        f"{HEAD}<p:notes {NS}><p:cSld><p:spTree>{TREE}{image}{text}{page}</p:spTree></p:cSld><p:clrMapOvr>"
        "<a:masterClrMapping/></p:clrMapOvr></p:notes>"
    )
