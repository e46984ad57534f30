"""The words of numbers, a table a language: what is one by itself, and what is one beside a word of quantity.

A small number by itself is ordinary prose ("two cautions", "one of them", "the first"), and so are words that only
look like one ("a second opinion", "a third party"). From ten on, with a word of quantity, as a share or as a multiple
it states a fact that changes with the data.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The number words of a language, as parts of regular expressions without groups that capture.

    `one` and `small` are those below ten, `large` those from ten on, which may be written together or in a row with
    what `link` joins. `units` are words of quantity, `of` stands in "nine in ten". `alone` is reported as it is.
    `occasion` is what tells how often and not how much, and is no number: "met two times". `heads` is how any of them
    may begin: most words do not.
    """

    heads: str
    one: str
    small: str
    large: str
    units: str
    of: str
    alone: tuple[str, ...]
    occasion: str = r"(?!)"
    link: str = r"[-\s]"


_TENS_EN = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS_EN = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_FEW_EN = "two|three|four|five|six|seven|eight|nine"
_PARTS_EN = "thirds?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|twelfths?|hundredths?"
_BEFORE_EN = "|".join(
    rf"(?<=\b{word}\s)" for word in ("by", "about", "nearly", "almost", "over", "under", "roughly", "around", "than")
)

ENGLISH = Words(
    "an? [hmbtdqfsen]|one|two|th[ir]|fou|for|fi[fv]|six|sev|eig|nin|ten|elev|tw[ei]|hal|hun|tho|doub|tr[ei][bp]"
    "|qua|quin|mil",
    "one",
    _FEW_EN,
    rf"(?:{_TEENS_EN}|(?:{_TENS_EN})(?:-(?:one|{_FEW_EN}))?)(?:\s(?:hundred|thousand|million|billion|trillion))?"
    rf"|(?:an?|one|{_FEW_EN})\s(?:hundred|thousand|million|billion|trillion|dozen)",
    r"times|percent|per\scent|percentage|points?|dozen|fold|dollars?|euros?|pounds?|cents?|basis\spoints",
    r"in|of(?:\severy|\sthe)?|out\sof(?:\severy)?",
    (
        r"(?:doubl|tripl|trebl|quadrupl|quintupl|halv)(?:ed|ing)\b",
        r"(?:doubles|triples|trebles|quadruples|halves)\b(?=\s(?:the|its|their|our|in|every|each|by|to)\b)",
        r"twice(?=\s(?:as|the|its|their|what|that)\b)|thrice",
        rf"(?:{_FEW_EN}|{_TEENS_EN}|{_TENS_EN}|hundred|thousand|million)-?fold",
        rf"(?:{_FEW_EN})[-\s](?:{_PARTS_EN})(?=\s(?:of|the|as|more|less|fewer|higher|lower|larger|smaller)\b|\W*$|[.,;:)])",
        rf"(?:{_FEW_EN})-(?:{_PARTS_EN})",
        r"(?<!last\s)(?<!past\s)(?<!next\s)(?<!first\s)(?<!previous\s)three\squarters(?=\sof\b)|three-quarters",
        rf"(?:an?|one)[-\s](?:{_PARTS_EN}|quarter)(?=\sof\b|\s(?:as|more|less|fewer|higher|lower|larger|smaller|since)\b)",
        rf"(?:{_BEFORE_EN})(?:an?|one)\s(?:{_PARTS_EN}|quarter)(?!\s(?:party|time|option|year|one|person|country|of\w))",
        rf"half(?=\s(?:of|the|its|their|as|that|what|our|all)\b)|(?:{_BEFORE_EN})(?:a\s)?half\b",
        r"(?:a|one|two|three|four|five|six)\s(?:and\sa\s)?(?:half\s)?dozen|half\sa\sdozen|one\sper\s?cent",
    ),
    r"two\stimes(?!\s(?:the|as|its|their|more|less|higher|larger|smaller|lower|what|that)\b)",
)

_FEW_DE = "zwei|drei|vier|fünf|sechs|sieben|acht|neun"
_TEENS_DE = "zehn|elf|zwölf|dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn|achtzehn|neunzehn"
_TENS_DE = "zwanzig|dreißig|dreissig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig"
_PARTS_DE = "drittel|viertel|fünftel|sechstel|siebtel|achtel|neuntel|zehntel|hundertstel"

GERMAN = Words(
    "ein|zw|dr[ei]|vier|fün|sech|sieb|acht|neun|zeh|elf|hun|tau|verd|verv|verf|verz|ged|gev|halb|dopp|ande|dutz"
    "|das |die |der |zur |um |knapp|fast",
    "ein|eine[mnrs]?",
    _FEW_DE,
    rf"{_TEENS_DE}|(?:(?:ein|{_FEW_DE})und)?(?:{_TENS_DE})|(?:ein|{_FEW_DE})?(?:hundert|tausend)(?:\w*(?:zig|zehn|hundert))?"
    rf"|(?:eine|{_FEW_DE}|{_TEENS_DE})\s(?:million(?:en)?|milliarden?|billion(?:en)?)",
    r"prozent|prozentpunkte[n]?|mal|punkte[n]?|euro|dollar|millionen|milliarden",
    r"von|der|aus",
    (
        r"(?:ver|ge)(?:doppel|dreifach|vierfach|fünffach|zehnfach)t\w*|halbiert\w*|halbieren|ver(?:doppel|dreifach|vierfach)n",
        rf"(?:{_FEW_DE}|{_TEENS_DE}|hundert|tausend)-?(?:fach|mal)\w*|doppelt\sso|anderthalb|(?:ein\s|zwei\s)?dutzend(?!e)",
        rf"(?:{_FEW_DE})[-\s]?(?:{_PARTS_DE})|(?:ein(?:em)?|das|ein\sgutes|fast\sein)\s(?:{_PARTS_DE})",
        r"(?:die|der|zur|um\sdie|eine|knapp\sdie)\shälfte|halb\sso",
    ),
    r"zwei\s?mal(?!\w|\s(?:so|mehr|weniger|höher|größer|kleiner)\b)",
)

_FEW_FR = "deux|trois|quatre|cinq|six|sept|huit|neuf"
_TEENS_FR = "dix(?:-(?:sept|huit|neuf))?|onze|douze|treize|quatorze|quinze|seize"
_TENS_FR = "vingt|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|quatre-vingts?"

FRENCH = Words(
    "une? |une?-|deux|troi|quat|cinq|six|sept|huit|neuf|dix|onz|dou|trei|trip|quin|sei|vin|tren|quar|soix|octa"
    "|nona|cent|mill|a |ont |est |sont |avait |l[ea] |du |demi",
    "une?",
    _FEW_FR,
    rf"{_TEENS_FR}|(?:{_TENS_FR})(?:(?:-|\set\s|-et-)(?:une?|{_FEW_FR}|{_TEENS_FR}))?|(?:{_FEW_FR})?\s?cents?(?=\s\w)"
    rf"|(?:(?:{_FEW_FR})\s)?mille|(?:une?|{_FEW_FR})\s(?:million|milliard)s?",
    r"fois|pour\scents?|pourcents?|points?|euros?|dollars?|millions?|milliards?",
    r"sur|des?",
    (
        r"(?:a|ont|est|sont|avait)\s(?:presque\s|plus\sque\s)?(?:doublé|triplé|quadruplé|décuplé)\w*|doublement|triplement",
        r"(?:la|une)\smoitié|(?:le|un|deux)\stiers(?!\s(?:est|était|a|qui|ne|peut)\b)|(?:un|le|trois)\squarts?",
        r"(?:un|deux|trois|quatre)\scinquièmes?",
        r"(?:une?|deux|trois|demi)[-\s](?:demi-)?(?:douz|diz|vingt|trent|quarant|cinquant|cent)aines?",
        r"(?:le|du)\s(?:double|triple|quadruple|décuple)(?=\s(?:d|qu|en)|\W*$|\s?[.,;:)])",
    ),
    r"deux\sfois(?!\s(?:plus|moins|le|la|son|sa|leur|celui|celle|supérieur|inférieur)|\sl[’'])",
)

_FEW_ES = "dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
_TEENS_ES = (
    "diez|once|doce|trece|catorce|quince|dieciséis|diecisiete|dieciocho|diecinueve|veinti(?:uno?|ún|dós|trés|cuatro|cinco"
    "|séis|siete|ocho|nueve)"
)
_TENS_ES = "veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"

SPANISH = Words(
    "un|dos|tre|cuat|cuar|cinc|sei|siet|set|och|nuev|nov|diez|diec|onc|doc|cat|quin|vein|ses|cie|mil|se |ha|dup"
    "|tri|la |el |al |med",
    "un[ao]?",
    _FEW_ES,
    rf"{_TEENS_ES}|(?:{_TENS_ES})(?:\sy\s(?:un[ao]?|{_FEW_ES}))?|cien(?:to)?|(?:dos|tres|cuatro|seis|ocho)cient[oa]s|quinient[oa]s"
    rf"|(?:(?:{_FEW_ES})\s)?mil(?!\w)|(?:un|{_FEW_ES})\s(?:millón|millones)",
    r"veces|por\sciento|puntos?|euros?|dólares|millones|mil",
    r"de(?:\scada)?",
    (
        r"(?:se\s)?(?:ha|han|había)?\s?(?:duplicad|triplicad|cuadruplicad)[oa]s?|(?:se\s)?(?:duplic|triplic|cuadruplic)(?:ó|aron)",
        r"(?:la|una)\smitad|(?:un|dos|el)\stercios?|(?:un|tres)\scuartos?|(?:un|dos|tres|cuatro)\squintos?",
        r"(?:una|dos|media)\sdocenas?|(?:el|al)\s(?:doble|triple|cuádruple)(?=\s(?:de|del|que|en)\b|\W*$|\s?[.,;:)])",
        r"una\stercera\sparte|una\scuarta\sparte|dos\sterceras\spartes|tres\scuartas\spartes",
    ),
    r"dos\sveces(?!\s(?:más|menos|mayor|menor|superior|inferior|el|la|lo|su)\b)",
)

_FEW_IT = "due|tre|quattro|cinque|sei|sette|otto|nove"
_TENS_IT = "vent|trent|quarant|cinquant|sessant|settant|ottant|novant"

ITALIAN = Words(
    r"un|du|tr|quat|quar|cin|se[istd]|ott|nov|diec|und|dod|qui|dic|ven|cen|mil|rad|dim|la |il |al |mez",
    "un[oa]?",
    _FEW_IT,
    rf"dieci|undici|dodici|tredici|quattordici|quindici|sedici|diciassette|diciotto|diciannove|(?:{_TENS_IT})(?:[ia](?:{_FEW_IT}|tré)?|uno?|otto)"
    rf"|(?:{_FEW_IT})?cento|mille|(?:{_FEW_IT})mila|(?:un|{_FEW_IT})\s(?:milione|milioni|miliardo|miliardi)",
    r"volte|per\scento|punti|euro|dollari|milioni|miliardi",
    r"su|di|delle|dei",
    (
        r"(?:raddoppiat|triplicat|quadruplicat|dimezzat)[oaie]|(?:raddoppi|triplic|dimezz)(?:ano|arono|ò)",
        r"(?:la|una)\smetà|(?:un|due|il)\sterz[oi]|(?:un|tre)\squart[oi]|(?:un|due|tre|quattro)\squint[oi]",
        r"(?:una|due|mezza)\sdozzin[ae]|(?:una|un)\s(?:decina|ventina|trentina|centinaio|migliaio)|(?:il|al)\s(?:doppio|triplo)",
    ),
    r"due\svolte(?!\s(?:più|meno|il|la|superiore|inferiore|maggiore|minore)\b)",
)

_FEW_PT = "dois|duas|três|quatro|cinco|seis|sete|oito|nove"
_TENS_PT = "vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa"

PORTUGUESE = Words(
    r"um|doi|dua|tr|quat|qua|cin|se[istv]|oit|nov|dez|onz|doz|cat|qui|vin|ses|cem|duz|mil|dup|dob|[ao] |ao |mei",
    "uma?",
    _FEW_PT,
    r"dez|onze|doze|treze|quatorze|catorze|quinze|dezesseis|dezasseis|dezessete|dezassete|dezoito|dezenove|dezanove"
    rf"|(?:{_TENS_PT})(?:\se\s(?:uma?|{_FEW_PT}))?|cem|(?:duz|trez|quatroc|seisc|setec|oitoc|novec)ent[oa]s|quinhent[oa]s"
    rf"|(?:(?:{_FEW_PT})\s)?mil(?!\w)|(?:um|{_FEW_PT})\s(?:milhão|milhões|bilhão|bilhões)",
    r"vezes|por\scento|pontos?|euros?|dólares|reais|milhões|mil",
    r"em(?:\scada)?|de(?:\scada)?",
    (
        r"(?:duplic|triplic|quadruplic|dobr)(?:ou|aram|ad[oa]s?)",
        r"(?:a|uma)\smetade|(?:um|dois|o)\sterços?|(?:um|três)\squartos?|(?:um|dois|três|quatro)\squintos?",
        r"(?:uma|duas|meia)\sdúzias?|(?:o|ao)\s(?:dobro|triplo)",
    ),
    r"duas\svezes(?!\s(?:mais|menos|maior|menor|superior|inferior|o|a)\b)",
)

_FEW_NL = "twee|drie|vier|vijf|zes|zeven|acht|negen"
_TENS_NL = "twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig"

DUTCH = Words(
    "één|een|twe|dri|der|vier|veer|vijf|zes|zev|acht|tach|neg|tien|elf|twa|twi|dert|hon|dui|verd|verv|vert|geh"
    "|half|halv|halve|de ",
    "één|een",
    _FEW_NL,
    r"tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien"
    rf"|(?:(?:één|een|{_FEW_NL})(?:en|ën))?(?:{_TENS_NL})|(?:{_FEW_NL})?(?:honderd|duizend)|(?:één|{_FEW_NL})\s(?:miljoen|miljard)",
    r"keer|maal|procent|procentpunt(?:en)?|punten|euro|dollar|miljoen|miljard",
    r"van\sde|op\sde|uit",
    (
        r"(?:verdubbel|verdrievoudig|verviervoudig|vertienvoudig|gehalveer)[dt]\w*|halveerde\w*",
        rf"(?:{_FEW_NL}|tien|honderd)voud\w*|(?:de|een)\shelft|(?:een|twee)\sderden?(?!\s(?:partij|keer|maal))|(?:een|drie)\skwart",
        rf"(?:een|één|{_FEW_NL})\s(?:vijfde|zesde|tiende)\s(?:van|deel)|(?:een|twee|half)\sdozijn|twee\skeer\szo",
    ),
    r"twee\s(?:keer|maal)(?!\s(?:zo|meer|minder|hoger|groter|lager)\b)",
)

_CJK = "一二三四五六七八九两兩"
_POWERS = "十百千万萬亿億兆拾佰仟"

CHINESE = Words(
    rf"[{_CJK}{_POWERS}翻半倍减減]",
    r"(?!)",
    r"(?!)",
    # Two signs or more, one of them a power; "万一" (should it be), "千万" (by all means) and "十分" (very) are none.
    rf"(?!万一(?![{_CJK}{_POWERS}])|千万(?![{_CJK}{_POWERS}])|十分(?!之)|百分之?百)[{_CJK}]*[{_POWERS}][{_CJK}{_POWERS}〇零]+"
    # The digits one by one with a zero: 二〇〇社; not a year, 二〇二四年.
    rf"|[{_CJK}][{_POWERS}]|(?![{_CJK}][{_CJK}〇零]{{3}}年)[{_CJK}][{_CJK}{_POWERS}]*〇[{_CJK}{_POWERS}〇]*",
    r"(?!)",
    r"(?!)",
    (
        rf"[{_CJK}{_POWERS}]+分[之の][{_CJK}{_POWERS}〇零点點]+|[{_CJK}{_POWERS}]+(?:倍|割|成(?!为|為|立|功|本|长|長|员|員|果|分|就|熟|人))",
        rf"[{_CJK}{_POWERS}]+(?:パーセント|ポイント|个百分点|個百分點|人に一人)|翻了?[一两兩]?番|半[数數]|倍増|倍增|减半|減半|半減",
    ),
    link="",
)

LANGUAGES = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "nl": DUTCH,
}
