# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said of a text, field by field as it will be shown; and what a person decides about it."""

from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from restante.texts.naming import id_of
from restante.texts.readers import FORMS
from restante.texts.records import Author, Provenance, Text, Topic

OF_TEXT: Final = (
    "title", "subtitle", "lang", "written", "work", "series", "series_number", "place", "teaser",
)  # fmt: skip
_LINES: Final = {"rows": 2}


def _line(label: Any, *, most: int = 300, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text)


class BringForm(forms.Form):
    """One file; what it is tells itself, mostly."""

    form = forms.ChoiceField(
        label=_("What the file is"),
        required=False,
        choices=[("", _("it tells itself")), *((one, one) for one in FORMS)],
    )
    encoding = _line(
        _("Encoding of a plain file"), most=32, help_text=_("Only when it was read wrongly: windows-1251, koi8-r…")
    )


class HeadForm(forms.Form):
    """The facts that a reader sees; authors and topics one on each line."""

    title = forms.CharField(label=_("Title"), max_length=500)
    subtitle = _line(_("Subtitle"), most=500)
    authors = forms.CharField(
        label=_("Authors"), required=False, widget=forms.Textarea(attrs=_LINES), help_text=_("One on each line.")
    )
    translators = forms.CharField(label=_("Translators"), required=False, widget=forms.Textarea(attrs=_LINES))
    lang = forms.RegexField(
        r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", label=_("Language"), max_length=16, help_text="ru, en, uk, be, de…"
    )
    written = forms.RegexField(
        r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$", label=_("Written"), required=False,
        help_text=_("2019, 2019-02 or 2019-02-17"),
    )  # fmt: skip
    topics = forms.CharField(
        label=_("Topics"), required=False, widget=forms.Textarea(attrs=_LINES), help_text=_("One on each line.")
    )
    people = forms.CharField(
        label=_("Whom it is about"), required=False, help_text=_("Short names of people here, with spaces between.")
    )
    work = _line(_("Work"), most=80, help_text=_("The same word for all translations of one text links them."))
    series = _line(_("Series"))
    series_number = _line(_("Number in the series"), most=20)
    place = _line(_("Place"))
    teaser = forms.CharField(
        label=_("In a sentence or two"), required=False, max_length=1000, widget=forms.Textarea(attrs=_LINES)
    )
    library = _line(_("Library it was taken from"))
    mirror = forms.BooleanField(label=_("That was a mirror of the library"), required=False)
    host = _line(_("Host of the page"), most=200)
    url = _line(_("Address of the page"), most=500)
    retrieved = forms.DateField(
        label=_("Retrieved on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    retrieved_from = _line(_("Retrieved from"), most=500)
    translation_of = _line(_("Translation of"), most=500)
    source = _line(_("What it says of its source"), most=1000)
    rights = _line(_("What it says of rights"), most=500, help_text=_("As it stands there. It is no licence for that."))
    notes = forms.CharField(label=_("Notes"), required=False, max_length=4000, widget=forms.Textarea(attrs=_LINES))

    def clean_url(self) -> str:
        """A page's address, or nothing: a link to anything else must not get onto a page."""
        url = str(self.cleaned_data["url"]).strip()
        if url and not url.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("Write an address that begins with https:// or http://."))
        return url

    def filled(self, text: Text) -> Text:
        """The text with these facts."""
        said = self.cleaned_data
        return replace(
            text,
            **{name: said[name].strip() for name in OF_TEXT},
            authors=_authors(said["authors"], text.authors),
            translators=_authors(said["translators"], text.translators),
            topics=tuple(Topic(id_of(name, "topic"), name) for name in _names(said["topics"])),
            people=tuple(dict.fromkeys(said["people"].replace(",", " ").split())),
            provenance=Provenance(**{one.name: _bare(said[one.name]) for one in fields(Provenance)}),
        )


def initial_of(text: Text) -> dict[str, str | bool | date | None]:
    """What stands in the form of a text."""
    said = text.provenance
    return {
        **{name: getattr(text, name) for name in OF_TEXT},
        "authors": "\n".join(author.name for author in text.authors),
        "translators": "\n".join(author.name for author in text.translators),
        "topics": "\n".join(topic.name for topic in text.topics),
        "people": " ".join(text.people),
        **{one.name: getattr(said, one.name) for one in fields(Provenance)},
    }


def _bare(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _names(lines: str) -> list[str]:
    return list(dict.fromkeys(name for line in lines.splitlines() if (name := " ".join(line.split()))))


def _authors(lines: str, before: tuple[Author, ...]) -> tuple[Author, ...]:
    known = {author.name: author for author in before}
    return tuple(known.get(name, Author(name)) for name in _names(lines))
