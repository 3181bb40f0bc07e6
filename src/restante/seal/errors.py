# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with an envelope, a letter, a phrase or the mail; none of these texts ever holds a writer's words.

BadInput
├── EnvelopeRefused     NotAnEnvelope, UnknownVersion, WrongSize, UnknownKey, CannotOpen
├── LetterRefused       EmptyLetter, LetterTooLong, PicturesTooLarge, ForbiddenCharacter
├── KeysRefused
├── PhraseRefused       WrongCount, UnknownWord, MixedLanguages, WrongChecksum
└── BlobRefused         BlobTooLarge
NotAuthentic            MailNotAuthentic
OutOfDate               KeysTooOld, KeysNotBegun
"""

from restante.errors import BadInput, NotAuthentic, OutOfDate


class EnvelopeRefused(BadInput):
    """Bytes that came as an envelope and are none of ours."""

    code = "envelope-refused"
    text = "This is not an envelope that this organisation can open."


class NotAnEnvelope(EnvelopeRefused):
    """The first four bytes are not ours."""

    code = "not-an-envelope"
    text = "This file is not a sealed letter."


class UnknownVersion(EnvelopeRefused):
    """A format that this program does not know; a newer page may have sealed it."""

    code = "unknown-envelope-version"
    text = "This letter was sealed in a format (version {version}) that is not known here. Load the page again."


class WrongSize(EnvelopeRefused):
    """Every envelope has one of six lengths; a download cut short has none of them."""

    code = "wrong-envelope-size"
    text = "A sealed letter is never {length} bytes long: the file was cut off or changed on its way."


class UnknownKey(EnvelopeRefused):
    """Sealed to a key of another organisation, or to one destroyed since."""

    code = "unknown-letter-key"
    text = "This letter was sealed for another organisation, or too long ago. Load the page again and send anew."


class CannotOpen(EnvelopeRefused):
    """The key is right and the seal does not hold: one bit is enough."""

    code = "seal-broken"
    text = "The seal of this letter does not hold: it was changed on its way."


class LetterRefused(BadInput):
    """The seal held, but what is inside is not a letter as docs/reference/envelope.md has it."""

    code = "letter-refused"
    text = "The letter inside is not well-formed ({reason})."


class EmptyLetter(LetterRefused):
    """Neither a word nor a picture."""

    code = "letter-empty"
    text = "The letter is empty."


class LetterTooLong(LetterRefused):
    """Words have to fit the smallest bucket, whatever pictures come along."""

    code = "letter-too-long"
    text = "The letter is too long by {over} bytes. Send it as two letters."


class PicturesTooLarge(LetterRefused):
    """Together they do not fit the largest bucket, or there are too many."""

    code = "pictures-too-large"
    text = "The pictures are too many or too large: at most {most}, {megabytes} MB together."


class ForbiddenCharacter(LetterRefused):
    """NUL and halves of surrogate pairs are no text in any script, and some programs end a text there."""

    code = "letter-forbidden-character"
    text = "Character {position} of the letter is not text ({codepoint}). Delete it, please."


class KeysRefused(BadInput):
    """A file of letter keys, or one key in it, is malformed."""

    code = "letter-keys-refused"
    text = "The file of letter keys is not well-formed ({reason})."


class KeysTooOld(OutOfDate):
    """Sealing to a key that may be destroyed already would lose the letter."""

    code = "letter-keys-too-old"
    text = "The newest letter key here is from {day}. This copy of the page is too old to write with: load a newer one."


class KeysNotBegun(OutOfDate):
    """All keys begin in the future, so the clock of this device is behind."""

    code = "letter-keys-not-begun"
    text = "The first letter key here begins on {day}. Is the date of this device right?"


class PhraseRefused(BadInput):
    """Twelve words that are not a phrase."""

    code = "phrase-refused"
    text = "These are not the twelve words of a phrase."


class WrongCount(PhraseRefused):
    """More or fewer than twelve."""

    code = "phrase-wrong-count"
    text = "A phrase has 12 words, and here are {count}."

    def __init__(self, count: int) -> None:
        super().__init__(count=count)
        self.count = count


class UnknownWord(PhraseRefused):
    """`suggestion` is for the writer's own screen only: it is no field, so that no text or log can come to hold it."""

    code = "phrase-unknown-word"
    text = "Word {position} is not in the list of words. Look at it again."

    def __init__(self, position: int, suggestion: str | None) -> None:
        super().__init__(position=position)
        self.position = position
        self.suggestion = suggestion


class MixedLanguages(PhraseRefused):
    """No word is in two lists, so a phrase of both was put together from two."""

    code = "phrase-mixed-languages"
    text = "Word {position} is of another language than the words before it."

    def __init__(self, position: int) -> None:
        super().__init__(position=position)
        self.position = position


class WrongChecksum(PhraseRefused):
    """Each word is known, but they do not belong together in this order."""

    code = "phrase-wrong-checksum"
    text = "Each word is known, but one of them is not the right one, or two have changed places."


class BlobRefused(BadInput):
    """Not the blob that the record names."""

    code = "blob-refused"
    text = "This part of the mail was changed on its way. Try another server."


class BlobTooLarge(BlobRefused):
    """More than the largest bucket holds."""

    code = "blob-too-large"
    text = "This is too large to be delivered in one piece: {length} bytes, and {most} are possible."


class MailNotAuthentic(NotAuthentic):
    """The signature over the mail, or the hash of a shard, does not hold."""

    code = "mail-not-authentic"
    text = "This mail is not what the organisation signed ({reason}). Try another server."
