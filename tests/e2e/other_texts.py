# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invented text with everything that a page can hold, which waits to be read."""

from tests.e2e.volunteer import Volunteer

MUSE = """#title Озеро за лесом
#author Вера Полевая
#lang ru
#date 2019-02
#topics тюрьма, письма
#teaser Зима, письма и лёд.

** Зима

Мы познакомились по переписке[1]. Она сказала: "Приезжай весной".

> Лёд на озере
> стоял до мая.
>
> Потом ушёл.

{{{
пример   с   пробелами
}}}

*** Таблица дней

 | День || Очень много писем || Ни одного ответа || Столбец, которому не хватает места |
 | понедельник | 3 | 1 | четыре |

<quote>
Пишите чаще.
</quote>

 - хлеб
 - чай

 Термин :: объяснение.

<center>
* * *
</center>

[[net-takoi-kartinki.png][Картинка, которой нет]]

[1] Через общую знакомую; *имя* не называем.

{1} Сюда никто не ведёт.
"""


def bring_a_text(alice: Volunteer) -> str:
    """Through the room's own form; the address of the page on which it is read and decided about."""
    alice.opens("/texts/")
    alice.page.set_input_files("#files", {"name": "ozero.muse", "mimeType": "text/plain", "buffer": MUSE.encode()})
    alice.page.locator("form[action$='/bring'] button").click()
    alice.page.wait_for_url("**/texts/versions/*/")
    return alice.page.url.removeprefix(alice.desk)
