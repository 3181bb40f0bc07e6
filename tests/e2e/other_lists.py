# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of others in every state a page can show: refused, in meaning, compared, fallen, written, asked about."""

from tests.e2e.volunteer import Volunteer

HEAD = "Список на 01.11.2026;;;\nФИО;Дата рождения;Где содержится;Статья\n"
PEOPLE = (
    HEAD + "Мифтахов Азат Фанисович;21.03.1993;ФКУ ИК №17;213 ч. 2\nАзат Мифтахов;1/2/1993;ИК-17;=1+1\n"
    "Ивaнов Пётр;31.02.1980;СИЗО-1;205.2\n"
)
MANY = (
    PEOPLE + "".join(f"Имя Фамилия{number};19{number};ИК-{number};282\n" for number in range(10, 40)) + "Итого: 33;;;\n"
)
PLACES = "Название;Адрес\nПоказательный следственный изолятор № 0;Примерная улица, 1\nИК-17;Дальняя, 2\n"


def furnish_lists(alice: Volunteer) -> dict[str, str]:
    """Paths by name."""
    found = {"list, refused": _upload(alice, "%PDF-1.7", "list.pdf"), "list, columns": _upload(alice, MANY)}
    _compare(alice, _upload(alice, MANY), "friends")
    _press(alice, "t")
    found["list, written"] = alice.page.url.removeprefix(alice.desk)
    alice.opens("/lists/of/friends/questions")
    _press(alice, "s")
    found["list, fallen"] = _compare(alice, _upload(alice, PEOPLE.replace("ИК-17", "ИК-2")), "friends")
    found |= {"list, findings": found["list, written"] + "found/findings"}
    _compare(alice, _upload(alice, PLACES, kind="places"), "register")
    _press(alice, "t")
    alice.opens("/lists/of/register/")
    found["list, a place"] = alice.links(r"/lists/places/\d+/")[0]
    slugs = {"friends": "/lists/of/friends/", "register": "/lists/of/register/"}
    found |= {f"list {slug}": path for slug, path in slugs.items()}
    return found | {
        "list, gone": "/lists/of/friends/?gone=1",
        "list, questions": "/lists/of/friends/questions",
        "list, places": "/lists/of/register/places",
        "list, about a person": "/lists/about/azat-miftakhov/",
    }


def _upload(alice: Volunteer, text: str, name: str = "list.csv", kind: str = "people") -> str:
    alice.opens("/lists/")
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode("cp1251")}
    alice.page.set_input_files("#file", file)  # type: ignore[arg-type]  # a file that is in memory only
    alice.page.locator(f"input[name=kind][value={kind}]").check()
    with alice.page.expect_navigation():
        alice.page.locator("form[enctype] button").click()
    return alice.page.url.removeprefix(alice.desk)


def _compare(alice: Volunteer, path: str, slug: str) -> str:
    alice.opens(path)
    alice.page.fill("[name=slug]", slug)
    alice.page.fill("[name=title]", "Друзья заключённых")
    _press(alice, "v")
    return alice.page.url.removeprefix(alice.desk)


def _press(alice: Volunteer, key: str) -> None:
    """With the keyboard alone."""
    alice.page.locator("main").focus()
    with alice.page.expect_navigation():
        alice.page.keyboard.press(key)
