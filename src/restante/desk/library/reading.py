# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's side of reading texts: a file goes to a child of its own, and a text comes back, or a reason."""

import base64
import hashlib
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_noop

from restante.desk.library.reader import SECONDS
from restante.desk.one_shot import ask, framed
from restante.errors import BadInput, RestanteError, Unavailable
from restante.texts.arriving import Arrival, with_ids
from restante.texts.codec import Kept, NotAText, read_kept
from restante.texts.naming import id_of
from restante.texts.readers import Caution, refusals
from restante.texts.records import Author, Text, Topic

COMMAND: Final = (sys.executable, "-I", "-m", "restante.desk.library.reader")
MOST_ANSWERED: Final = 256 * 2**20
FORM_LENGTH: Final = 16
_SENTENCE: Final = re.compile(r"(?:[^{}]|\{[a-z_]{1,32}\}){1,1000}")
_REFUSALS: Final[Mapping[str, type[RestanteError]]] = {
    one.code: one for one in vars(refusals).values() if isinstance(one, type) and issubclass(one, RestanteError)
}


class TextUnreadable(BadInput):
    """A reader's refusal, with its own words; or the child broke down."""

    code = "text-unreadable"
    text = gettext_noop(
        "The program that reads texts broke down on {file}, or it took too long. Save it as another format."
    )


class TextReaderMissing(Unavailable):
    """Not the file's fault."""

    code = "text-reader-missing"
    text = gettext_noop("The program that reads texts does not start; nothing was lost. Try again when it does.")


def read_confined(data: bytes, name: str, form: str | None, encoding: str | None) -> Arrival:
    """As `read_text`, in a child. Raises TextUnreadable, TextReaderMissing."""
    asked = json.dumps({"name": name, "form": form or None, "encoding": encoding or None}).encode()
    try:
        told = ask(COMMAND, framed(asked) + framed(data), seconds=SECONDS + 30.0, most=MOST_ANSWERED)
    except OSError as error:
        raise TextReaderMissing from error
    return _arrival(told, name)


def _arrival(told: bytes, name: str) -> Arrival:
    """From a child that may have been taken over: a text of the codec's shapes, and sentences."""
    try:
        said: Any = json.loads(told)
        if "code" in said:
            raise _refusal(said)
        pictures = {
            _checked(sha, base64.b64decode(data)): base64.b64decode(data) for sha, data in said["pictures"].items()
        }
        text = _named_anew(read_kept(Kept(said["kept"].encode(), pictures)))
        cautions = tuple(_caution(*one) for one in said["cautions"])
        return Arrival(text, str(said["form"])[:FORM_LENGTH], cautions, _told(said["deleted"]))  # type: ignore[arg-type]  # shown, no more
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NotAText):
        raise TextUnreadable(file=name) from None


def _named_anew(text: Text) -> Text:
    """Addresses of lists are made of names here: they become paths of an edition."""

    def named(authors: tuple[Author, ...]) -> tuple[Author, ...]:
        return with_ids(tuple(replace(author, id="") for author in authors))

    topics = tuple(Topic(id_of(topic.name, "topic"), topic.name) for topic in text.topics)
    return replace(text, authors=named(text.authors), translators=named(text.translators), topics=topics)


def _caution(code: str, sentence: str, fields: dict[str, str]) -> Caution:
    """One whose sentence the child cannot fill is no caution: the whole answer is refused."""
    caution = Caution(str(code), str(sentence), {str(key): str(it) for key, it in fields.items()})
    if not _SENTENCE.fullmatch(caution.text):  # a width between braces could ask for all memory there is
        raise ValueError
    caution.message()
    return caution


def _told(why: object) -> str | None:
    return None if why is None else str(why)[:1000]


def _checked(sha: str, data: bytes) -> str:
    if hashlib.sha256(data).hexdigest() != sha:
        raise ValueError
    return sha


def _refusal(said: Any) -> RestanteError:
    """The reader's own refusal, whose words are known here; the child says only which, and its fields."""
    known = _REFUSALS.get(said["code"])
    return known(**said["fields"]) if known is not None else TextUnreadable(file=said["fields"].get("file", ""))
