# SPDX-License-Identifier: AGPL-3.0-or-later
"""One more source, another value, a link between claims, and the reason between the sides of a contradiction."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from restante.cases.dates import DateRefused
from restante.cases.terms import choices
from restante.desk.cases.columns import in_words
from restante.desk.cases.loose_dates import date_typed
from restante.desk.cases.models import Claim, Source

LANGUAGES = (("ru", "русский"), ("en", "English"), ("uk", "українська"), ("be", "беларуская"), ("de", "Deutsch"),
             ("fr", "français"), ("tt", "татарча"))  # fmt: skip
LABEL_LENGTH = 70


class NoteForm(forms.Form):
    """A reason in both languages."""

    def note(self) -> dict[str, str]:
        """In the languages that were given."""
        return {lang: text for lang in ("ru", "en") if (text := self.cleaned_data[f"why_{lang}"])}


class ExplainForm(NoteForm):
    """Why the sources differ, as far as the editors know. Neither side is chosen."""

    why_ru = forms.CharField(
        label=_("The editors' reason, in Russian"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    why_en = forms.CharField(
        label=_("The editors' reason, in English"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    answer = forms.CharField(label=_("Answer to what the checks found"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """Both sides without a reason would leave the reader alone."""
        told = super().clean() or {}
        if not told.get("why_ru") and not told.get("why_en"):
            self.add_error("why_ru", _("Say in at least one language why the sources differ, or that nobody knows."))
        return told


class CiteForm(forms.Form):
    """A source of this case, or a new link; without a quotation it is a lead."""

    source = forms.ChoiceField(label=_("Source"), required=False)
    link = forms.URLField(label=_("Link"), max_length=1000, required=False, assume_scheme="https")
    quotation = forms.CharField(
        label=_("Quotation"),
        help_text=_("The source's own words, as few as bear it out."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lang = forms.ChoiceField(label=_("Language of the quotation"), choices=LANGUAGES)
    stance = forms.ChoiceField(label=_("What the source does"))
    locator = forms.CharField(label=_("Where in it"), max_length=200, required=False)

    def __init__(self, *args: Any, sources: Iterable[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "en"
        told: dict[str, Any] = dict(self.fields)
        self.sources = {source.key: source for source in sources}
        known = [(key, Truncator(one.title or one.url).chars(LABEL_LENGTH)) for key, one in self.sources.items()]
        told["source"].choices = [("", _("a new one, below")), *known]
        told["stance"].choices = list(choices("stance", lang))
        self.initial.setdefault("lang", lang)

    def clean(self) -> dict[str, Any]:
        """Exactly one way to name the source is enough."""
        told = super().clean() or {}
        if not self.errors and not told.get("source") and not told.get("link"):
            self.add_error("source", _("Name a source, or add a new one."))
        return told

    def chosen(self) -> Source | None:
        """The source of this case that was named; none for a new link."""
        return self.sources.get(self.cleaned_data["source"])


class OtherwiseForm(forms.Form):
    """The same field with another value, in four answers."""

    value = forms.CharField(label=_("The other value"), max_length=300)
    what = forms.CharField(label=_("What is said"), widget=forms.Textarea(attrs={"rows": 2}))
    says = forms.CharField(
        label=_("Who says so"), required=False, max_length=300, help_text=_("If empty, the publisher says it.")
    )
    link = forms.URLField(label=_("Link"), max_length=1000, assume_scheme="https")
    quotation = forms.CharField(
        label=_("Quotation"),
        help_text=_("The source's own words, as few as bear it out."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind == "date":
            self.fields["value"].help_text = _("As you write it: 2019-02-01, Feb 2019, 2019.")

    def clean_value(self) -> str:
        """A date in the form in which dates are compared."""
        value: str = self.cleaned_data["value"]
        if self.kind != "date":
            return value
        try:
            return str(date_typed(value) or "")
        except DateRefused as refused:
            raise forms.ValidationError(refused.message()) from None


class LinkForm(NoteForm):
    """How this claim stands to another one."""

    relation = forms.ChoiceField(label=_("This claim"))
    end = forms.ChoiceField(label=_("the other claim"))
    why_ru = forms.CharField(label=_("The editors' reason, in Russian"), required=False, max_length=1000)
    why_en = forms.CharField(label=_("The editors' reason, in English"), required=False, max_length=1000)

    def __init__(self, *args: Any, claims: Iterable[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told: dict[str, Any] = dict(self.fields)
        told["relation"].choices = list(choices("relation", get_language() or "en"))
        told["end"].choices = [(each.key, Truncator(in_words(each.text)).chars(LABEL_LENGTH)) for each in claims]
