"""The few words that the deck itself puts on a slide, in the languages that are known; else in English."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "de": {"Figure": "Abbildung", "Table": "Tabelle", "Source": "Quelle", "Sources": "Quellen", "Contents": "Inhalt",
           "continued": "Fortsetzung", "Page": "Seite", "of": "von"},
    "fr": {"Figure": "Figure", "Table": "Tableau", "Source": "Source", "Sources": "Sources", "Contents": "Sommaire",
           "continued": "suite", "Page": "Page", "of": "sur"},
    "es": {"Figure": "Figura", "Table": "Tabla", "Source": "Fuente", "Sources": "Fuentes", "Contents": "Índice",
           "continued": "continuación", "Page": "Página", "of": "de"},
    "it": {"Figure": "Figura", "Table": "Tabella", "Source": "Fonte", "Sources": "Fonti", "Contents": "Indice",
           "continued": "continua", "Page": "Pagina", "of": "di"},
    "nl": {"Figure": "Figuur", "Table": "Tabel", "Source": "Bron", "Sources": "Bronnen", "Contents": "Inhoud",
           "continued": "vervolg", "Page": "Pagina", "of": "van"},
}  # fmt: skip


def label(word: str, lang: str) -> str:
    """`word` in the language of a BCP 47 tag."""
    return WORDS.get(lang.partition("-")[0], {}).get(word, word)
