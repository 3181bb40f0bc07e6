# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a file is not read as a text; each says what to do."""

from restante.errors import BadInput, Unavailable


class TextRefused(BadInput):
    """The file is no text that we read."""

    code = "text-refused"
    text = "{file} is no text in a format we read: Muse, Markdown, DOCX, ODT, HTML, EPUB, PDF or plain text."


class EmptyText(TextRefused):
    """Nothing, or white space alone."""

    code = "text-empty"
    text = "{file} is empty: there are no words in it."


class TextTooLarge(TextRefused):
    """Longer than any book; it was not read."""

    code = "text-too-large"
    text = "{file} has {size} MB; more than {most} MB of text are not read at once, so split it."


class FileTooLarge(TextRefused):
    """A container too large for what it can hold; it was not opened."""

    code = "text-file-too-large"
    text = "{file} has {size} MB; files over {most} MB are not opened. Make its pictures smaller, or split it."


class UnknownForm(TextRefused):
    """A name that is no format."""

    code = "text-form-unknown"
    text = "{form} is no format we read. Those we read: {known}."


class NotOfForm(TextRefused):
    """The file is not what it was said to be."""

    code = "text-not-of-form"
    text = "{file} is no {form} file, or it is damaged."


class OldWord(TextRefused):
    """A .doc of the 1990s, or a locked file: both are the same kind of container."""

    code = "text-old-word"
    text = "{file} is a Word 97 file, or is locked with a password; open it in LibreOffice and save it as ODT or DOCX."


class RichText(TextRefused):
    """RTF."""

    code = "text-rtf"
    text = "{file} is an RTF file; open it in LibreOffice and save it as ODT or DOCX."


class OtherXml(TextRefused):
    """FictionBook, DocBook, a flat ODT: read as plain text, its marks would stand among its words."""

    code = "text-xml"
    text = "{file} is an FB2 book or another XML file; convert it to EPUB or DOCX, with Calibre for example."


class PasswordNeeded(TextRefused):
    """Encrypted."""

    code = "text-password"
    text = "{file} is locked with a password; save it without one."


class RightsLocked(TextRefused):
    """Digital rights management of a shop."""

    code = "text-rights-locked"
    text = "{file} is locked by a shop's copy protection; get a copy without it."


class UnpacksTooLarge(TextRefused):
    """A bomb, or a mistake; nothing of it was unpacked."""

    code = "text-bomb"
    text = "{file} would unpack to more than {most} MB, or is packed so tightly that it is no honest file."


class DeclaresEntities(TextRefused):
    """XML with entities of its own, as bombs and thefts have it."""

    code = "text-entities"
    text = "{file} declares entities of its own, which no word processor writes; it was not read."


class EncodingUnclear(TextRefused):
    """A wrong guess would be worse than a question."""

    code = "text-encoding-unclear"
    text = "The encoding of {file} cannot be told. Say it: {known}."


class UnknownEncoding(TextRefused):
    """A name that is no encoding."""

    code = "text-encoding-unknown"
    text = "{encoding} is no encoding we read. Those we read: {known}."


class NotInEncoding(TextRefused):
    """The bytes are impossible in the encoding that was named."""

    code = "text-not-in-encoding"
    text = "{file} is not written in {encoding}: byte {position} is impossible there."


class NoWordsInPdf(TextRefused):
    """Pictures of pages."""

    code = "text-pdf-without-words"
    text = "{file} holds pictures of pages and no text: have a text recognition program read it first, and check it."


class TooManyPages(TextRefused):
    """A PDF longer than any book."""

    code = "text-too-many-pages"
    text = "{file} has {pages} pages; more than {most} are not read at once, so split it."


class ReaderGaveUp(TextRefused):
    """The converter ran out of its time or memory, or fell over."""

    code = "text-reader-gave-up"
    text = "{file} could not be read within {seconds} seconds and {memory} MB. Save it anew, or as another format."


class NoConverter(Unavailable):
    """Pandoc is not there."""

    code = "no-pandoc"
    text = "The converter Pandoc is not installed; without it {form} files are not read."
