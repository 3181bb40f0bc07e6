# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a volunteer may say about a letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from restante.desk.letters.actions import LONGEST_REASON

LONGEST_TRANSLATION = 60_000


class ApproveForm(forms.Form):
    """By which channel it goes, and whether paper may lack the characters that would not print."""

    channel = forms.CharField(max_length=64)
    without = forms.BooleanField(required=False)


class ReasonForm(forms.Form):
    """Why; to return it is required, because the writer must know what to change."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, name: str, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{name}_%s")
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required


class TranslationForm(forms.Form):
    """The whole letter in the language that the prison reads."""

    translation = forms.CharField(
        label=_("Translation"), max_length=LONGEST_TRANSLATION, widget=forms.Textarea(attrs={"rows": 14})
    )
