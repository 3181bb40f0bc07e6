# SPDX-License-Identifier: AGPL-3.0-or-later
"""Languages and scripts that a censor reads; other scripts are found in the text itself."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from restante.rules.channel import Channel
from restante.rules.draft import Draft
from restante.rules.rule import MOST_PLACES, Rule, Sentences
from restante.rules.toml_table import Table
from restante.rules.verdict import Finding, Level, Texts

_LETTERS = re.compile(r"[^\W\d_]")
_LANGUAGES: Mapping[str, Texts] = {
    "ru": {"ru": "по-русски", "en": "in Russian"},
    "be": {"ru": "по-белорусски", "en": "in Belarusian"},
    "uk": {"ru": "по-украински", "en": "in Ukrainian"},
    "en": {"ru": "по-английски", "en": "in English"},
    "es": {"ru": "по-испански", "en": "in Spanish"},
}
_OR = {"ru": " или ", "en": " or "}
SCRIPTS: Mapping[str, str] = {
    "Latn": "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff",
    "Cyrl": "\u0400-\u052f\u1c80-\u1c8f",
}
FEWEST_LETTERS = 20  # under that a name in another script is most of the text
SHORTEST_WORD = 2  # a single foreign letter is a formula or a blood group


@dataclass(frozen=True, kw_only=True)
class Language(Rule):
    """A letter in another language, one written mostly in another script, and single foreign words."""

    KIND: ClassVar[str] = "language"
    MEANS: ClassVar[str] = "Which languages get through, and whether single words in another script are unwise."
    KEYS: ClassVar[Mapping[str, str]] = {
        "languages": "language codes that get through",
        "scripts": f"scripts of these languages: {', '.join(SCRIPTS)}",
        "mark_words": "true where single words in another script should be marked too",
    }
    MESSAGES: ClassVar[Sentences] = {
        "other": {"ru": "Письмо лучше написать {languages}.", "en": "The letter should be written {languages}."},
        "script": {
            "ru": "Больше половины букв — из другого алфавита. Письмо лучше написать {languages}.",
            "en": "More than half of the letters are of another alphabet. The letter should be written {languages}.",
        },
        "word": {"ru": "Здесь слово из другого алфавита.", "en": "A word in another alphabet."},
    }

    languages: tuple[str, ...]
    scripts: tuple[str, ...]
    mark_words: bool = False

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        languages, scripts = table.words("languages", needed=True), table.words("scripts", needed=True)
        if not languages or set(languages) - set(_LANGUAGES):
            raise table.refuse("languages", f"write some of {', '.join(_LANGUAGES)}")
        if not scripts or set(scripts) - set(SCRIPTS):
            raise table.refuse("scripts", f"write some of {', '.join(SCRIPTS)}")
        return cls(**head, languages=languages, scripts=scripts, mark_words=table.flag("mark_words", default=False))

    def check(self, draft: Draft, _channels: Iterable[Channel], /) -> Iterator[Finding]:
        if draft.lang not in self.languages:
            yield self.find("other", languages=self._spoken())
            return
        letters = len(_LETTERS.findall(draft.text))
        runs = [found.span() for found in self._foreign().finditer(draft.text)]
        if letters >= FEWEST_LETTERS and 2 * sum(end - start for start, end in runs) > letters:
            yield self.find("script", languages=self._spoken())
        elif self.mark_words:
            words = [run for run in runs if run[1] - run[0] >= SHORTEST_WORD]
            for where in words[:MOST_PLACES]:
                yield self.find("word", level=Level.ADVICE, where=where)

    def limits(self, _channels: Mapping[str, Channel], /) -> Iterator[Texts]:
        spoken = self._spoken()
        yield {"ru": f"Пишите {spoken['ru']}.", "en": f"Write {spoken['en']}."}

    def compile(self) -> dict[str, Any]:
        return {
            "languages": list(self.languages),
            "spoken": self._spoken(),
            "letters": "".join(SCRIPTS[script] for script in self.scripts),
            "mark_words": self.mark_words,
        }

    def _foreign(self) -> re.Pattern[str]:
        own = "".join(SCRIPTS[script] for script in self.scripts)
        return re.compile(rf"(?:(?![{own}])[^\W\d_])+")

    def _spoken(self) -> Texts:
        return {lang: _OR[lang].join(_LANGUAGES[name][lang] for name in self.languages) for lang in _OR}
