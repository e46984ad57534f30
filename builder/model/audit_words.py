"""The words of an audit copy, by language; English where a language has none here."""

from __future__ import annotations

from functools import lru_cache

_KEYS = (
    "title", "intro", "values", "visuals", "together", "claims", "quotes", "number", "printed", "exact", "query", "row",
    "lines", "expression", "page", "shown", "rows", "sentence", "seen", "holds", "quoted", "source", "verdict", "more",
    "whole", "written", "untraced", "leads", "back", "slide",
    "match", "last digit", "differs", "uncompared",
)  # fmt: skip
# One text a language, parted by bars, in the order of the keys.
_WORDS = {
    "en": (
        "Where every number comes from|Each value has a row here, under the number that it has in the ledger. A number "
        "in the text leads to its row, and the row leads back.|Values|Figures and tables|Points of charts and cells of "
        "tables come from the rows of one query, and are told together.|Claims|Quotes|No.|As printed|Exact value|"
        "Query and column|Row|Source and lines|Expression|Page|Figure or table|Rows|Sentence|Values seen|Holds|"
        "As quoted|Source|Compared|and {0} more|all rows|written in the report|lines not traceable|"
        "Where {0} comes from|Back to {0} in the text|Numbers on this slide:|"
        "matches|off by one in the last digit|differs by {0}|not compared"
    ),
    "de": (
        "Woher jede Zahl kommt|Jeder Wert hat hier eine Zeile, unter der Nummer, die er im Verzeichnis der Werte hat. "
        "Eine Zahl im Text führt zu ihrer Zeile, und die Zeile führt zurück.|Werte|Abbildungen und Tabellen|Punkte von "
        "Diagrammen und Zellen von Tabellen kommen aus den Zeilen einer Abfrage und stehen hier zusammen.|Aussagen|"
        "Zitate|Nr.|Wie gedruckt|Genauer Wert|Abfrage und Spalte|Zeile|Quelle und Zeilen|Ausdruck|Seite|"
        "Abbildung oder Tabelle|Zeilen|Satz|Gesehene Werte|Gilt|Wie zitiert|Quelle|Vergleich|und {0} weitere|"
        "alle Zeilen|im Bericht geschrieben|Zeilen nicht verfolgbar|Woher {0} kommt|Zurück zu {0} im Text|"
        "Zahlen auf dieser Folie:|"
        "stimmt überein|letzte Ziffer weicht um eins ab|weicht um {0} ab|nicht verglichen"
    ),
    "fr": (
        "D’où vient chaque chiffre|Chaque valeur a ici une ligne, sous le numéro qu’elle porte dans le registre. Un "
        "chiffre du texte mène à sa ligne, et la ligne y ramène.|Valeurs|Figures et tableaux|Les points des graphiques "
        "et les cellules des tableaux viennent des lignes d’une requête et sont donnés ensemble.|Affirmations|"
        "Citations|N°|Imprimé|Valeur exacte|Requête et colonne|Ligne|Source et lignes|Expression|Page|"
        "Figure ou tableau|Lignes|Phrase|Valeurs vues|Vrai|Cité|Source|Comparaison|et {0} de plus|toutes les lignes|"
        "écrit dans le rapport|lignes non traçables|D’où vient {0}|Retour à {0} dans le texte|"
        "Chiffres de cette diapositive :|"
        "concorde|écart d’une unité au dernier chiffre|diffère de {0}|non comparé"
    ),
    "es": (
        "De dónde sale cada cifra|Cada valor tiene aquí una fila, con el número que lleva en el registro. Una cifra "
        "del texto lleva a su fila, y la fila lleva de vuelta.|Valores|Figuras y tablas|Los puntos de los gráficos y "
        "las celdas de las tablas salen de las filas de una consulta y se dan juntos.|Afirmaciones|Citas|N.º|Impreso|"
        "Valor exacto|Consulta y columna|Fila|Fuente y líneas|Expresión|Página|Figura o tabla|Filas|Frase|"
        "Valores vistos|Se cumple|Citado|Fuente|Comparación|y {0} más|todas las filas|escrito en el informe|"
        "líneas no rastreables|De dónde sale {0}|Volver a {0} en el texto|Cifras de esta diapositiva:|"
        "coincide|difiere en uno en la última cifra|difiere en {0}|sin comparar"
    ),
    "it": (
        "Da dove viene ogni numero|Ogni valore ha qui una riga, con il numero che porta nel registro. Un numero del "
        "testo porta alla sua riga, e la riga riporta al testo.|Valori|Figure e tabelle|I punti dei grafici e le "
        "celle delle tabelle vengono dalle righe di una query e sono dati insieme.|Affermazioni|Citazioni|N.|Stampato|"
        "Valore esatto|Query e colonna|Riga|Fonte e righe|Espressione|Pagina|Figura o tabella|Righe|Frase|"
        "Valori visti|Vale|Citato|Fonte|Confronto|e altri {0}|tutte le righe|scritto nel rapporto|"
        "righe non tracciabili|Da dove viene {0}|Torna a {0} nel testo|Numeri di questa diapositiva:|"
        "coincide|differisce di uno nell’ultima cifra|differisce di {0}|non confrontato"
    ),
    "nl": (
        "Waar elk getal vandaan komt|Elke waarde heeft hier een rij, onder het nummer dat ze in het register heeft. "
        "Een getal in de tekst leidt naar zijn rij, en de rij leidt terug.|Waarden|Figuren en tabellen|Punten van "
        "grafieken en cellen van tabellen komen uit de rijen van één query en staan hier samen.|Beweringen|Citaten|Nr.|"
        "Zoals gedrukt|Exacte waarde|Query en kolom|Rij|Bron en regels|Uitdrukking|Pagina|Figuur of tabel|Rijen|Zin|"
        "Geziene waarden|Geldt|Geciteerd|Bron|Vergelijking|en nog {0}|alle rijen|in het rapport geschreven|"
        "regels niet te herleiden|Waar {0} vandaan komt|Terug naar {0} in de tekst|Getallen op deze dia:|"
        "komt overeen|laatste cijfer wijkt één af|wijkt {0} af|niet vergeleken"
    ),
    "pt": (
        "De onde vem cada número|Cada valor tem aqui uma linha, com o número que leva no registro. Um número do texto "
        "leva à sua linha, e a linha leva de volta.|Valores|Figuras e tabelas|Os pontos dos gráficos e as células das "
        "tabelas vêm das linhas de uma consulta e são dados juntos.|Afirmações|Citações|N.º|Impresso|Valor exato|"
        "Consulta e coluna|Linha|Fonte e linhas|Expressão|Página|Figura ou tabela|Linhas|Frase|Valores vistos|Vale|"
        "Citado|Fonte|Comparação|e mais {0}|todas as linhas|escrito no relatório|linhas não rastreáveis|"
        "De onde vem {0}|Voltar a {0} no texto|Números deste slide:|"
        "coincide|difere em um no último algarismo|difere em {0}|não comparado"
    ),
    "sv": (
        "Var varje tal kommer ifrån|Varje värde har en rad här, under det nummer som det har i registret. Ett tal i "
        "texten leder till sin rad, och raden leder tillbaka.|Värden|Figurer och tabeller|Punkter i diagram och celler "
        "i tabeller kommer från raderna i en fråga och står här tillsammans.|Påståenden|Citat|Nr|Som tryckt|"
        "Exakt värde|Fråga och kolumn|Rad|Källa och rader|Uttryck|Sida|Figur eller tabell|Rader|Mening|Sedda värden|"
        "Gäller|Som citerat|Källa|Jämförelse|och {0} till|alla rader|skrivet i rapporten|rader går inte att spåra|"
        "Var {0} kommer ifrån|Tillbaka till {0} i texten|Tal på denna bild:|"
        "stämmer|sista siffran skiljer ett|skiljer {0}|inte jämfört"
    ),
    "da": (
        "Hvor hvert tal kommer fra|Hver værdi har en række her, under det nummer, som den har i registret. Et tal i "
        "teksten fører til sin række, og rækken fører tilbage.|Værdier|Figurer og tabeller|Punkter i diagrammer og "
        "celler i tabeller kommer fra rækkerne i én forespørgsel og står her samlet.|Påstande|Citater|Nr.|Som trykt|"
        "Nøjagtig værdi|Forespørgsel og kolonne|Række|Kilde og linjer|Udtryk|Side|Figur eller tabel|Rækker|Sætning|"
        "Sete værdier|Gælder|Som citeret|Kilde|Sammenligning|og {0} til|alle rækker|skrevet i rapporten|"
        "linjer kan ikke spores|Hvor {0} kommer fra|Tilbage til {0} i teksten|Tal på dette dias:|"
        "stemmer|sidste ciffer afviger med én|afviger med {0}|ikke sammenlignet"
    ),
    "pl": (
        "Skąd pochodzi każda liczba|Każda wartość ma tu wiersz, pod numerem, który nosi w rejestrze. Liczba w tekście "
        "prowadzi do swojego wiersza, a wiersz prowadzi z powrotem.|Wartości|Rysunki i tabele|Punkty wykresów i "
        "komórki tabel pochodzą z wierszy jednego zapytania i są podane razem.|Twierdzenia|Cytaty|Nr|W druku|"
        "Dokładna wartość|Zapytanie i kolumna|Wiersz|Źródło i wiersze|Wyrażenie|Strona|Rysunek lub tabela|Wiersze|"
        "Zdanie|Użyte wartości|Zachodzi|W cytacie|Źródło|Porównanie|i jeszcze {0}|wszystkie wiersze|"
        "zapisane w raporcie|wierszy nie da się ustalić|Skąd pochodzi {0}|Powrót do {0} w tekście|"
        "Liczby na tym slajdzie:|"
        "zgadza się|ostatnia cyfra różni się o jeden|różni się o {0}|nie porównano"
    ),
    "ja": (
        "すべての数値の出所|どの値にも台帳と同じ番号の行があります。本文の数値からその行へ、行から本文へ移れます。|値|"
        "図と表|グラフの点と表のセルは一つのクエリの行から来ており、まとめて示します。|主張|引用|番号|表記|正確な値|"
        "クエリと列|行|データと行番号|式|ページ|図または表|行数|文|参照した値|成立|引用された値|出典|比較|ほか {0} 件|"
        "すべての行|レポートに記載|行を特定できません|{0} の出所|本文の {0} に戻る|このスライドの数値：|"
        "一致|最後の桁が 1 違います|{0} の差|比較なし"
    ),
    "zh": (
        "每个数字的出处|每个值在此有一行，编号与台账相同。点击正文中的数字可到达该行，点击该行可返回正文。|值|图和表|"
        "图中的点和表中的单元格来自同一查询的各行，在此一并说明。|论断|引用|编号|印刷形式|精确值|查询和列|行|来源和行号|"
        "表达式|页|图或表|行数|句子|所用的值|成立|引用值|来源|比较|另有 {0} 个|所有行|写在报告中|无法追溯到行|"
        "{0} 的出处|回到正文中的 {0}|本幻灯片中的数字：|"
        "一致|末位相差一|相差 {0}|未比较"
    ),
    "ar": (
        "مصدر كل رقم|لكل قيمة صف هنا، بالرقم الذي تحمله في السجل. يقود الرقم في النص إلى صفه، ويعود الصف إلى النص.|"
        "القيم|الأشكال والجداول|نقاط الرسوم وخلايا الجداول مأخوذة من صفوف استعلام واحد وتُذكر معًا.|الادعاءات|"
        "الاقتباسات|الرقم|كما طُبع|القيمة الدقيقة|الاستعلام والعمود|الصف|المصدر والأسطر|التعبير|الصفحة|"
        "الشكل أو الجدول|الصفوف|الجملة|القيم المستخدمة|صحيح|كما اقتُبس|المصدر|المقارنة|و{0} أخرى|كل الصفوف|"
        "مكتوب في التقرير|لا يمكن تتبع الأسطر|مصدر {0}|العودة إلى {0} في النص|أرقام هذه الشريحة:|"
        "مطابق|يختلف بواحد في الرقم الأخير|يختلف بمقدار {0}|لم يُقارن"
    ),
}


def audit_word(key: str, lang: str) -> str:
    """The words for a key in a language given as BCP 47. "more" has a count at {0}; "leads" and "back" a value.

    Raises ValueError for a key that is not one of these.
    """
    return _words(lang.partition("-")[0])[_KEYS.index(key)]


@lru_cache(32)
def _words(language: str) -> tuple[str, ...]:
    return tuple(_WORDS.get(language, _WORDS["en"]).split("|"))
