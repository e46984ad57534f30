"""What layouts are called, in many languages: the names that PowerPoint gives them, and those of corporate templates.

PowerPoint names its layouts in the language in which a file was made and never translates them afterwards.
"""

from __future__ import annotations

import re

# Parts of names, casefolded. Those of PowerPoint's own layouts come first in each row.
_WORDS: dict[str, tuple[str, ...]] = {
    "title": (
        "title slide", "titelfolie", "diapositive de titre", "diapositiva de título", "diapositiva titolo",
        "slide de título", "diapositivo de título", "titeldia", "rubrikbild", "titelslide", "lysbilde for tittel",
        "tittellysbilde", "titeldias", "otsikkodia", "slajd tytułowy", "úvodní snímek", "címdia", "diapozitiv titlu",
        "başlık slaydı", "титульный слайд", "титульний слайд", "タイトル スライド", "タイトルスライド", "标题幻灯片",
        "標題投影片", "제목 슬라이드", "شريحة عنوان", "שקופית כותרת", "शीर्षक स्लाइड", "trang chiếu tiêu đề",
        "cover", "opening", "deckblatt", "titelseite", "couverture", "page de garde", "portada", "copertina", "capa",
        "voorblad", "omslag", "okładka", "обложка", "表紙", "封面", "표지", "غلاف", "שער",
    ),
    "section": (
        "section header", "abschnittsüberschrift", "titre de section", "en-tête de section", "encabezado de sección",
        "intestazione sezione", "cabeçalho da seção", "cabeçalho da secção", "cabeçalho do seção", "sectiekop",
        "avsnittsrubrik", "inndelingsoverskrift", "deloverskrift", "afsnitsoverskrift", "osan ylätunniste",
        "nagłówek sekcji", "záhlaví části", "szakaszfejléc", "antet secțiune", "bölüm üst bilgisi",
        "заголовок раздела", "заголовок розділу", "セクション見出し", "节标题", "區段標題", "章節標題", "구역 머리글",
        "عنوان المقطع", "رأس المقطع", "כותרת מקטע עליונה", "अनुभाग शीर्ष लेख", "đầu đề của phần",
        "section", "divider", "chapter", "abschnitt", "kapitel", "trennfolie", "trennseite", "zwischentitel",
        "chapitre", "intercalaire", "sección", "separador", "sezione", "capitolo", "capítulo", "seção", "hoofdstuk",
        "sekcj", "раздел", "章", "中扉", "구역", "간지", "مقطع", "קטע",
    ),
    "quote": (
        "quote", "quotation", "zitat", "citation", "cita", "citazione", "citação", "citaat", "citat", "sitat", "cytat",
        "цитата", "引用", "引言", "인용", "اقتباس", "ציטוט",
    ),
    "key-figures": (
        "key figure", "key number", "key metric", "kpi", "metrics", "big number", "in numbers", "kennzahl", "zahlen",
        "chiffres", "cifras", "numeri chiave", "números", "kerncijfers", "nyckeltal", "nøkkeltall", "nøgletal",
        "kluczowe liczby", "показател", "ключевые цифры", "指標", "数字", "指标", "數字", "지표", "أرقام", "נתונים",
    ),
}  # fmt: skip

# A word begins where a word of the name begins, but in scripts that do not part words.
_PATTERNS = {
    role: re.compile("|".join((r"(?<!\w)" if w[0] < "\u0700" else "") + re.escape(w) for w in words))
    for role, words in _WORDS.items()
}


def says(name: str, role: str) -> bool:
    """Whether a layout's name says that it is for a role."""
    return role in _PATTERNS and _PATTERNS[role].search(name.casefold()) is not None
