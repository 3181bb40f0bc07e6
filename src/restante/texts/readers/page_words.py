# SPDX-License-Identifier: AGPL-3.0-or-later
"""What pages of text libraries say in a dozen languages: mirror, rights, "retrieved on … from a translation of …"."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from restante.texts.readers.dates import find_date

MIRROR: Final = re.compile(
    r"\s*[(\[]\s*(?:mirror|spiegel|spiegelung|зеркало|дзеркало|люстэрка|espejo|réplica|miroir|specchio|espelho|lustro"
    r"|zrcadlo|ayna|peili|spegel|огледало)\s*[)\]]\s*",
    re.IGNORECASE,
)
RIGHTS: Final = re.compile(
    r"(?:anti-?\s?copyright|анти-?\s?копирайт|анти-?\s?копірайт|анты-?\s?капірайт|copyleft|копилефт|копілефт|@nti"
    r"|public domain|gemeinfrei|dominio público|domínio público|domaine public|общественное достояние"
    r"|суспільне надбання|domena publiczna|cc[ -]by|cc0|creative commons|©|\(c\)\s|all rights reserved|no rights"
    r"|no copyright|kein(?:e|erlei)? (?:copyright|rechte|urheberrecht)|sin (?:copyright|derechos)|kopimi)",
    re.IGNORECASE,
)
HOST: Final = re.compile(
    r"(?:https?://)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,61})(?::\d+)?(/\S*)?", re.IGNORECASE
)
_BEGIN: Final = re.compile(
    r"(?:text\s+)?(?:retrieved|accessed|downloaded|copied|obtained|abgerufen|heruntergeladen|entnommen|zugriff"
    r"|recuperado|consultado|descargado|obtenido|extraído|récupéré|consulté|téléchargé|extrait|recuperato|scaricato"
    r"|consultato|tratto|obtido|retirado|acessado|acedido|скачано|загружено|получено|взято|извлечено|скопировано"
    r"|проверено|дата обращения|отримано|завантажено|узято|взято|здобуто|атрымана|сцягнута|спампавана|узята|pobrano"
    r"|dostęp|pozyskano|získáno|staženo|hämtad|hämtat|hentet|opgehaald|verkregen|geraadpleegd|alındı|erişim|haettu"
    r"|преузето)\b\s*:?\s*",
    re.IGNORECASE,
)
_TRANSLATED: Final = re.compile(
    r"(?:aus\s+)?(?:an?|the|einer|der|eine|una|la|une|uma|d['’]une)?\s*"
    r"(?:translation|übersetzung|traducción|traduction|traduzione|tradução|перевод[а-я]*|переклад[а-яіу]*"
    r"|пераклад[а-яіў]*|tłumaczeni[aeu]|překlad[uy]?|översättning|oversettelse|vertaling|çevirisi)"
    r"\s*(?:of|from|by|von|aus|de|del|di|da|do|des|du|с|со|из|із|з|од|od|z|ze|av|van|:)?\s+(?P<of>\S.*)",
    re.IGNORECASE,
)
_FROM: Final = (
    r"(?:from|via|at|von|aus|bei|desde|del|de|en|depuis|sur|du|da|dal|dalla|do|из|со|с|от|на|із|зі|з|ад|z|ze|ve|från"
    r"|fra|van|uit|из:|from:|source:|:)"
)
_CONNECTED: Final = re.compile(rf"^[\s,;:–—-]*(?:{_FROM}(?=\s|$)|d['’](?=\S))\s*", re.IGNORECASE)
_BEFORE_DATE: Final = re.compile(
    r"(?:^|\s)(?:on|am|vom|el(?:\s+día)?|le|il|em|dne|den|dia|в|от|dnia|в день|на|la|op)\s*$", re.IGNORECASE
)
_TRANSLATOR: Final = re.compile(
    r"(?:translated\s+by|translation(?:\s+by)?:?|translator:|übersetzt\s+von|übersetzung:|traducid[oa]\s+por|traducción:"
    r"|traduit\s+par|tradotto\s+da|traduzido\s+por|перев[её]л[аи]?:?|перевод:|переводчи[кц]а?:|переклад:|переклала?:?"
    r"|пераклад:|пераклала?:?|tłumaczenie:|przełożył[ai]?:?)\s+(?P<who>\S.*)",
    re.IGNORECASE,
)
_LABELS: Final = ("author", "topics", "date", "source", "translator", "notes", "title")
_LABEL: Final = re.compile(
    r"(?:(?P<author>authors?|autor(?:en|es|a|zy)?|auteure?s?|autori|автор[ыаи]?|аўтар[ы]?)"
    r"|(?P<topics>topics?|themen?|temas?|sujets?|argomenti|темы?|теми|тэмы|tematy)"
    r"|(?P<date>date|datum|fecha|data|дата)|(?P<source>source|quelle|fuente|fonte|источник|джерело|крыніца|źródło)"
    r"|(?P<translator>translators?|übersetzer(?:in)?|traductor[a]?|traducteur|traduttore|переводчи(?:к|ца|ки)"
    r"|перекладач(?:ка)?|перакладчы(?:к|ца)|tłumacz(?:ka)?)|(?P<notes>notes?|notizen|notas|примечани[ея]|примітки)"
    r"|(?P<title>title|titel|título|titre|titolo|заглавие|название|назва))\s*:\s*(?P<said>\S.*)",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[^\s.\d]{2})[.;]\s+(?=[^\W\da-zа-яё])")


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What a line "Retrieved on … from …" says."""

    day: date | None = None
    origin: str = ""
    translation_of: str = ""
    rest: str = ""


def read_retrieved(line: str) -> Retrieved | None:
    """The line taken apart, or None if it says no such thing."""
    begun = _BEGIN.match(line)
    if not begun:
        return None
    first, *others = _SENTENCE.split(line[begun.end() :], maxsplit=1)
    found = find_date(first)
    day = None
    if found:
        value, start, end = found
        day = date.fromisoformat(value) if len(value) == 10 else None
        before = _BEFORE_DATE.sub("", first[:start])
        first = f"{before} {first[end:]}" if day else first
    first = first.strip(" ,.;")
    translated = _TRANSLATED.search(first)
    if translated:
        return Retrieved(day, "", translated.group("of").strip(" ,.;"), " ".join(others))
    return Retrieved(day, _CONNECTED.sub("", first).strip(" ,;."), "", " ".join(others))


def read_translators(line: str) -> str:
    """Whoever a line "Translated by …" names, else ""."""
    found = _TRANSLATOR.match(line.strip())
    return found.group("who").strip(" .") if found else ""


def read_label(line: str) -> tuple[str, str] | None:
    """What a line "Author: Ann Lee" names, and what it says."""
    found = _LABEL.fullmatch(line.strip())
    if not found:
        return None
    return next(name for name in _LABELS if found.group(name)), found.group("said").strip()


def split_authors(text: str) -> list[str]:
    """Names as a page shows them side by side: commas part them, "and" does between whole names only."""
    found: list[str] = []
    for part in re.split(r"\s*[,;/]\s*", text.strip(" ,;")):
        said = re.sub(r"^(?:and|und|y|et|e|и|та|і|й|ды|i|oraz|och|en|&)\s+", "", part.strip(), flags=re.IGNORECASE)
        sides = re.split(r"\s+(?:and|und|y|et|и|та|і|ды|i|oraz|och|&)\s+", said)
        whole = len(sides) > 1 and all(len(side.split()) >= 2 for side in sides)
        found += sides if whole else [said]
    return [name for name in dict.fromkeys(found) if name]
