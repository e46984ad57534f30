"""The other decks of the tests in templates of different make, each before all judges: the validator of the schema, the
checker of accessibility and package rules, and what stands where.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from accessible import findings
from chart_gallery import figures, gallery
from conftest import ROOT
from deck_samples import THEME, document
from foreign_templates import MAKERS, template
from openxml_audit import OpenXmlValidator
from random_decks import random_document
from test_pptx_foreign import assert_sound, built

from builder.errors import Findings
from builder.pipeline import BuildOptions, _Clock, _prepared
from builder.writers.base import WriteJob

TEMPLATES = ("pptx-own-4x3", "german", "arabic", "dark", "left-title", "portrait-a4", "two-masters")


def charts() -> WriteJob:
    return WriteJob(document(*figures(list(gallery().values()))), THEME, Findings())


def starter() -> WriteJob:
    report = ROOT / "templates" / "starter" / "report.md"
    return _prepared(report, BuildOptions(formats=("pptx",)), _Clock(None))[0]


def random_texts(lang: str) -> Callable[[], WriteJob]:
    return lambda: WriteJob(random_document(7, lang, 8), THEME, Findings())


DECKS: Mapping[str, Callable[[], WriteJob]] = {
    "charts": charts, "starter": starter, "German": random_texts("de-DE"), "Arabic": random_texts("ar"),
    "Japanese": random_texts("ja"),
}  # fmt: skip


@pytest.mark.parametrize("deck", DECKS)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_deck_in_templates_of_many_makes(tmp_path: Path, name: str, deck: str) -> None:
    theirs = tmp_path / f"{name}{MAKERS[name][0]}"
    theirs.write_bytes(template(name))
    path = built(tmp_path, DECKS[deck](), theirs)
    assert [str(e) for e in OpenXmlValidator().validate(str(path)).errors] == []
    assert findings(path) == []
    assert_sound(path)
