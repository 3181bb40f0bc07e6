# SPDX-License-Identifier: AGPL-3.0-or-later
"""Languages told by letters and small words; too little is nothing."""

import pytest

from restante.texts.readers.languages import guess_language

SAID = {
    "ru": "Письмо пришло, и никто не знал, что это значит для него и для нас, когда он был так далеко от дома.",
    "uk": "Лист прийшов, і ніхто не знав, що це означає для нього і для нас, коли він був так далеко від дому.",
    "be": "Ліст прыйшоў, і ніхто не ведаў, што гэта значыць для яго і для нас, калі ён быў так далёка ад дому.",
    "en": "The letter came, and nobody knew what it meant for him and for us, when he was so far from home.",
    "de": "Der Brief kam an, und niemand wusste, was er für ihn und für uns bedeutete, als er so weit weg war.",
    "pl": "List przyszedł i nikt nie wiedział, co to znaczy dla niego i dla nas, że był tak daleko od domu.",
    "fr": "La lettre est arrivée et personne ne savait ce que cela voulait dire pour lui et pour nous.",
    "es": "La carta llegó y nadie sabía lo que significaba para él y para nosotros, cuando estaba tan lejos.",
    "it": "La lettera è arrivata e nessuno sapeva che cosa significasse per lui e per noi, che non era a casa.",
    "cs": "Dopis přišel a nikdo nevěděl, co to pro něj a pro nás znamená, když byl tak daleko od domova.",
}


@pytest.mark.parametrize("lang", SAID)
def test_a_sentence_tells_its_language(lang: str) -> None:
    assert guess_language([SAID[lang]]) == lang


@pytest.mark.parametrize("text", ["", "1917", "Kropotkin", "слово и дело", "— … —", "漢字"])
def test_too_little_tells_none(text: str) -> None:
    assert guess_language([text]) == ""
