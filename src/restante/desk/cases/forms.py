# SPDX-License-Identifier: AGPL-3.0-or-later
"""Four answers to begin with, and the forms of a claim's page."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from restante.cases.dates import DateRefused, PartialDate
from restante.cases.terms import choices
from restante.desk.cases.loose_dates import date_typed
from restante.desk.cases.models import Publication, Visibility


class EntryForm(forms.Form):
    """When, what, where it stands, in which words."""

    when = forms.CharField(
        label=_("Date"),
        max_length=60,
        required=False,
        help_text=_("As you write it: 2019-02-01, Feb 2019, 2019."),
    )
    what = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 2}))
    link = forms.URLField(label=_("Link"), max_length=1000, assume_scheme="https")
    quotation = forms.CharField(
        label=_("Quotation"),
        help_text=_("The source's own words, as few as bear it out."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(
        label=_("What kind of event"),
        required=False,
        help_text=_("Left open, it is told by the words. Death, release, a charge and a witness take two editors."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "—"), *choices("event_kind", get_language() or "en")]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_when(self) -> PartialDate | None:
        """Any form that can be kept."""
        try:
            return date_typed(self.cleaned_data["when"])
        except DateRefused as refused:
            raise forms.ValidationError(refused.message()) from None


class DecisionForm(forms.Form):
    """What the editors decide of a claim, and why. `seen` is the version that they looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    publication = forms.ChoiceField(
        label=_("Decision"), choices=[each for each in Publication.choices if each[0] != Publication.WITHDRAWN]
    )
    status = forms.ChoiceField(label=_("How well it is borne out"))
    why_ru = forms.CharField(
        label=_("The editors' reason, in Russian"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    why_en = forms.CharField(
        label=_("The editors' reason, in English"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    answer = forms.CharField(label=_("Answer to what the checks found"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = list(choices("claim_status", get_language() or "en"))  # type: ignore[attr-defined]  # a ChoiceField


class WordingForm(forms.Form):
    """Another wording. What everybody has read already is kept as a correction, with the reason."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    text_ru = forms.CharField(label=_("In Russian"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    text_en = forms.CharField(label=_("In English"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    says_ru = forms.CharField(label=_("Who says so, in Russian"), required=False, max_length=300)
    says_en = forms.CharField(label=_("Who says so, in English"), required=False, max_length=300)
    why_ru = forms.CharField(label=_("Why it changes, in Russian"), required=False, max_length=500)
    why_en = forms.CharField(label=_("Why it changes, in English"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """Something is said, by somebody."""
        told = super().clean() or {}
        if not told.get("text_ru") and not told.get("text_en"):
            self.add_error("text_ru", _("Write it in at least one language."))
        if not told.get("says_ru") and not told.get("says_en"):
            self.add_error("says_ru", _("Name who says so: the page says nothing in its own voice."))
        return told

    def both(self, name: str) -> dict[str, str]:
        """A text in the languages that were given."""
        return {lang: text for lang in ("ru", "en") if (text := self.cleaned_data[f"{name}_{lang}"])}


class ReasonForm(forms.Form):
    """Why something is withdrawn; everybody reads it."""

    why_ru = forms.CharField(label=_("Why, in Russian"), required=False, max_length=500)
    why_en = forms.CharField(label=_("Why, in English"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """Nothing goes without a word."""
        told = super().clean() or {}
        if not told.get("why_ru") and not told.get("why_en"):
            self.add_error("why_ru", _("Say why, in at least one language."))
        return told

    def why(self) -> dict[str, str]:
        """In the languages that were given."""
        return {lang: text for lang in ("ru", "en") if (text := self.cleaned_data[f"why_{lang}"])}


class HideForm(forms.Form):
    """Back to the team, or under seal; the reason stays in the house."""

    visibility = forms.ChoiceField(
        label=_("Who may see it"),
        choices=[each for each in Visibility.choices if each[0] in {Visibility.TEAM, Visibility.SEALED}],
    )
    reason = forms.CharField(label=_("Why, for the team"), max_length=500)


class ShowForm(forms.Form):
    """An answer to what the checks stop; asked for only where they stop something."""

    answer = forms.CharField(label=_("Answer to what the checks found"), max_length=500)

    def __init__(self, *args: Any, is_stopped: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_stopped:
            del self.fields["answer"]


class TellForm(forms.Form):
    """What a source says about something that is here already, in three answers."""

    what = forms.CharField(label=_("What is said"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    link = forms.URLField(label=_("Link"), max_length=1000, assume_scheme="https")
    quotation = forms.CharField(
        label=_("Quotation"),
        help_text=_("The source's own words, as few as bear it out."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    says = forms.CharField(
        label=_("Who says so"), required=False, max_length=300, help_text=_("If empty, the publisher says it.")
    )
