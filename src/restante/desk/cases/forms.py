# SPDX-License-Identifier: AGPL-3.0-or-later
"""Four questions: what is said, who says so, where, and in which words."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from restante.desk.cases.models import Sentence, Source
from restante.desk.people.forms import DayInput

if TYPE_CHECKING:  # Django's own ModelForm takes no parameter when it runs
    SentenceModelForm = forms.ModelForm[Sentence]
else:
    SentenceModelForm = forms.ModelForm


NEW_SOURCE: Final = {
    "source_title": "title",
    "source_author": "author",
    "source_url": "url",
    "source_published": "published",
    "source_note_ru": "note_ru",
    "source_note_en": "note_en",
}


class SentenceForm(SentenceModelForm):
    """Both languages side by side; a source already known, or a new one."""

    source = forms.ModelChoiceField(
        label=_("Source"), queryset=Source.objects.none(), required=False, empty_label=_("a new one, below")
    )
    source_title = forms.CharField(label=_("Title of the new source"), max_length=300, required=False)
    source_author = forms.CharField(label=_("Its author"), max_length=200, required=False)
    source_url = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    source_published = forms.DateField(label=_("Published"), required=False, widget=DayInput())
    source_note_ru = forms.CharField(
        label=_("How it came to us, in Russian"),
        max_length=500,
        required=False,
        help_text=_("A translation, a copy in a library, an archive: the page says so beside the source."),
    )
    source_note_en = forms.CharField(label=_("How it came to us, in English"), max_length=500, required=False)
    quotation = forms.CharField(
        label=_("Quotation"),
        required=False,
        help_text=_("The source's own words, as few as bear the sentence out."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    locator = forms.CharField(label=_("Where in it"), max_length=200, required=False)

    GROUPS = (
        (_("What is said"), ("section", "text_ru", "text_en")),
        (_("Who says so"), ("says_ru", "says_en")),
        (_("Where"), ("source", *NEW_SOURCE, "locator")),
        (_("In which words"), ("quotation",)),
    )

    class Meta:
        model = Sentence
        fields = ["section", "text_ru", "text_en", "says_ru", "says_en"]
        widgets = {"text_ru": forms.Textarea(attrs={"rows": 3}), "text_en": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]  # a ModelChoiceField has one
        citation = self.instance.citations.select_related("source").first() if self.instance.pk else None
        if citation is not None:
            told = {"source": citation.source_id, "quotation": citation.quotation, "locator": citation.locator}
            self.initial.update(told)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The four questions."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        """Something is said, by somebody, somewhere."""
        told = super().clean() or {}
        if not told.get("text_ru") and not told.get("text_en"):
            self.add_error("text_ru", _("Write the sentence in at least one language."))
        if not told.get("says_ru") and not told.get("says_en"):
            self.add_error("says_ru", _("Name who says so: the page says nothing in its own voice."))
        if not told.get("source") and not told.get("source_title"):
            self.add_error("source", _("Name a source, or add a new one."))
        return told

    def new_source(self) -> Source:
        """From the lower fields."""
        return Source(**{column: self.cleaned_data[name] for name, column in NEW_SOURCE.items()})
