# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of the replies room: places on a page come as four percentages each, with or without the script."""

from collections.abc import Mapping
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from restante.desk.replies.picturing import MOST_BOXES, BoxRefused

SIDES: Final = ("left", "top", "width", "height")


class SearchForm(forms.Form):
    """Looking for the letter."""

    q = forms.CharField(
        label=_("Person, signature or printed number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def read_boxes(posted: Mapping[str, str], name: str) -> list[list[float]]:
    """Rows `name-0-left` … `name-39-height`, in percent; rows left empty or ticked for removal are passed over."""
    boxes = []
    for row in range(MOST_BOXES):
        values = [posted.get(f"{name}-{row}-{side}", "").strip() for side in SIDES]
        if not any(values) or posted.get(f"{name}-{row}-remove"):
            continue
        try:
            boxes.append([float(value.replace(",", ".")) / 100 for value in values])
        except ValueError:
            raise BoxRefused(most=MOST_BOXES) from None
    return boxes


def in_percent(boxes: list[list[float]]) -> list[dict[str, str]]:
    """What the inputs show."""
    return [{side: f"{100 * part:.1f}" for side, part in zip(SIDES, box, strict=True)} for box in boxes]
