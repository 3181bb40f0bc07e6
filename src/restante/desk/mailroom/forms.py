# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of the mailroom."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _


class RunForm(forms.Form):
    """Starting a run."""

    duplex = forms.BooleanField(
        label=_("The printer insists on both sides"),
        help_text=_("Letters then begin on a new sheet; their backs stay blank where a prison wants it."),
        required=False,
    )


class RangeForm(forms.Form):
    """Places of a run, from 1."""

    first = forms.IntegerField(label=_("From letter"), min_value=1)
    last = forms.IntegerField(label=_("to letter"), min_value=1)


class CostForm(forms.Form):
    """What one letter cost; empty when nobody counts."""

    cost = forms.DecimalField(
        label=_("Postage of each letter"),
        min_value=Decimal(0),
        max_digits=8,
        decimal_places=2,
        required=False,
        localize=True,  # a Russian writes 34,50
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)

    def clean_currency(self) -> str:
        """Three capitals, as on a bank's list."""
        currency: str = self.cleaned_data["currency"].strip().upper()
        if currency and not (currency.isascii() and currency.isalpha() and len(currency) == 3):
            raise forms.ValidationError(_("Three letters, such as RUB or GBP."))
        return currency


class FateForm(forms.Form):
    """What became of a posted letter; why, for those that came back."""

    fate = forms.ChoiceField(choices=[(fate, fate) for fate in ("came_back", "lost", "again")])
    why = forms.ChoiceField(
        label=_("Why"),
        required=False,
        choices=[
            ("", _("reason not known")),
            ("refused", _("refused by the prison")),
            ("rule", _("against a rule")),
            ("moved", _("the person was moved")),
            ("released", _("the person was released")),
            ("address", _("wrong address")),
        ],
    )

    @property
    def reason(self) -> str:
        """The reason in the volunteer's language, or nothing."""
        chosen = self.cleaned_data["why"]
        return str(dict(self.fields["why"].choices)[chosen]) if chosen else ""  # type: ignore[attr-defined]


class PostedForm(CostForm):
    """All that is printed, or only the letters that were ticked."""

    positions = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: object, places: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.fields["positions"].choices = [(place, place) for place in places]  # type: ignore[attr-defined]
