# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which row holds the headings, and what each column is then called; titles and groups may stand above them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from restante.cases.lists.spelling import fold, tidy

GUESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "code", "uid", "person id", "prisoner id", "record id", "no p p id", "код", "идентификатор"),
    "name": (
        "name", "full name", "person name", "name and surname", "surname and name", "prisoner", "prisoner name",
        "person", "detainee", "фио", "ф и о", "имя", "имя и фамилия", "фамилия и имя", "фамилия имя",
        "фамилия имя отчество", "фио заключенного", "заключенный", "политзаключенный", "имя фамилия", "піб",
        "п і б", "прізвище ім я", "прізвище ім я по батькові", "ім я", "імя", "імя і прозвішча", "прозвішча і імя",
        "прозвішча імя", "прозвішча імя імя па бацьку", "name surname", "название", "наименование", "назва",
        "facility name", "полное наименование", "title", "title rendered",
    ),
    "name_ru": ("name ru", "name in russian", "russian name", "имя по русски", "имя на русском", "фио рус"),
    "name_en": (
        "name en", "name in english", "english name", "имя по английски", "имя на английском", "latin name",
        "transliteration", "фио англ", "имя латиницей",
    ),
    "name_be": ("name be", "name in belarusian", "имя по белорусски", "імя па беларуску"),
    "name_uk": ("name uk", "name in ukrainian", "имя по украински", "ім я українською"),
    "aliases": ("aliases", "alias", "other names", "also known as", "прозвище", "другие имена", "псевдоним",
                "nickname"),
    "born": (
        "born", "birth date", "date of birth", "dob", "birthday", "birth year", "year of birth", "birthdate",
        "дата рождения", "год рождения", "родился", "д р", "г р", "дата нараджэння", "год нараджэння",
        "дата народження", "рік народження",
    ),
    "detained": (
        "detained", "date of arrest", "arrest date", "arrested", "detention date", "date of detention",
        "дата задержания", "задержан", "задержана", "дата ареста", "арестован", "дата затрымання", "затрыманы",
        "дата затримання", "затриманий", "in custody since", "под стражей с", "лишен свободы с",
    ),
    "articles": (
        "articles", "article", "charges", "charge", "charges indicted", "статьи", "статья", "статья ук", "статьи ук",
        "обвинение", "обвинения", "предъявлены обвинения", "артыкул", "артыкулы", "прад яўлены абвінавачванні",
        "абвінавачанне", "стаття", "статті", "звинувачення",
    ),
    "facility": (
        "facility", "prison", "place of detention", "place of imprisonment", "colony", "institution", "учреждение",
        "место заключения", "место содержания", "место отбывания", "где содержится", "тюрьма", "колония", "сизо",
        "месца зняволення", "месца ўтрымання", "калонія", "місце утримання", "місце ув язнення", "установа",
    ),
    "status": ("status", "статус", "current status", "состояние"),
    "term": ("term", "sentence", "срок", "приговор", "решение суда", "рашэнне суда", "тэрмін", "вирок", "decision"),
    "address": ("address", "postal address", "адрес", "почтовый адрес", "адрас", "адреса", "address for letters"),
    "region": ("region", "регион", "область", "рэгіён", "вобласць", "регіон", "субъект"),
    "country": ("country", "страна", "краіна", "країна"),
    "type": ("type", "тип", "вид учреждения", "тып"),
    "number": ("number", "номер", "нумар"),
    "gender": ("gender", "sex", "пол", "стать"),
    "citizenship": ("citizenship", "nationality", "гражданство", "грамадзянства", "громадянство"),
    "occupation": ("occupation", "profession", "род занятий", "профессия", "занятие", "прафесія", "професія"),
    "source_url": ("url", "source url", "link", "ссылка", "источник", "source", "спасылка", "крыніца", "посилання",
                   "джерело"),
    "observed": ("updated", "as of", "modified", "last updated", "дата обновления", "обновлено", "по состоянию на"),
    "closed": ("closed", "inactive date", "дата закрытия"),
}  # fmt: skip
NAME_PARTS: Final = (
    ("фамилия", "имя", "отчество"),
    ("прозвішча", "імя", "імя па бацьку"),
    ("прізвище", "ім я", "по батькові"),
    ("surname", "name", "patronymic"),
    ("last name", "first name", "middle name"),
    ("surname", "first name", "middle name"),
    ("family name", "given name", "middle name"),
)
"""Family name, given name, and what may be left out."""
_TOTALS: Final = frozenset(
    ("итого", "всего", "total", "totals", "grand total", "sum", "сумма", "усяго", "разом", "всього", "в сего", "count")
)
_LOOKED_AT: Final = 15
_SHORT: Final = 200


@dataclass(frozen=True, slots=True)
class Headed:
    """`place` among the rows looked at, `at` its number in the file; `above` are the rows before, as words."""

    place: int
    at: int
    headings: tuple[str, ...]
    written: tuple[str, ...]
    above: tuple[tuple[int, str], ...]
    twice: tuple[str, ...]
    nameless: tuple[str, ...]


Row = tuple[int, list[str], int]


def heading_words(wanted: Collection[str] | None = None) -> frozenset[str]:
    """What a heading may be, folded: those that a map names, or else all by which columns are guessed."""
    if wanted:
        return frozenset(fold(word) for word in wanted)
    parts = [part for parts in NAME_PARTS for part in parts]
    return frozenset((*(word for words in GUESSES.values() for word in words), *parts))


def put_head(rows: Sequence[Row], known: Collection[str] | None) -> Headed | None:
    """None where there is no row. Without `known` the first row is the head: a file that says what its keys are."""
    if not rows:
        return None
    place = 0 if known is None else _place(rows, known)
    at, cells, _width = rows[place]
    upper = rows[place - 1][1] if place and sum(1 for cell in rows[place - 1][1] if cell.strip()) > 1 else []
    told, twice, nameless = _named([tidy(cell) for cell in cells], [tidy(cell) for cell in upper])
    above = tuple(
        (row, "; ".join(tidy(cell) for cell in said if cell.strip())[:_SHORT]) for row, said, _ in rows[:place]
    )
    return Headed(place, at, told, tuple(cell.strip() for cell in cells), above, twice, nameless)


def is_total(cells: Sequence[str], width: int) -> bool:
    """'Итого: 25' below a list is nobody. A row as full as the others is an entry, whatever its first word."""
    filled = [cell for cell in cells if cell.strip()]
    words = fold(filled[0])
    first = words.rstrip("0123456789 ")
    said = first in _TOTALS or (
        first.split(" ")[0] in {"итого", "всего", "total", "усяго", "разом", "всього"} and ":" in filled[0]
    )
    return said and len(filled) * 2 <= max(width, 4)


def _place(rows: Sequence[Row], known: Collection[str]) -> int:
    """The row with most headings that somebody knows; where none is, the first that is as full as the others."""
    first = rows[:_LOOKED_AT]
    hits = [sum(1 for cell in set(map(fold, cells)) if cell in known) for _at, cells, _width in first]
    if max(hits) > 0:
        return hits.index(max(hits))
    filled = [sum(1 for cell in cells if cell.strip()) for _at, cells, _width in rows]
    usual = sorted(filled)[len(filled) // 2]
    return next((place for place, many in enumerate(filled[:_LOOKED_AT]) if many * 2 > usual), 0)


def _named(cells: list[str], upper: list[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """A heading of two rows is the lower one's words; the upper one's where it is empty, or to tell two apart."""
    groups, group = [], ""
    for at in range(max(len(cells), len(upper))):
        group = upper[at] if at < len(upper) and upper[at] else group
        groups.append(group)
    cells = [*cells, *[""] * (len(upper) - len(cells))]
    own = [cell or (upper[at] if at < len(upper) else "") for at, cell in enumerate(cells)]
    nameless = tuple(f"column {at}" for at, cell in enumerate(own, 1) if not cell)
    own = [cell or f"column {at}" for at, cell in enumerate(own, 1)]
    times = Counter(own)
    own = [
        f"{groups[at]}: {cell}" if times[cell] > 1 and groups[at] and groups[at] != cell else cell
        for at, cell in enumerate(own)
    ]
    told: list[str] = []
    twice: list[str] = []
    for cell in own:
        name, more = cell, 1
        while name in told:
            more += 1
            name = f"{cell} ({more})"
        if name != cell:
            twice.append(name)
        told.append(name)
    return tuple(told), tuple(twice), nameless
