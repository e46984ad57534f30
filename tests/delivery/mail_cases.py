"""Reports whose mails the tests read: one with divs for the mail, one from right to left, one that is hostile."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from builder.delivery.compose import compose
from builder.delivery.mail import Address, Envelope, Mail
from builder.errors import Findings
from builder.pipeline import BuildOptions, BuildResult, build

DATE = datetime.datetime(2026, 4, 2, 9, 30, tzinfo=datetime.UTC)
ENVELOPE = Envelope(Address("shop@example.org", "The shop"), (Address("ana@example.org", "Ana Silva"),))
ID = "<1a2b3c@example.org>"

SALES = "month,product,cups\n2026-01,Espresso,1210\n2026-02,Espresso,1340\n2026-03,Espresso,1525\n2026-03,Filter,\n"

LETTER = """\
---
title: "Umsatz: Straße <b>& „Größe“</b>"
subtitle: Was das Café & die Bar verkaufen
author: [Jürgen Groß, 山田太郎]
lang: de
date: 2026-04-02
dataset: {sales: sales.csv}
sources:
  kasse: {title: "Die <i>Kasse</i>", url: "https://example.org/kasse?a=1&b=2"}
  nur: {title: Nur im Brief}
mail:
  subject: "{{ espresso.last.cups | number(0) }} Tassen – 報告"
  charts: 2
---

```sql espresso
select month, cups from sales where product = 'Espresso' order by month
```

::: mail
Liebe Leute, das **Wichtigste**[^1] steht unter [](#wachstum) und im [Netz](https://example.org/?x=1&y=2) [@kasse].

1. Zuletzt {{ espresso.last.cups | number(0) }} Tassen
2. Zuerst {{ espresso.first.cups | number(0) }} Tassen

```table tassen
data: espresso
columns:
  - {field: month, label: Monat mit einem langen Namen}
  - {field: cups, label: Tassen, format: number(0)}
caption: Tassen im Monat
```

> Nur in der Mail.
:::

# Espresso wächst {#wachstum}

```key-figures
- label: Tassen
  value: "{{ espresso.last.cups | number(0) }}"
  change: "{{ espresso.first.cups | number(0) }} im Januar"
- {label: Sorten, value: "zwei"}
```

- Nur im Brief [@nur].

```chart cups
mark: line
data: espresso
x: month
y: cups
title: Der Espresso trägt <das> Frühjahr
```

```chart bars
mark: bar
data: espresso
x: month
y: cups
```

[^1]: Es ist *wichtig*.
"""

ARABIC = """\
---
title: القهوة ترتفع
subtitle: ما تُظهره البيانات
author: المقهى
lang: ar
date: 2026-04-02
dataset: {sales: sales.csv}
---

```sql espresso
select month, cups from sales where product = 'Espresso' order by month
```

# النمو

```key-figures
- {label: الأكواب, value: "{{ espresso.last.cups | number(0) }}"}
```

- وصلت إلى {{ espresso.last.cups | number(0) }} كوبا.

```chart cups
mark: bar
data: espresso
x: cups
y: month
title: الأكواب في الشهر
```
"""

ODD = """\
---
title: Odd blocks
lang: en
dataset: {sales: sales.csv}
brand: _brand.yml
---

```sql espresso
select month, cups from sales where product = 'Espresso' order by month
```

::: mail
## A heading of its own

```key-figures
- {label: A long label that goes on and on, value: "{{ espresso.first.cups | number(0) }}"}
- {label: B, value: "{{ espresso.last.cups | money(USD, 2) }}", note: as sold}
- {label: C, value: "{{ espresso.last.cups | number(0) }}"}
```

![A picture](picture.png)

Text with a ![small one](picture.png) in it, and `code`.

- An item

  ```chart inner
  mark: bar
  data: espresso
  x: cups
  y: month
  title: Inside a list
  ```

- Another

::: {lang=ar}
نص عربي
:::

```
code  with   spaces <b>
```

---

| a | b | c |
|:-:|---|--:|
| x | y | z |
:::

# Only text

Nothing here.
"""


def built(folder: Path, report: str, formats: Sequence[str] = ("pdf",), name: str = "shop") -> BuildResult:
    """A report of the sales, built in a folder of its own."""
    home = folder / name
    home.mkdir(parents=True, exist_ok=True)
    (home / "pyproject.toml").write_text("", encoding="utf-8")
    (home / "report.md").write_text(report, encoding="utf-8")
    (home / "sales.csv").write_text(SALES, encoding="utf-8")
    (home / "_brand.yml").write_text('color: {primary: "#7A1FA2"}\nlogo: picture.png\n', encoding="utf-8")
    Image.new("RGBA", (900, 300), (200, 30, 30, 128)).save(home / "picture.png")
    return build(home / "report.md", BuildOptions(formats=tuple(formats)))


def mail_of(result: BuildResult, findings: Findings | None = None, suffixes: Sequence[str] = (".pdf",)) -> Mail:
    """The mail of what was built, with the files that end so."""
    return compose(result, [f for f in result.files if f.suffix in suffixes], findings)
