"""Names that hold numbers, and words that a number after them numbers something: what makes a digit no datum.

Only what is certain stands here. A capitalised word before a number does not make a name of it, for "Revenue 12" and
"China 5" look like "Windows 11". What is not here is marked `{.literal}` where it is meant as a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# Each line of a table is one name or several; `_` stands for the space inside a name.

# Standards, laws and bodies that number what they issue.
_STANDARDS = """
AES ANSI ASC ASME ASTM BCBS BS CCITT CISPR COBIT CSA DDR DIN EIA EN Eurocode FIPS GRI IAS IATF IEC IEEE IFRIC IFRS
IPSAS ISA ISAE ISBN ISIN ISO ISSN ITU JIS LEED MiFID MIL-STD NACE NF NFPA NIC NIIF NIST OAuth OpenID PCI_DSS PCIe RFC
SAE SAML SDG SFAS SIC SOC SOX SSAE TLS UL USB UTC UTF VDI WCAG
"""
# Indices, and lists of firms: what is counted after them is in the name, "the S&P 500 companies".
_INDICES = """
AEX ASX ATX BEL CAC CSI DAX Dow Forbes Fortune FTSE Hang_Seng IBEX KOSPI MDAX Nasdaq NASDAQ Nifty Nikkei OMX Russell SBF
SDAX SMI S&P STOXX Stoxx TecDAX TOPIX TSX
"""
# Programmes.
_PROGRAMMES = """
Agenda Expo Horizon Industrie Industry Basel Solvency Omega
"""
# Products, vehicles and vessels.
_PRODUCTS = """
.NET Airbus Analytics Android Angular Apollo Area Ariane Atari AutoCAD Blu-ray Bluetooth Boeing Bombardier Bootstrap
C++ Catch CentOS Cessna Channel Chrome Claude COVID Covid CSS CUDA DB2 Debian DeepSeek Django Drupal Dynamics
Elasticsearch Embraer Excel Falcon Fedora Fiat Firefox Flight Formel Formula Formule Fórmula Galaxy Gemini Gemma GPT
Group_of GTX Hadoop HDMI Hepatitis Highway HTML HTTP Internet_Explorer Interstate iOS iPadOS iPhone Java JavaScript
Kafka Kotlin Kubernetes Laravel Llama macOS Mazda Microsoft Mistral MongoDB Motorway MySQL Next.js Node Node.js Office
OpenAPI OpenSSL Opus Perl Peugeot Photoshop PHP Pixel PlayStation Porsche Postgres PostgreSQL PowerPoint Python
PyTorch Qwen Radio React Redis RHEL Route RTX Ruby Ruby_on_Rails Rust Ryzen Saab Safari SARS-CoV Scala Snapdragon
Soyuz Spark Spring_Boot SQL_Server Studio Surface Swift Symfony TensorFlow Terraform Ubuntu vSphere Vue watchOS Web
Wi-Fi Windows Windows_Server Word WordPress World_War Xbox
"""

# Words that number a part of a text or of a work: what comes after them is a reference. In any case:
_ANYWHERE = {
    "en": "section sections sect. sec. article articles art. chapter chapters chap. figure figures fig. figs. table"
    " tables appendix annex clause clauses paragraph paragraphs para. footnote footnotes page pages p. pp. equation"
    " equations version phase tier scope type slide step sheet",
    "de": "abschnitt abschnitte artikel art. kapitel kap. abbildung abbildungen abb. tabelle tabellen tab. anhang"
    " anlage absatz abs. seite seiten s. ziffer ziff. version phase stufe paragraf paragraph fußnote folie typ"
    " raum saal zimmer formular formblatt linie gleis halle",
    "fr": "section sections article articles art. chapitre chapitres chap. figure figures fig. tableau tableaux tabl."
    " annexe annexes alinéa alinéas paragraphe loi décret arrêté l. r. d. page pages p. étape phase version"
    " diapositive salle formulaire ligne quai voie hall",
    "es": "sección secciones artículo artículos art. capítulo capítulos cap. figura figuras fig. tabla tablas cuadro"
    " anexo apartado párrafo página páginas pág. p. fase versión etapa tipo ley leyes decreto"
    " sala aula formulario línea andén edificio",
    "it": "sezione sezioni articolo articoli art. capitolo capitoli cap. figura fig. tabella tabelle tab. allegato"
    " appendice comma paragrafo pagina pagine pag. p. fase versione tipo legge decreto d.lgs."
    " sala aula modulo linea binario",
    "pt": "seção secção artigo artigos art. capítulo cap. figura figuras fig. tabela tabelas quadro anexo apêndice"
    " parágrafo página páginas pág. p. fase versão etapa tipo lei decreto"
    " sala formulário linha",
    "nl": "sectie artikel artikelen art. hoofdstuk hoofdstukken figuur figuren fig. tabel tabellen bijlage paragraaf"
    " pagina blz. p. fase versie zaal lokaal formulier lijn spoor",
}
# Those that are one with a capital: "Unit 4", but "per unit 4".
_CAPITAL = """
Amendment Appendix Block Box Building Category Class Directive District Door Exhibit Gate Gen Generation Goal Hall
Exit Junction Junctions Level Lot Mark Model Module Option Part Pier Pillar Platform Regulation Release Resolution
Room Rule Scenario Schedule Season Form Proposition Prop Series Stage Suite Terminal Track Type Unit Volume Workstream
Zone
"""
_NUMBERING = r"\d+[a-zA-Z]?(?:[.:/\-\u2010\u2011]\d+[a-zA-Z]?)*(?:\(\w{1,3}\))*"
_MORE = rf"(?:(?:\s?[,\u2013&-]\s?|\s(?:and|or|to|und|oder|bis|et|ou|à|y|o|e|a|en|of|tot)\s){_NUMBERING})*"
_MEASURES = (
    r"[%\u2030\u20ac$£×]|(?:percent|per\scent|percentage|prozent|procent|pour\scent|por\sciento|per\scento|por\scento"
    r"|million|billion|trillion|thousand|hundred|dozen|points?|pp|bn|mn|m|k|times|euros?|dollars?)\b"
)
_COUNTED = r"(?:companies|firms|people|countries|customers|employees|units)\b"
_EDGE = r"(?![\w%])(?![.,:]\d)"
_LISTED = re.compile(rf"{_NUMBERING}{_EDGE}(?![ \u00a0\u202f-]?(?:{_MEASURES}))")
_END = rf"{_EDGE}(?![ \u00a0\u202f-]?(?:{_MEASURES}|{_COUNTED}))"
_NUMBER = re.compile(_NUMBERING + _END)
_NUMBERS = re.compile(_NUMBERING + _MORE + _END)
_FIRST = re.compile(r"(?<![\w.,])\d")
# The two words before a number, without the article that French and Italian elide: "l'article 6".
_BEFORE = re.compile(
    r"(?:(?P<first>[^\s(\[\u201c\u00ab'\u2019]+)[ \u00a0])?(?P<word>[^\s(\[\u201c\u00ab'\u2019]+)[ \u00a0\u202f]$"
)
_NUMERO = frozenset(("no.", "nos.", "nr.", "n°", "nº", "n.º", "núm."))
_SIGN = re.compile(r"(?:§§?|¶|\b[Pp]p?\.)[ \u00a0\u202f]?$")
_BODIES = frozenset(("IEC", "TR", "TS", "EN", "ISO", "Server", "Pro", "Gen"))

# Kinds of a thing that are counted in its name, idioms, and acts of law by their numbers.
_FIXED = re.compile(
    r"(?<![\w.,-])(?:[1-4]-?D|[2-6]G|[23]FA|3M|23andMe|7-Eleven|7-Zip|1Password|3GPP|9/11|24/7|50/50"
    r"|(?:10|8|20|6)-[KQF]|401\(k\))(?![\w%]|[.,]\d)"
    r"|\b(?:[Ii]ndustri\w+|[Ii]ndústria|Arbeit|Society) [45]\.0(?![\w%])"
    r"|\b\d{2,4}/\d{1,4}/(?:EU|EC|EEC|EG|CE|UE)\b|\((?:EU|EC|EG|CE|UE)\) (?:No |Nr\. |n[°º] )?\d+/\d+"
)
# Three or more numbers with dots are a version, a part of a text or an address; not groups of thousands, nor a date.
_DOTTED = re.compile(
    r"(?<![\w.,])(?!\d{1,3}(?:\.\d{3})+(?![\w.]))(?!\d\d?\.\d\d?\.[12]\d{3}(?![\w.]))\d+(?:\.\d+){2,}(?![\w%]|[.,]\d)"
)
_EASTERN = re.compile(r"第\d+[章条條節节款項项編编部]|(?<![\u4e00-\u9fff])[図表图圖]\d+|(?<=[与與和同及])[図表图圖]\d+")
_NAMES = frozenset(name.replace("_", " ") for name in (_STANDARDS + _PROGRAMMES + _PRODUCTS).split())
_LISTS = frozenset(name.replace("_", " ") for name in _INDICES.split())
_CAPITALS = frozenset(_CAPITAL.split())


def named(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Where in a text, from and to, numbers stand that belong to a name or to a reference; some may overlap."""
    for pattern in (_FIXED, _DOTTED, _EASTERN):
        yield from (match.span() for match in pattern.finditer(text))
    for first in _FIRST.finditer(text):
        at = first.start()
        if match := _belonging(text, at, lang):
            yield at, match.end()


def _belonging(text: str, at: int, lang: str) -> re.Match[str] | None:
    """The number at a place of a text, with those listed with it, where the words before it number something."""
    if _SIGN.search(text, max(0, at - 5), at):
        return _NUMBERS.match(text, at)
    before = _BEFORE.search(text, max(0, at - 40), at)
    if not before:
        return None
    word, first = before["word"], before["first"] or ""
    if word.lower() in _NUMERO:
        word = first
    small = word[:1].lower() + word[1:]
    if small in _references("en") or small in _references(lang.partition("-")[0].lower()):
        return _NUMBERS.match(text, at)
    pair = f"{first} {word}"
    if not _LISTS.isdisjoint((word, word.partition("/")[0], pair)):
        return _LISTED.match(text, at)
    body = word in _BODIES and first.partition("/")[0] in _NAMES
    if body or not _NAMES.isdisjoint((word, word.partition("/")[0], pair)):
        return _NUMBER.match(text, at)
    return _NUMBERS.match(text, at) if word in _CAPITALS else None


@lru_cache(16)
def _references(language: str) -> frozenset[str]:
    return frozenset(_ANYWHERE.get(language, "").split())
