# SPDX-License-Identifier: AGPL-3.0-or-later
"""A house in the middle of its work: letters, sealed here and posted to the gate, in every state a page can show."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

from restante.seal.envelope import HEADER_LENGTH, letter_keys_from_json, newest_key, seal_letter
from restante.seal.letter import Letter, ReplyTo
from restante.seal.phrase import derive_writer, new_entropy, words_of
from tests.e2e.handwriting import scan, sheet_for, write_by_hand
from tests.e2e.other_lists import furnish_lists
from tests.e2e.other_texts import bring_a_text
from tests.e2e.volunteer import Volunteer

REASON = "Пожалуйста, уберите фразу о соседях: из-за неё письмо вычеркнут целиком."
ANSWERED = (
    "Здравствуйте, Азат! Меня зовут Лена, я преподаю геометрию в школе.\n\n"
    "Вчера мы с восьмым классом доказывали теорему Пифагора по-индийски: просто «смотри». Смотрели долго и молча.\n\n"
    "Что Вы сейчас читаете? Если можно, я перепишу для Вас задачу, которая мучает меня с осени."
)
RETURNED = "Добрый день! Привет от всех соседей по камере, где Вы были раньше, и их адреса."
IN_HAND = (
    "Здравствуйте, Азат! Пишу Вам из Казани, тут третий день метёт 😀.\n\n"
    "Мой телефон +7 900 000-00-00, если захотите передать что-нибудь через адвоката.\n\nДержитесь. Ваша читательница."
)
ELECTRONIC = "Dear Sam,\n\n" + "The dahlias are over, and I have lifted the tubers into boxes of dry sand. " * 30
WAITING = "Здравствуйте! Это письмо ждёт печати."


@dataclass
class Furniture:
    """Where everything stands; `words` read the writer's mail."""

    words: list[str]
    paths: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


TO_AZAT, TO_MARIA = "Лена из Казани", "Лена из Самары"


def post_letter(gate: str, entropy: bytes, person: str, text: str, sign: str, lang: str = "ru") -> None:
    """Seal as the letter page does, and hand in."""
    keys = letter_keys_from_json(httpx.get(f"{gate}/restante/letter-keys.json").content)
    today = datetime.now(UTC).date()
    writer = derive_writer(entropy, keys.organisation)
    letter = Letter(
        id=secrets.token_hex(16),
        person=person,
        lang=lang,
        text=text,
        sign=sign,
        reply=ReplyTo(writer.reply_public, writer.tag),
        corrects=None,
        created=today,
    )
    post_envelope(gate, seal_letter(letter, [], newest_key(keys, today), keys.organisation))


def post_envelope(gate: str, envelope: bytes) -> None:
    answer = httpx.post(
        f"{gate}/letterbox", content=envelope, headers={"content-type": "application/octet-stream"}, timeout=20
    )
    assert answer.status_code == 201, answer.text


def post_poison(gate: str) -> None:
    """The header of an envelope, and noise instead of a letter."""
    keys = letter_keys_from_json(httpx.get(f"{gate}/restante/letter-keys.json").content)
    today = datetime.now(UTC).date()
    whole = seal_letter(
        Letter(secrets.token_hex(16), "desk", "en", "x", "", None, None, today),
        [],
        newest_key(keys, today),
        keys.organisation,
    )
    post_envelope(gate, whole[:HEADER_LENGTH] + secrets.token_bytes(len(whole) - HEADER_LENGTH))


def furnish(gate: str, alice: Volunteer, folder: Path) -> Furniture:
    """Letters answered, returned, in hand, for a prison's own service, in a run; and a reply not yet delivered."""
    entropy = new_entropy()
    found = Furniture(words_of(entropy, "ru"))
    post_poison(gate)
    for person, text, sign, lang in (
        ("azat-miftakhov", ANSWERED, TO_AZAT, "ru"),
        ("azat-miftakhov", RETURNED, "Лена", "ru"),
        ("azat-miftakhov", IN_HAND, "Читательница", "ru"),
        ("sam-example", ELECTRONIC, "Ann", "en"),
        ("maria-primerova", ANSWERED.replace("Азат", "Мария"), TO_MARIA, "ru"),
        ("desk", "Спасибо вам. Как можно помочь?", "Прохожий", "ru"),
    ):
        post_letter(gate, entropy, person, text, sign, lang)
    for text in ("Здравствуйте, Мария! Меня", "Здравствуйте, Азат! Меня"):
        alice.waits_for_a_letter(text)
        alice.approves()
    alice.waits_for_a_letter(RETURNED)
    alice.returns(REASON)
    alice.waits_for_a_letter("dahlias")
    alice.approves("uk/email-a-prisoner")
    _answer(alice, found, folder)
    found.paths["transcript"] = _find_transcript(alice)
    post_letter(gate, entropy, "azat-miftakhov", WAITING, "Лена")
    alice.waits_for_a_letter(WAITING)
    alice.approves()
    found.paths |= furnish_lists(alice)
    found.paths["text to be read"] = bring_a_text(alice)
    found.paths["letter in hand"] = alice.waits_for_a_letter("Пишу Вам из Казани")
    _find_a_case(alice, found)
    return found


def _answer(alice: Volunteer, found: Furniture, folder: Path) -> None:
    """Print both letters; both are answered, one answer is delivered and the other waits for a volunteer's eyes."""
    alice.starts_a_run()
    found.paths["run"] = alice.page.url.removeprefix(alice.desk)
    for name in alice.links(r"/mailroom/runs/\d+/files/\d+/.+"):
        file = name.rsplit("/", 1)[1]
        found.files[file] = alice.downloads(file, folder)
    alice.posts_the_run()
    for place, sign in enumerate((TO_AZAT, TO_MARIA)):
        photograph = folder / f"{place}.jpg"
        sheet = sheet_for(sign, found.files["letters.pdf"])
        photograph.write_bytes(scan(write_by_hand(sheet, seed=place), seed=place))
        alice.drops_scans([photograph])
        if not place:
            alice.delivers_the_reply()
    found.paths["reply"] = alice.page.url.removeprefix(alice.desk)
    found.paths["reply page"] = alice.links(r"/replies/pages/\d+/")[0]


def _find_transcript(alice: Volunteer) -> str:
    alice.opens("/mailroom/channels/uk/email-a-prisoner/")
    return alice.links(r"/mailroom/letters/[0-9a-f]{32}/transcript")[-1]


def _find_a_case(alice: Volunteer, found: Furniture) -> None:
    """Of the demonstration's own case: a claim, a contradiction, an event and a source, with their forms."""
    case = "/cases/of/azat-miftakhov/"
    alice.opens(case)
    found.paths["contradiction"] = alice.links(rf"{case}contradictions/.+")[0]
    found.paths["claim"] = alice.links(rf"{case}claims/[^/]+/")[0]
    found.paths["claim's form"] = f"{found.paths['claim']}edit"
    found.paths["event"] = alice.links(rf"{case}events/[^/]+/")[0]
    found.paths["event's form"] = f"{found.paths['event']}edit"
    alice.opens(f"{case}sources/")
    found.paths["source"] = alice.links(rf"{case}sources/[^/]+/")[0]
