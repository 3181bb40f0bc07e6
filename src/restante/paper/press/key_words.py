# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sheet of a key ceremony says, by language; docs/how-to/keys.md tells the same at length."""

from collections.abc import Mapping
from typing import Any, Final

KEY_WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "en": {
        "title": "Key ceremony",
        "lead": "Three people, one machine without a network, four empty USB sticks and a fifth for the desk. Any two "
        "of the three root keys can name new keys; no single one can. There is no secret on this sheet.",
        "facts": ["Group", "Organisation id", "Root signed on", "Root good until"],
        "course-title": "Twenty minutes",
        "course": [
            [
                "0–3",
                (
                    "All three look: the network is off, no camera sees the screen, the sticks are empty and marked "
                    "1, 2, 3, P (publisher) and D (desk)."
                ),
            ],
            ["3–5", "Start: restante keys ceremony. Give the names and say where each stick is."],
            [
                "5–12",
                (
                    "One after the other, each holder alone at the keyboard: a passphrase of six random words or more. "
                    "It goes nowhere but into your head, or onto a paper of your own that never lies beside the stick."
                ),
            ],
            ["12–14", "The machine reads every stick back and shows the fingerprints."],
            [
                "14–17",
                (
                    "Each holder writes his fingerprint onto his own sheet, by hand. Another reads it aloud from the "
                    "screen. All write the organisation id."
                ),
            ],
            ["17–19", "Each pulls out his own stick. Sticks P and D go to whoever keeps the desk, not together."],
            ["19–20", "Agree on the day of the next meeting, sign, and part."],
        ],
        "rules-title": "What is agreed by signing",
        "rules": [
            "The three do not travel together, and no two sticks lie under one roof.",
            "Nobody brings his stick because somebody wrote that he should: the three speak first, by voice.",
            "The keys are renewed every year, and the renewal is rehearsed every six months.",
            "Whoever has lost his stick, or thinks that it was touched, tells the other two the same day.",
        ],
        "holders-title": "Who holds what",
        "labels": {
            "person": "Holder",
            "fingerprint": "Fingerprint",
            "place": "Kept at",
            "day": "Date",
            "phrase": "Next meeting",
            "name": "Signature",
        },
        "closing": "Everybody keeps a sheet of his own. The fingerprint shows later whether a stick still holds the "
        "same key: restante keys show --stick FOLDER.",
        "lost-title": "When something is missing",
        "lost": [
            [
                "One root key is lost or stolen",
                (
                    "The other two meet: restante keys replace --lost root-2 --stick A "
                    "--stick B. Alone it can do nothing."
                ),
            ],
            [
                "A holder is arrested",
                (
                    "The same, within days and without waiting for him. His key is named no more; "
                    "whatever he is made to sign counts for nothing."
                ),
            ],
            [
                "The publisher's stick is lost or seized",
                ("Two holders: restante keys replace --lost publisher. Until then its thief can publish in your name."),
            ],
            [
                "The desk is seized, its keeper is arrested",
                (
                    "Two holders, on a new machine, with a copy of the last "
                    "edition from any mirror: restante keys replace --from-copy FOLDER --root root.json "
                    "--lost publisher --lost snapshot --lost timestamp --lost mail --lost call."
                ),
            ],
            [
                "Two root keys are lost",
                (
                    "No new keys can be named any more. Found a new organisation while the publisher's "
                    "key still signs, and let the last edition say so."
                ),
            ],
            [
                "The year is over",
                ("Nothing breaks: copies stay authentic and are told to be old. Two holders: restante keys rotate."),
            ],
        ],
    },
    "ru": {
        "title": "Церемония ключей",
        "lead": "Трое людей, один компьютер без сети, четыре пустые флешки и пятая для рабочего сервера. Любые два из "
        "трёх корневых ключей могут назначить новые ключи, ни один в одиночку не может. На этом листе нет тайн.",
        "facts": ["Группа", "Номер организации", "Корень подписан", "Корень действует до"],
        "course-title": "Двадцать минут",
        "course": [
            [
                "0–3",
                (
                    "Все трое проверяют: сеть выключена, экрана не видит ни одна камера, флешки пусты и помечены "
                    "1, 2, 3, П (издатель) и С (сервер)."
                ),
            ],
            ["3–5", "Запустите restante keys ceremony. Введите имена и укажите, где какая флешка."],
            [
                "5–12",
                (
                    "По очереди, каждый хранитель за клавиатурой один: пароль из шести случайных слов или длиннее. "
                    "Он остаётся только в голове или на собственном листке, который никогда не лежит рядом с флешкой."
                ),
            ],
            ["12–14", "Компьютер перечитывает каждую флешку и показывает отпечатки ключей."],
            [
                "14–17",
                (
                    "Каждый хранитель от руки записывает свой отпечаток на свой лист. Другой читает его вслух с "
                    "экрана. Номер организации записывают все."
                ),
            ],
            ["17–19", "Каждый вынимает свою флешку. Флешки П и С достаются тем, кто ведёт сервер, но не вместе."],
            ["19–20", "Назначьте день следующей встречи, распишитесь и разойдитесь."],
        ],
        "rules-title": "О чём договорились, подписывая",
        "rules": [
            "Трое не ездят вместе, и никакие две флешки не лежат под одной крышей.",
            "Никто не приносит флешку потому, что кто-то об этом написал: сначала все трое говорят голосом.",
            "Ключи обновляются каждый год, обновление репетируют раз в полгода.",
            "Кто потерял флешку или думает, что её трогали, в тот же день говорит об этом двум другим.",
        ],
        "holders-title": "Кто что хранит",
        "labels": {
            "person": "Хранитель",
            "fingerprint": "Отпечаток",
            "place": "Где лежит",
            "day": "Дата",
            "phrase": "Следующая встреча",
            "name": "Подпись",
        },
        "closing": "Каждый оставляет себе свой лист. По отпечатку потом видно, тот ли ключ на флешке: "
        "restante keys show --stick ПАПКА.",
        "lost-title": "Если чего-то не хватает",
        "lost": [
            [
                "Один корневой ключ потерян или украден",
                (
                    "Двое других встречаются: restante keys replace --lost root-2 "
                    "--stick A --stick B. В одиночку этот ключ ничего не может."
                ),
            ],
            [
                "Хранитель арестован",
                (
                    "То же самое, в ближайшие дни и не дожидаясь его. Его ключ больше не назван; что бы "
                    "его ни заставили подписать, это ничего не значит."
                ),
            ],
            [
                "Флешка издателя потеряна или изъята",
                (
                    "Двое хранителей: restante keys replace --lost publisher. До этого "
                    "вор может издавать от вашего имени."
                ),
            ],
            [
                "Сервер изъят, его хозяин арестован",
                (
                    "Двое хранителей, новый компьютер и копия последнего издания с любого "
                    "зеркала: restante keys replace --from-copy ПАПКА --root root.json --lost publisher "
                    "--lost snapshot --lost timestamp --lost mail --lost call."
                ),
            ],
            [
                "Потеряны два корневых ключа",
                (
                    "Новых ключей назначить больше нельзя. Пока ключ издателя подписывает, "
                    "создайте новую организацию и сообщите о ней в последнем издании."
                ),
            ],
            [
                "Год прошёл",
                (
                    "Ничего не ломается: копии остаются подлинными, о них лишь сказано, что они старые. Двое "
                    "хранителей: restante keys rotate."
                ),
            ],
        ],
    },
}
