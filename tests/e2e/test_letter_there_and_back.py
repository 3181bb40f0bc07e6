# SPDX-License-Identifier: AGPL-3.0-or-later
"""The main job, whole, as the people who do it: written, checked, printed, answered by hand, delivered, read."""

from pathlib import Path

import pytest
from playwright.sync_api import Request

from tests.e2e.conftest import House
from tests.e2e.handwriting import scan, sheet_for, write_by_hand
from tests.e2e.volunteer import Volunteer
from tests.e2e.writer import PlainWriter, Writer

ENVELOPE = 32768 + 1152
SIGNS = {"javascript": "Лена Скриптова", "plain": "Лена Простая"}
TEXT = {
    "javascript": "Здравствуйте, Азат! Меня зовут Лена, я преподаю геометрию.\n\nРасскажите, что Вы сейчас читаете?",
    "plain": "Здравствуйте, Азат! Пишу Вам впервые, с простой страницы.\n\nЧто Вам прислать почитать?",
}


def bodies(requests: list[Request]) -> list[int]:
    return [len(request.post_data_buffer or b"") for request in requests if request.method != "GET"]


@pytest.mark.parametrize("way", ["javascript", "plain"])
def test_letter_there_and_back(
    way: str, house: House, writer: Writer, plain_writer: PlainWriter, alice: Volunteer, tmp_path: Path
) -> None:
    seen: list[Request] = []
    if way == "javascript":
        # a lambda, because playwright reads a handler's signature and a builtin has none
        writer.page.context.on("request", lambda request: seen.append(request))  # noqa: PLW0108
        writer.opens_write("azat-miftakhov")
        writer.writes(TEXT[way], SIGNS[way])
        words = writer.makes_words()
        writer.sends()
        assert bodies(seen) == [ENVELOPE], "the only request with a body is the envelope"
        reader: Writer | PlainWriter = writer
    else:
        plain_writer.opens_write()
        plain_writer.writes("azat-miftakhov", TEXT[way], SIGNS[way])
        words = plain_writer.sends()
        reader = plain_writer
    assert len(words) == 12

    alice.waits_for_a_letter(TEXT[way].split("\n")[0])
    alice.approves()
    alice.starts_a_run()
    printed = alice.downloads("letters.pdf", tmp_path)
    alice.posts_the_run()

    sheet = sheet_for(SIGNS[way], printed)
    photograph = tmp_path / "scan.jpg"
    photograph.write_bytes(scan(write_by_hand(sheet, seed=len(way)), seed=7))
    alice.drops_scans([photograph])
    alice.delivers_the_reply()

    reader.looks_until(words, "#mail img, main img")
    if way == "javascript":
        assert [size for size in bodies(seen) if size] == [ENVELOPE], "reading sends nothing"
    said = reader.page.locator("main").inner_text()
    assert " ".join(words) not in reader.page.url
    assert TEXT[way] not in said
