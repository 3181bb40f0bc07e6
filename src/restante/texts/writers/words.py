# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a book says besides its text, in the text's own language; English where we do not speak it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "contents": "Contents",
        "notes": "Notes",
        "other_notes": "Further notes",
        "note": "Note {mark}",
        "back": "Back to where note {mark} is referred to",
        "unreferenced": "The text does not refer to this note.",
        "about": "About this text",
        "author": "Author",
        "authors": "Authors",
        "translator": "Translated by",
        "written": "Date",
        "place": "Place",
        "topics": "Topics",
        "series": "Series",
        "language": "Language",
        "library": "From the library",
        "mirror": "{library} (mirror)",
        "host": "Site",
        "url": "Address",
        "retrieved": "Retrieved",
        "retrieved_day": "on {day}",
        "retrieved_from": "from {place}",
        "translation_of": "from a translation of {place}",
        "source": "Source",
        "provenance_notes": "Notes of the source",
        "rights": "Rights, as the source states them",
        "published": "Published in this library",
        "revisions": "Changes since",
        "as_of": "Text as of",
        "kept_at": "This library",
        "table": "Table {number}",
        "picture": "Picture without a description in the source",
        "no_picture": "A picture is missing here",
        "title_page": "Title page",
        "part": "Part {number}",
        "unprintable": "Characters that our type does not have",
        "summary": "The text can be read as text throughout, with headings and a table of contents{pictures}. "
        "Nothing in it moves, flashes or makes a sound.",
        "summary_described": "; every picture has a description in words",
        "summary_bare": "; {count} of its {all} pictures have no description in the source",
    },
    "ru": {
        "contents": "Содержание",
        "notes": "Примечания",
        "other_notes": "Другие примечания",
        "note": "Примечание {mark}",
        "back": "Назад к месту, где стоит примечание {mark}",
        "unreferenced": "В тексте нет ссылки на это примечание.",
        "about": "Об этом тексте",
        "author": "Автор",
        "authors": "Авторы",
        "translator": "Перевод",
        "written": "Дата",
        "place": "Место",
        "topics": "Темы",
        "series": "Серия",
        "language": "Язык",
        "library": "Из библиотеки",
        "mirror": "{library} (зеркало)",
        "host": "Сайт",
        "url": "Адрес",
        "retrieved": "Скопировано",
        "retrieved_day": "{day}",
        "retrieved_from": "с {place}",
        "translation_of": "из перевода {place}",
        "source": "Источник",
        "provenance_notes": "Примечания источника",
        "rights": "Права, как их указывает источник",
        "published": "Опубликовано в этой библиотеке",
        "revisions": "Изменения с тех пор",
        "as_of": "Текст по состоянию на",
        "kept_at": "Эта библиотека",
        "table": "Таблица {number}",
        "picture": "Изображение, которое в источнике не описано",
        "no_picture": "Здесь не хватает изображения",
        "title_page": "Титульный лист",
        "part": "Часть {number}",
        "unprintable": "Знаки, которых нет в наших шрифтах",
        "summary": "Всё читается как текст; есть заголовки и оглавление{pictures}. "
        "Ничто не движется, не мигает и не звучит.",
        "summary_described": "; каждое изображение описано словами",
        "summary_bare": "; изображений без описания в источнике: {count} из {all}",
    },
    "uk": {
        "contents": "Зміст",
        "notes": "Примітки",
        "other_notes": "Інші примітки",
        "note": "Примітка {mark}",
        "back": "Назад до місця, де стоїть примітка {mark}",
        "unreferenced": "У тексті немає посилання на цю примітку.",
        "about": "Про цей текст",
        "author": "Автор",
        "authors": "Автори",
        "translator": "Переклад",
        "written": "Дата",
        "place": "Місце",
        "topics": "Теми",
        "series": "Серія",
        "language": "Мова",
        "library": "З бібліотеки",
        "mirror": "{library} (дзеркало)",
        "host": "Сайт",
        "url": "Адреса",
        "retrieved": "Скопійовано",
        "retrieved_day": "{day}",
        "retrieved_from": "з {place}",
        "translation_of": "з перекладу {place}",
        "source": "Джерело",
        "provenance_notes": "Примітки джерела",
        "rights": "Права, як їх зазначає джерело",
        "published": "Опубліковано в цій бібліотеці",
        "revisions": "Зміни відтоді",
        "as_of": "Текст станом на",
        "kept_at": "Ця бібліотека",
        "table": "Таблиця {number}",
        "picture": "Зображення, яке в джерелі не описано",
        "no_picture": "Тут бракує зображення",
        "title_page": "Титульний аркуш",
        "part": "Частина {number}",
        "unprintable": "Знаки, яких немає в наших шрифтах",
        "summary": "Усе читається як текст; є заголовки та зміст{pictures}. Ніщо не рухається, не блимає і не звучить.",
        "summary_described": "; кожне зображення описано словами",
        "summary_bare": "; зображень без опису в джерелі: {count} з {all}",
    },
    "be": {
        "contents": "Змест",
        "notes": "Заўвагі",
        "other_notes": "Іншыя заўвагі",
        "note": "Заўвага {mark}",
        "back": "Назад да месца, дзе стаіць заўвага {mark}",
        "unreferenced": "У тэксце няма спасылкі на гэтую заўвагу.",
        "about": "Пра гэты тэкст",
        "author": "Аўтар",
        "authors": "Аўтары",
        "translator": "Пераклад",
        "written": "Дата",
        "place": "Месца",
        "topics": "Тэмы",
        "series": "Серыя",
        "language": "Мова",
        "library": "З бібліятэкі",
        "mirror": "{library} (люстэрка)",
        "host": "Сайт",
        "url": "Адрас",
        "retrieved": "Скапіявана",
        "retrieved_day": "{day}",
        "retrieved_from": "з {place}",
        "translation_of": "з перакладу {place}",
        "source": "Крыніца",
        "provenance_notes": "Заўвагі крыніцы",
        "rights": "Правы, як іх указвае крыніца",
        "published": "Апублікавана ў гэтай бібліятэцы",
        "revisions": "Змены з таго часу",
        "as_of": "Тэкст па стане на",
        "kept_at": "Гэтая бібліятэка",
        "table": "Табліца {number}",
        "picture": "Выява, якая ў крыніцы не апісана",
        "no_picture": "Тут не хапае выявы",
        "title_page": "Тытульны аркуш",
        "part": "Частка {number}",
        "unprintable": "Знакі, якіх няма ў нашых шрыфтах",
        "summary": "Усё чытаецца як тэкст; ёсць загалоўкі і змест{pictures}. "
        "Нішто не рухаецца, не мільгае і не гучыць.",
        "summary_described": "; кожная выява апісана словамі",
        "summary_bare": "; выяў без апісання ў крыніцы: {count} з {all}",
    },
}
_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": tuple(
        "January February March April May June July August September October November December".split()  # noqa: SIM905
    ),
    "ru": tuple("января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()),  # noqa: SIM905
    "uk": tuple(
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split()  # noqa: SIM905
    ),
    "be": tuple(
        "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня".split()  # noqa: SIM905
    ),
}
_ALONE: Final[Mapping[str, tuple[str, ...]]] = {
    "en": _MONTHS["en"],
    "ru": tuple("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()),  # noqa: SIM905
    "uk": tuple(
        "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень".split()  # noqa: SIM905
    ),
    "be": tuple(
        "студзень люты сакавік красавік май чэрвень ліпень жнівень верасень кастрычнік лістапад снежань".split()  # noqa: SIM905
    ),
}
_PARTIAL: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?)?")


def spoken(lang: str) -> str:
    """The language in which a book in `lang` speaks of itself."""
    short = lang.split("-", maxsplit=1)[0].lower()
    return short if short in WORDS else "en"


def say(lang: str, key: str, **fields: object) -> str:
    """A text of ours in the language, or in English."""
    return WORDS[spoken(lang)][key].format(**fields)


def say_day(lang: str, day: date | str) -> str:
    """A day, a month or a year as it is said in running words; anything else as it came."""
    found = _PARTIAL.fullmatch(day.isoformat() if isinstance(day, date) else day)
    if found is None or not found["month"]:
        return str(day)
    month = int(found["month"]) - 1
    if found["day"]:
        return f"{int(found['day'])}\u00a0{_MONTHS[spoken(lang)][month]} {found['year']}"
    return f"{_ALONE[spoken(lang)][month]} {found['year']}"
