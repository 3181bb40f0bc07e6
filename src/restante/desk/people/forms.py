# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of people and places; what only an envelope needs is gathered in a Contact and sealed."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from restante.desk.people.contact import Contact, contact_of
from restante.desk.people.models import DESK_SLUG, Facility, Person
from restante.desk.people.queries import known_channels, rulebook_names

if TYPE_CHECKING:  # Django's own ModelForm takes no parameter when it runs
    PersonModelForm = forms.ModelForm[Person]
    FacilityModelForm = forms.ModelForm[Facility]
else:
    PersonModelForm = FacilityModelForm = forms.ModelForm

LANGUAGES = [("ru", "русский"), ("en", "English"), ("uk", "українська"), ("be", "беларуская"), ("tt", "татарча")]
COUNTRIES = [("ru", _("Russia")), ("by", _("Belarus")), ("uk", _("United Kingdom")), ("us", _("United States"))]
MOST_LINES = 8


class DayInput(forms.DateInput):
    """The browser's own picker, which speaks ISO."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PersonForm(PersonModelForm):
    """Everything about a person on one page, in four groups."""

    envelope_name = forms.CharField(
        label=_("Name on the envelope"),
        max_length=120,
        required=False,
        help_text=_("As the post wants it; in Russian in the dative: Иванову Ивану Ивановичу."),
    )
    birth_year = forms.IntegerField(label=_("Year of birth"), min_value=1900, max_value=2030, required=False)
    register_number = forms.CharField(label=_("Prisoner's or register number"), max_length=40, required=False)
    care_of = forms.CharField(label=_("Care of"), max_length=120, required=False)
    extra_lines = forms.CharField(
        label=_("More lines, such as wing or detachment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Reads"), choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )

    GROUPS = (
        (_("Who it is"), ("slug", "name_ru", "name_en", "about_ru", "about_en", "facts_as_of", "languages")),
        (
            _("Where letters go"),
            ("facility", "channel", "envelope_name", "birth_year", "register_number", "care_of", "extra_lines"),
        ),
        (_("What is public"), ("is_public", "ground", "ground_note", "can_write", "name_on_envelope")),
        (_("Demonstration"), ("invented", "demonstration_note_ru", "demonstration_note_en")),
    )

    class Meta:
        model = Person
        fields = [
            "slug", "name_ru", "name_en", "about_ru", "about_en", "facts_as_of", "languages", "facility", "channel",
            "is_public", "ground", "ground_note", "can_write", "name_on_envelope", "invented",
            "demonstration_note_ru", "demonstration_note_en",
        ]  # fmt: skip
        widgets = {"facts_as_of": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "en"
        self.fields["facility"].label_from_instance = lambda place: place.name_in(lang)  # type: ignore[attr-defined]  # it has
        self.fields["channel"] = forms.ChoiceField(
            label=_("Preferred channel"), required=False, choices=_channels(lang)
        )
        if self.instance.pk:
            contact = contact_of(self.instance)
            told = {
                name: getattr(contact, name) for name in ("envelope_name", "birth_year", "register_number", "care_of")
            }
            self.initial.update({**told, "extra_lines": "\n".join(contact.extra_lines)})
            self.fields["slug"].disabled = True

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page shows them."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def clean_slug(self) -> str:
        """The group's own name is taken."""
        slug: str = self.cleaned_data["slug"]
        if slug == DESK_SLUG:
            raise forms.ValidationError(_("This short name addresses the group itself."))
        return slug

    def clean(self) -> dict[str, Any]:
        """Nobody is public without a ground, or without a name."""
        told = super().clean() or {}
        if told.get("is_public") and not told.get("ground"):
            self.add_error("ground", _("Say why this person may be shown to everybody: without a ground nobody is."))
        if not told.get("name_ru") and not told.get("name_en"):
            self.add_error("name_ru", _("Give the name in at least one language."))
        if told.get("can_write") and not told.get("facility"):
            self.add_error("facility", _("Letters need a place to go to."))
        return told

    def contact(self) -> Contact:
        """What is sealed."""
        told = self.cleaned_data
        return Contact(
            envelope_name=told["envelope_name"],
            birth_year=told["birth_year"],
            register_number=told["register_number"],
            care_of=told["care_of"],
            extra_lines=_lines(told["extra_lines"]),
        )


class FacilityForm(FacilityModelForm):
    """A place, its rulebook and its address, line by line as it stands on the envelope."""

    rulebook = forms.ChoiceField(label=_("Rulebook"), help_text=_("What letters there must be like."))
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES)
    address = forms.CharField(
        label=_("Address, line by line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    field_order = ("slug", "name_ru", "name_en", "country", "rulebook", "address", "address_checked", "demonstration")

    class Meta:
        model = Facility
        fields = ["slug", "name_ru", "name_en", "country", "rulebook", "address_checked", "demonstration"]
        widgets = {"address_checked": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rulebook"].choices = list(rulebook_names().items())  # type: ignore[attr-defined]  # a ChoiceField
        if self.instance.pk:
            self.initial["address"] = "\n".join(self.instance.address_lines)
            self.fields["slug"].disabled = True

    def clean_address(self) -> str:
        """Few enough for an envelope."""
        address: str = self.cleaned_data["address"]
        if len(_lines(address)) > MOST_LINES:
            raise forms.ValidationError(_("At most %(most)d lines.") % {"most": MOST_LINES})
        return address

    def filled(self) -> Facility:
        """The row as the form says."""
        facility = self.save(commit=False)
        facility.address_lines = list(_lines(self.cleaned_data["address"]))
        return facility


def _channels(lang: str) -> list[tuple[str, Any]]:
    return [("", _("as the rulebook says")), *known_channels(lang)]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
