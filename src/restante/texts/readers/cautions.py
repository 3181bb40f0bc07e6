# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every sentence that a reader may say about what it left out, guessed or mended."""

from typing import Final

from restante.texts.readers.reading import CautionKind

# what was guessed
ENCODING_GUESSED: Final = CautionKind(
    "encoding-guessed",
    "The encoding was guessed: {encoding}, {percent} % sure. Look whether the words are whole.",
)
ENCODINGS_MIXED: Final = CautionKind(
    "encodings-mixed",
    "Lines in another encoding: {lines}, read as {encoding}. Look whether the words are whole.",
)
BYTES_REPLACED: Final = CautionKind(
    "bytes-replaced", "Bytes that are no characters: {count}; a � stands in their place."
)
ENCODING_DECLARED_WRONG: Final = CautionKind(
    "encoding-declared-wrong",
    "The file says that it is in {declared}, which it is not; it was read as {encoding}.",
)
LANGUAGE_GUESSED: Final = CautionKind(
    "language-guessed", "The file does not say its language; by its words it is “{lang}”."
)
LANGUAGE_UNKNOWN: Final = CautionKind(
    "language-unknown",
    "The file does not say its language, and its words do not tell it: choose it.",
)
TITLE_GUESSED: Final = CautionKind("title-guessed", "The file does not say its title; its first line was taken for it.")
TITLE_MISSING: Final = CautionKind("title-missing", "The file does not say its title: write it.")
AUTHOR_FROM_PROPERTIES: Final = CautionKind(
    "author-from-properties",
    "The author is taken from the file's properties: look that it is not the name of whoever typed it.",
)
DATE_UNCLEAR: Final = CautionKind("date-unclear", "A date in the file is not clear and was not taken: write it.")
HEAD_LEFT_OUT: Final = CautionKind(
    "head-left-out", "Lines of the file's head that have no field here; put by hand what should stay: {said}."
)
PAGE_RECOGNISED: Final = CautionKind(
    "page-recognised",
    "This is a page of another library ({library}): its head was read as title, author, date and source.",
)

# what was left out
MACROS: Final = CautionKind("macros-left-out", "Macros in the file: {count}. They were not read.")
SCRIPTS: Final = CautionKind(
    "scripts-left-out", "Scripts, frames, forms and other things that act: {count}. They were left out."
)
HANDLERS: Final = CautionKind(
    "handlers-left-out",
    "Elements that would run a script: {count}. Their words were kept, the scripts left out.",
)
EXTERNAL_PICTURES: Final = CautionKind(
    "external-pictures-left-out",
    "Pictures on other machines: {count}. They were not fetched and left out.",
)
MISSING_PICTURES: Final = CautionKind(
    "missing-pictures", "Pictures that are not in the file: {count}. They were left out."
)
BAD_PICTURES: Final = CautionKind(
    "bad-pictures",
    "Pictures that cannot be read, or are larger than {most} million pixels: {count}. They were left out.",
)
TOO_MANY_PICTURES: Final = CautionKind(
    "too-many-pictures", "Pictures after the first {most}: {count}. They were left out."
)
LINKS: Final = CautionKind(
    "links-left-out",
    "Links that lead nowhere from here, or would run something: {count}. Their words were kept.",
)
DELETED_WORDS: Final = CautionKind(
    "tracked-deletions",
    "Passages that were deleted with tracked changes: {count}. They were left out.",
)
COMMENTS: Final = CautionKind("comments-left-out", "Comments: {count}. They were left out.")
RAW_MARKUP: Final = CautionKind(
    "markup-left-out",
    "Marks of another language within the text: {count}. Their words were kept, the marks left out.",
)
LOST_WORDS: Final = CautionKind(
    "words-left-out",
    "Words of the file that are not in the text: {count}, as in headers, footers and text boxes. Compare it.",
)
HIDDEN_WORDS: Final = CautionKind("hidden-words", "Hidden words: {count}. They were left out.")
RUNNING_HEADS: Final = CautionKind(
    "running-heads-left-out", "Lines that repeat from page to page: {count}. They were left out."
)
CONTROL_CHARACTERS: Final = CautionKind(
    "control-characters", "Characters that are no text: {count}. They were left out."
)
PAGES_WITHOUT_WORDS: Final = CautionKind(
    "pages-without-words",
    "Pages without text, perhaps pictures of pages: {count}, the first of them page {page}.",
)

# what was mended, or kept in another shape
TOO_DEEP: Final = CautionKind(
    "nested-too-deep", "Parts nested deeper than {most}: their words were kept, the nesting was not."
)
TABLE_CELLS: Final = CautionKind(
    "table-cells-simplified",
    "Table cells with several paragraphs or spanning others: {count}. Their words were kept in simple cells.",
)
FORMULAS: Final = CautionKind("formulas-as-typed", "Formulas: {count}. They stand as they were typed.")
PDF_SHAPE: Final = CautionKind(
    "pdf-shape",
    "A PDF does not say where its paragraphs, headings and notes are; they were told from the look of its "
    "pages. Compare it.",
)
BAD_NAMES: Final = CautionKind("names-lead-out", "Parts whose names lead out of the file: {count}. They were left out.")
CONTENTS: Final = CautionKind("contents-left-out", "The table of contents was left out: it is made anew.")
DAMAGED_CHAPTERS: Final = CautionKind("chapters-missing", "Chapters that the file names and does not hold: {count}.")
HEAD_BROKEN: Final = CautionKind("head-broken", "The file's head is not in order: it stands before the text.")
DATE_OF_BOOK: Final = CautionKind(
    "date-of-book", "The date is the one the book gives for its publication: look whether the text is older."
)
