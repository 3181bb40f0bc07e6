# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of sign-in and of the volunteers' list."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from restante.desk.access.models import Role, Volunteer
from restante.desk.access.passwords import MOST

if TYPE_CHECKING:  # Django's own ModelForm takes no parameter when it runs
    VolunteerModelForm = forms.ModelForm[Volunteer]
else:
    VolunteerModelForm = forms.ModelForm


class SignInForm(forms.Form):
    """The first proof."""

    name = forms.CharField(
        label=_("Name"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=MOST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The second proof."""

    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        help_text=_("Six digits from your app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "class": "code"}),
    )


class NewPasswordForm(forms.Form):
    """Twice, because nobody sees what is typed."""

    password = forms.CharField(
        label=_("New password"),
        max_length=MOST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        max_length=MOST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.volunteer = volunteer
        self.fields["password"].help_text = " ".join(password_validators_help_texts()[:1])

    def clean_password(self) -> str:
        """By the rules of settings."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.volunteer)
        return password

    def clean(self) -> dict[str, Any]:
        """Both alike."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned["password"] != cleaned.get("again"):
            self.add_error("again", _("The two are not alike."))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """The old one proves that it is you at this machine."""

    current = forms.CharField(
        label=_("Present password"),
        max_length=MOST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("current", "password", "again")

    def clean_current(self) -> str:
        """The one in use."""
        current: str = self.cleaned_data["current"]
        if not self.volunteer.check_password(current):
            raise forms.ValidationError(_("This is not your present password."))
        return current


class ConfirmForm(forms.Form):
    """Asked again before what cannot be taken back."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=MOST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class UnlockForm(forms.Form):
    """The passphrase of the store, not anybody's password."""

    passphrase = forms.CharField(
        label=_("The desk's passphrase"),
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class InviteForm(VolunteerModelForm):
    """Somebody new; the link is made when the form is sent."""

    name = forms.CharField(
        label=_("Name for signing in"),
        max_length=64,
        validators=[RegexValidator(r"^[\w.-]+\Z", _("Letters, digits, dots and hyphens, without spaces."))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    display_name = forms.CharField(
        label=_("Name that colleagues see"), max_length=80, help_text=_("It need not be a real one.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.VOLUNTEER)
    language = forms.ChoiceField(label=_("Language"), choices=[("ru", "Русский"), ("en", "English")])

    class Meta:
        model = Volunteer
        fields = ["name", "display_name", "role", "language"]

    def clean_name(self) -> str:
        """Names differ by more than capitals."""
        name: str = self.cleaned_data["name"]
        if Volunteer.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("Somebody signs in by this name already."))
        return name
