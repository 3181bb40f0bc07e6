# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hundreds of odd drafts, the same each time: the browser's code and Python must agree on every one."""

import random
from collections.abc import Callable

from restante.rules import Draft, facilities, load_book
from restante.rules.kinds.topic import Topic
from tests.rules.both_sides import browser_outcomes, python_outcome

ODD = (
    *"йёЁІїİßſǅﬁ𝔘½²Ⅷªº’'-_.!?…»”()123 \t\n\r",
    *"\x0b\x0c\x1c\x1f\x85\xa0\u00ad\u1680\u180e\u2003\u200b\u200d\u200f\u2028\u2029",
    *"\u202e\u2066\u3000\ufeff\ufffb\x00\x7f\u0301\u0308\u0306\u20e3\ufe0f😀👍🏽🇷🇺❤✓🀄🪿א漢ع\U000e0041\U000e01ef",
    "\ud83d",
    "\udc00",
    "\r\n",
    "\n\n",
    "и\u0306",
    "е\u0308",
    "\u0301" * 33,
    "12345678901234567",
    "я" * 61,
    "A" * 300,
    " " * 70,
    "hello ",
    "👨\u200d👩\u200d👧",
)


def _draft(dice: random.Random, words: list[str], channels: list[str]) -> Draft:
    pieces = [dice.choice(words) + " " if dice.random() < 0.5 else dice.choice(ODD) for _ in range(dice.randint(0, 60))]
    return Draft(
        text="".join(pieces) * dice.choice((1, 1, 1, 20)),
        lang=dice.choice(("ru", "en")),
        sign="".join(dice.choice((*ODD[:60], "Jane ", "Лена", "О.")) for _ in range(dice.randint(0, 4))),
        pictures=dice.choice((0, 1, 5, 30)),
        wants_reply=dice.random() < 0.5,
        channel=dice.choice((None, *channels)),
        return_address=tuple(dice.sample(("P.O. Box 1", "а/я 5", "Main St", "poBoxer"), dice.randint(0, 2))),
        pages=dice.choice((None, None, 1, 9)),
    )


def test_the_browser_and_python_agree_on_odd_drafts(run_node: Callable[..., str]) -> None:
    dice = random.Random(20261123)  # noqa: S311 - the same drafts every time
    cases = []
    for _ in range(400):
        facility = dice.choice(facilities())
        book = load_book(facility)
        stems = [stem for rule in book.rules if isinstance(rule, Topic) for stem in (*rule.stems, *rule.innocent)]
        words = [stem.replace("*", dice.choice(("", "ами", "Ё"))) for stem in stems] or ["hello", "world."]
        cases.append((facility, _draft(dice, words, list(book.channels))))
    for (facility, draft), told in zip(cases, browser_outcomes(cases, run_node), strict=True):
        assert told == python_outcome(facility, draft), (facility, draft)
