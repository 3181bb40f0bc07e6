# SPDX-License-Identifier: AGPL-3.0-or-later
"""What press says on paper, by language; anything else it prints comes from the letter or the desk."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "request": "If you would like to answer, please write on this sheet, in block letters if you can. "
        "You may add sheets of your own.",
        "request_number": "If you would like to answer, please write on this sheet, in block letters if you can, "
        "and keep the number clear. You may add sheets of your own.",
        "answers": "In answer to the letter from {sign}",
        "post_to": "Please post your answer to: {address}",
        "quote": "If you write back, please quote the number {number}: then your answer reaches the right person.",
        "title": "Letters",
        "envelopes": "Envelopes",
        "sheets": "Reply sheets",
        "checklist": "Checklist",
        "run": "Print run {run}",
        "totals": "{letters} letters, {pages} sheets",
        "order": "No.",
        "name": "Name",
        "facility": "Facility",
        "number": "Number",
        "pages": "Pages",
        "reply": "Reply sheet",
        "envelope": "Envelope",
        "packed": "Packed",
        "letter": "Letter",
        "write_to": "Write to {name}",
        "facts": "Facts as of {day}",
    },
    "ru": {
        "request": "Если вы захотите ответить, пишите, пожалуйста, на этом листе, по возможности печатными буквами. "
        "Можно приложить и свои листы.",
        "request_number": "Если вы захотите ответить, пишите, пожалуйста, на этом листе, по возможности печатными "
        "буквами, и не закрывайте номер. Можно приложить и свои листы.",
        "answers": "Ответ на письмо: {sign}",
        "post_to": "Ответ можно отправить по адресу: {address}",
        "quote": "Если будете отвечать, укажите, пожалуйста, номер {number}: тогда ответ дойдёт до того, кто писал.",
        "title": "Письма",
        "envelopes": "Конверты",
        "sheets": "Листы для ответа",
        "checklist": "Контрольный список",
        "run": "Печать {run}",
        "totals": "Писем: {letters}, листов: {pages}",
        "order": "№",
        "name": "Имя",
        "facility": "Учреждение",
        "number": "Номер",
        "pages": "Листов",
        "reply": "Лист для ответа",
        "envelope": "Конверт",
        "packed": "Вложено",
        "letter": "Письмо",
        "write_to": "Напишите: {name}",
        "facts": "Сведения на {day}",
    },
}


def say(lang: str, key: str, **fields: object) -> str:
    """A text of ours in the language, or in English where we do not speak it."""
    return WORDS.get(lang, WORDS["en"])[key].format(**fields)
