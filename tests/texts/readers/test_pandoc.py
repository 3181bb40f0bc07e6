# SPDX-License-Identifier: AGPL-3.0-or-later
"""The converter's cage: no file, no address, bounded time and memory."""

import pytest

from restante.texts.readers import pandoc
from restante.texts.readers.pandoc import convert_to_plain, convert_to_tree
from restante.texts.readers.refusals import NoConverter, ReaderGaveUp
from restante.texts.readers.trees import missing_words


def test_the_sandbox_opens_no_file_whatever_the_text_asks(tmp_path: object) -> None:
    secret = f"{tmp_path}/secret"
    with open(secret, "w") as stream:  # noqa: PTH123 - a path as the text spells it
        stream.write("hidden words")
    asked = f'<iframe src="{secret}"></iframe><img src="{secret}"><object data="{secret}"></object><p>seen'
    assert "hidden" not in repr(convert_to_tree(asked.encode(), "html", "x"))
    included = f".. include:: {secret}\n\nseen\n"
    assert "hidden" not in convert_to_plain(included.encode(), "rst", "x")


def test_a_text_that_needs_more_time_than_it_may_have_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_FEWEST_SECONDS", 1)
    with pytest.raises(ReaderGaveUp):
        convert_to_tree(b"[" * 50_000, "markdown", "x")


def test_a_text_that_needs_more_memory_than_it_may_have_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "MEGABYTES", 330)
    with pytest.raises(ReaderGaveUp):
        convert_to_tree(b"word *word* " * 400_000, "markdown", "x")


def test_without_pandoc_the_need_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "pandoc_path", lambda: None)
    with pytest.raises(NoConverter) as refused:
        convert_to_tree(b"a", "markdown-smart", "x")
    assert "MARKDOWN" in refused.value.message()


def test_words_are_missed_by_their_letters_and_not_by_where_markup_splits_them() -> None:
    assert missing_words(["one two three"], ["one", "two three"]) == 0
    assert missing_words(["bo", "ld"], ["bold"]) == 0
    assert missing_words(["one two two"], ["one two"]) == 1
    assert missing_words(["secret running head", "body"], ["body"]) == 3
