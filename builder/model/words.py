"""The few words that the builder itself puts into a document, by language; English where a language has none here."""

from __future__ import annotations

_KEYS = ("figure", "table", "total", "contents", "sources", "source", "continued", "page")
_WORDS = {
    "en": ("Figure", "Table", "Total", "Contents", "Sources", "Source", "continued", "Page {0} of {1}"),
    "de": ("Abbildung", "Tabelle", "Summe", "Inhalt", "Quellen", "Quelle", "Fortsetzung", "Seite {0} von {1}"),
    "fr": ("Figure", "Tableau", "Total", "Sommaire", "Sources", "Source", "suite", "Page {0} sur {1}"),
    "es": ("Figura", "Tabla", "Total", "Índice", "Fuentes", "Fuente", "continuación", "Página {0} de {1}"),
    "it": ("Figura", "Tabella", "Totale", "Indice", "Fonti", "Fonte", "continua", "Pagina {0} di {1}"),
    "nl": ("Figuur", "Tabel", "Totaal", "Inhoud", "Bronnen", "Bron", "vervolg", "Pagina {0} van {1}"),
    "pt": ("Figura", "Tabela", "Total", "Índice", "Fontes", "Fonte", "continuação", "Página {0} de {1}"),
    "sv": ("Figur", "Tabell", "Summa", "Innehåll", "Källor", "Källa", "forts.", "Sida {0} av {1}"),
    "da": ("Figur", "Tabel", "I alt", "Indhold", "Kilder", "Kilde", "fortsat", "Side {0} af {1}"),
    "pl": ("Rysunek", "Tabela", "Razem", "Spis treści", "Źródła", "Źródło", "ciąg dalszy", "Strona {0} z {1}"),
    "ja": ("図", "表", "合計", "目次", "出典", "出典", "続き", "{0} / {1} ページ"),
    "zh": ("图", "表", "合计", "目录", "来源", "来源", "续", "第 {0} 页，共 {1} 页"),
    "ar": ("الشكل", "الجدول", "المجموع", "المحتويات", "المصادر", "المصدر", "تابع", "صفحة {0} من {1}"),
}


def word(key: str, lang: str) -> str:
    """The word for a key in a language given as BCP 47. "page" has the page at {0} and their number at {1}.
    Raises ValueError for a key that is not one of "figure", "table", "total", "contents", "sources", "source",
    "continued" and "page".
    """
    return _WORDS.get(lang.partition("-")[0], _WORDS["en"])[_KEYS.index(key)]
