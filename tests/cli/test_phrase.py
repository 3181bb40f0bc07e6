# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante phrase` as a person at a terminal meets it."""

import subprocess
import sys

import pytest

from restante.seal.phrase import words_of

WORDS = words_of(bytes(range(16)), "ru")


def run_phrase(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The command as a process."""
    command = [sys.executable, "-m", "restante", "phrase", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_new_phrase_passes_its_own_check(lang: str) -> None:
    made = run_phrase("new", "--lang", lang)
    assert made.returncode == 0
    assert len(made.stdout.split()) == 12
    checked = run_phrase("check", stdin=made.stdout)
    assert (checked.returncode, checked.stdout) == (0, "These twelve words are a phrase.\n")


REFUSED = {
    "a mistyped word": (
        " ".join([*WORDS[:4], WORDS[4] + "ъ", *WORDS[5:]]),
        f"restante: Word 5 is not in the list of words. Did you mean “{WORDS[4]}”?\n",
    ),
    "a word like no other": (
        " ".join(["ъъъъъъъъъ", *WORDS[1:]]),
        "restante: Word 1 is not in the list of words.\n",
    ),
    "eleven words": (" ".join(WORDS[1:]), "restante: A phrase has 12 words, and here are 11.\n"),
    "nothing": ("", "restante: A phrase has 12 words, and here are 0.\n"),
}


@pytest.mark.parametrize(("stdin", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_phrase_is_said_in_one_line(stdin: str, says: str) -> None:
    checked = run_phrase("check", stdin=stdin)
    assert (checked.returncode, checked.stdout, checked.stderr) == (2, "", says)
