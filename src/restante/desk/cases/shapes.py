# SPDX-License-Identifier: AGPL-3.0-or-later
"""One table: which things of a case have a form, by which four columns one begins, and what is folded away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from restante.desk.cases import models


@dataclass(frozen=True, slots=True)
class Shape:
    """`few` stand open, `more` unfold; `needed` must be told; `moves` changes with the world without having been wrong.

    `path` is its part of an address.
    """

    model: type[models.Entity]
    path: str
    title: Any
    titles: Any
    add: Any
    few: tuple[str, ...]
    more: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    moves: bool = False
    can_add: bool = True
    can_edit: bool = True
    can_tell: bool = False
    """Claims can be about it."""


_ALL: Final = (
    Shape(
        models.Claim, "claims", _("Claim"), _("Claims"), "", ("text", "says", "field", "value"),
        ("value_kind", "role", "section", "subject", "attribution"), needed=("text", "says"), can_add=False,
    ),
    Shape(
        models.Event, "events", _("Event"), _("Events"), _("Add an event"), ("kind", "when", "text", "state"),
        ("time", "zone", "place", "participants"), needed=("kind", "text"), moves=True, can_tell=True,
    ),
    Shape(
        models.Proceeding, "proceedings", _("Proceeding"), _("Proceedings"), _("Add a proceeding"),
        ("title", "court", "stage", "opened"), ("number", "jurisdiction", "body", "resumed", "outcome", "co_accused"),
        needed=("title",), moves=True, can_tell=True,
    ),
    Shape(
        models.Charge, "charges", _("Charge"), _("Charges"), _("Add a charge"),
        ("article", "proceeding", "start", "activity"), ("outcome", "end", "reclassified_from"), needed=("article",),
        moves=True, can_tell=True,
    ),
    Shape(
        models.CustodyPeriod, "custody", _("Stay in custody"), _("Stays in custody"), _("Add a stay in custody"),
        ("kind", "start", "end", "place"), ("ongoing", "end_reason", "proceeding", "regime", "concurrent"),
        needed=("kind",), moves=True, can_tell=True,
    ),
    Shape(
        models.PersonName, "names", _("Name"), _("Names"), _("Add a name"), ("text", "lang", "script", "kind"),
        ("scheme",), needed=("text", "lang", "kind"),
    ),
    Shape(
        models.Recognition, "recognitions", _("Recognition"), _("Recognitions"), _("Add a recognition"),
        ("organisation", "status", "when", "source"), ("criteria",), needed=("organisation", "status"), moves=True,
    ),
    Shape(
        models.Action, "actions", _("What to do now"), _("What to do now"), _("Add something to do"),
        ("kind", "ask", "closes"), ("targets", "opens", "letter", "avoid", "outcomes", "wish"), needed=("kind", "ask"),
        moves=True,
    ),
    Shape(
        models.Document, "documents", _("Document"), _("Documents"), _("Add a document"), ("title", "kind", "capture"),
        ("translation_of",), needed=("title", "kind"),
    ),
    Shape(
        models.Source, "sources", _("Source"), _("Sources"), _("Add a source"),
        ("title", "url", "publisher", "published"),
        (
            "author", "retrieved", "lang", "material", "connection", "origin", "relays", "note", "reliability",
            "permission",
        ),
        needed=("title", "lang"),
    ),
    Shape(
        models.ClaimLink, "links", _("Link between claims"), _("Links between claims"), "", ("note",), can_add=False,
    ),
    Shape(models.Correction, "corrections", _("Correction"), _("Corrections"), "", (), can_add=False, can_edit=False),
)  # fmt: skip
SHAPES: Final[Mapping[str, Shape]] = {shape.path: shape for shape in _ALL}
BY_MODEL: Final[Mapping[type[models.Entity], Shape]] = {shape.model: shape for shape in _ALL}

RECORD_TERMS: Final[Mapping[tuple[str, str], str]] = {
    ("Participant", "role"): "participant_role",
    ("ActionOutcome", "outcome"): "action_outcome",
}
"""Lists of codes of the records inside a column."""

RECORD_LABELS: Final[Mapping[tuple[str, str], Any]] = {
    ("Participant", "name"): _("name"),
    ("Participant", "role"): _("in which part"),
    ("Target", "name"): _("name"),
    ("Target", "office"): _("office"),
    ("Target", "salutation"): _("how one addresses them in a letter"),
    ("Target", "address"): _("postal address, a line for each"),
    ("Target", "lang"): _("language of the letter"),
    ("ActionOutcome", "day"): _("day"),
    ("ActionOutcome", "what"): _("what was done"),
    ("ActionOutcome", "count"): _("how many"),
    ("ActionOutcome", "outcome"): _("what came of it"),
    ("LawArticle", "jurisdiction"): _("country of the law, such as RU"),
    ("LawArticle", "code"): _("code of law, such as CC"),
    ("LawArticle", "article"): _("article"),
    ("LawArticle", "part"): _("part"),
    ("LawArticle", "point"): _("point"),
    ("LawArticle", "title"): _("title of the article"),
}

KEYS_OF: Final[Mapping[tuple[type[models.Entity], str], tuple[type[models.Entity], ...]]] = {
    (models.Charge, "reclassified_from"): (models.Charge,),
    (models.Document, "translation_of"): (models.Document,),
    (models.Claim, "subject"): (models.Event, models.Charge, models.Proceeding, models.CustodyPeriod),
}
"""Columns that name other things of the case by their keys; a subject names them by handle."""

ONE_LINE: Final = frozenset(
    {"place", "court", "body", "organisation", "says", "title", "name", "office", "salutation", "ask"}
)
"""Texts that are one line; the others are paragraphs."""

LANGUAGES: Final = (
    ("ru", "русский"), ("en", "English"), ("uk", "українська"), ("be", "беларуская"), ("tt", "татарча"),
    ("ba", "башҡортса"), ("ce", "нохчийн"), ("crh", "qırımtatarca"), ("kk", "қазақша"), ("ka", "ქართული"),
    ("hy", "հայերեն"), ("az", "azərbaycanca"), ("uz", "oʻzbekcha"), ("tg", "тоҷикӣ"), ("de", "Deutsch"),
    ("fr", "français"), ("es", "español"), ("it", "italiano"), ("pl", "polski"), ("tr", "Türkçe"), ("fa", "فارسی"),
    ("ar", "العربية"), ("he", "עברית"), ("zh", "中文"),
)  # fmt: skip
SCRIPTS: Final = (
    ("", "—"), ("Cyrl", _("Cyrillic")), ("Latn", _("Latin")), ("Arab", _("Arabic")), ("Armn", _("Armenian")),
    ("Geor", _("Georgian")), ("Hebr", _("Hebrew")), ("Hans", _("Chinese, simplified")),
    ("Hant", _("Chinese, traditional")),
)  # fmt: skip
