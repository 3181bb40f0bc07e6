# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which language a text is written, by its letters and its most frequent small words; "" where they do not tell."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_MOST_WORDS: Final = 20_000
_FEWEST: Final = 3
_SMALL: Final[Mapping[str, frozenset[str]]] = {
    lang: frozenset(words.split())
    for lang, words in {
        "ru": "и в не на что с он как это но по из его к у за от так же был она о для мы они то бы было который "
        "если или ещё еще нет чтобы когда только все всё уже при до их есть был были этого него",
        "uk": "і в не на що з він як це але по із його до у за від так та був вона про для ми вони є щоб коли "
        "якщо або ще немає тільки все вже при їх які який якого цього й би було також бути після",
        "be": "і у не на што з ён як гэта але па яго да за ад так ды быў яна пра для мы яны ёсць каб калі або "
        "яшчэ няма толькі ўсё ўжо пры іх якія які якога гэтага й б было таксама быць пасля ў",
        "bg": "и в не на че с той как това но по от го към у за така е беше тя ние те да са си ще или още няма "
        "само когато всички вече при до им който която ли се",
        "sr": "и у не на да с он како то али по из га ка за од је био она о ми они би са или још нема само када "
        "све већ при до их који која се су што",
        "en": "the of and to in a is that it was for on are as with his they at be this from have or by had not "
        "but what were when we there their which who you has been her him will would",
        "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
        "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben "
        "nur oder aber",
        "fr": "de la le et les des en un une du que est pour qui dans par il au sur pas plus ne ce avec se son "
        "sont cette mais ou nous ils était aux été leur elle comme où a je",
        "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha "
        "me si sin sobre este ya entre cuando todo esta ser son dos también fue había",
        "it": "di che e la il un a per in non una è sono le si da del i con come ma lo ha della gli al più "
        "anche nel dei se alla io era questo ci cui o degli delle nella stato",
        "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu "
        "sua ou quando muito nos já eu também só pelo pela até isso são foi",
        "pl": "i w nie na się z do to że jest o jak ale po co tak za od jego był przez tylko dla czy są było "
        "jako może już być który która które ich jej ze ten tego lub oraz bez we",
        "cs": "a v je na se že s z do to o jako ale po jak tak za od jeho byl jen pro jsou bylo už být který "
        "která které jejich ze nebo bez ve si by při také aby když není",
        "tr": "ve bir bu da de için ile çok ne gibi o daha kadar olarak var ama sonra en her ya değil mi olan ben",
        "sv": "och i att det som en på är av för med den till inte om har de ett var jag han men så vi från kan när",
        "fi": "ja on ei se että hän oli ovat mutta kun niin myös joka ole tai kuin jos he sen ollut siitä mitä nyt",
        "nl": "de het een en van in is dat op te zijn met voor niet die aan er om ook als maar bij dan naar was uit",
        "ka": "და არ რომ ეს იყო არის მაგრამ თუ რა როგორც მისი იმ ამ კი რომელიც შემდეგ უნდა მას",
    }.items()
}
_LETTERS: Final[Mapping[str, str]] = {
    "ru": "ыэъё", "uk": "їєґ", "be": "ўэыё", "pl": "łąęśźćż", "cs": "řěůť", "de": "ßäöü", "es": "ñ¿¡", "tr": "ğış",
    "sv": "å", "fr": "çèêùœ", "pt": "ãõç", "ka": "აეი", "sr": "јљњђћџ",
}  # fmt: skip
_NOT: Final[Mapping[str, str]] = {
    "ru": "іїєґўј", "uk": "ыэъёў", "be": "їєґщиъ", "bg": "ыэёіїєўј", "sr": "ыэёіїєўщйяюь",
}  # fmt: skip


def guess_language(pieces: Iterable[str]) -> str:
    """A code of two letters, or "" where the words are too few or two languages are nearly alike."""
    words: list[str] = []
    for piece in pieces:
        words += [found.group().lower() for found in _WORD.finditer(piece)]
        if len(words) > _MOST_WORDS:
            break
    scores = _scores(words)
    if not scores:
        return ""
    ranked = sorted(((value, lang) for lang, value in scores.items()), reverse=True)
    best, lang = ranked[0]
    rival = ranked[1][0] if len(ranked) > 1 else 0.0
    return lang if best >= _FEWEST and best > 1.15 * rival else ""


def _scores(words: list[str]) -> dict[str, float]:
    counts = Counter(words)
    letters = Counter(letter for word, count in counts.items() for letter in set(word) for _ in range(min(count, 50)))
    found: dict[str, float] = {}
    for lang, small in _SMALL.items():
        value = float(sum(count for word, count in counts.items() if word in small))
        value += 0.5 * sum(letters[letter] for letter in _LETTERS.get(lang, ""))
        value -= 1.0 * sum(letters[letter] for letter in _NOT.get(lang, ""))
        if value > 0:
            found[lang] = value
    return found
