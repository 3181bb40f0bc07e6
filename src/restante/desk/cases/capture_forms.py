# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy of a source, a time stamp of a copy; uploads stay in bounded memory and never touch a disk in the clear."""

import io
from typing import IO, Any, Final

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from restante.cases.captures.held import MOST_BYTES
from restante.desk.cases.models.evidence import LINK

_MOST_FILES: Final = 2
ACCEPTED: Final = ".html,.htm,.xhtml,.txt,.pdf,.warc,.gz,.wacz,.png,.jpg,.jpeg,.gif,.webp,.tif,.tiff"


class CopyForm(forms.Form):
    """The file is enough."""

    file = forms.FileField(
        label=_("The file"),
        help_text=format_lazy(
            _("HTML, plain text, PDF, WARC, WACZ or a picture, at most {most} MB. A large one takes a minute."),
            most=MOST_BYTES // 2**20,
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )


class CopyDetailsForm(forms.Form):
    """What an archive tells itself need not be said."""

    day = forms.DateField(
        label=_("The day it was saved"),
        required=False,
        help_text=_("If the file does not tell it, and it was not today."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    archive_url = forms.CharField(
        label=_("A copy in a public archive"),
        required=False,
        max_length=1000,
        validators=[LINK],
        widget=forms.URLInput(),
        help_text=_("The link to it. Everybody will see it."),
    )
    tool = forms.CharField(
        label=_("How it was made"), required=False, max_length=120, help_text=_("Such as: SingleFile, printed to PDF.")
    )

    def clean_day(self) -> Any:
        """Nothing was saved tomorrow."""
        day = self.cleaned_data["day"]
        if day is not None and day > timezone.now().date():
            raise forms.ValidationError(_("This day is yet to come."))
        return day


class StampForm(forms.Form):
    """A token or a proof, and for a token of a lesser known authority its root certificate."""

    stamp = forms.FileField(label=_("The time stamp, .tsr or .ots"), help_text=_("It is checked here, offline."))
    root = forms.FileField(
        label=_("The root certificate of the authority"),
        required=False,
        help_text=_("Needed where no browser knows the authority; it publishes it on its pages."),
    )


class MemoryHandler(FileUploadHandler):
    """Django's own would spool a large file to the disk as it is. What is too large is left unread."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.total = self.files = 0
        self.stream: IO[bytes] = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Each file has a stream of its own."""
        super().new_file(*args, **kwargs)
        self.files += 1
        self.stream = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Count before keeping; one byte too many is kept, so that the form sees that it was."""
        del start
        left = MOST_BYTES + 1 - self.total
        self.total += len(raw_data)
        if self.files > _MOST_FILES:
            raise StopUpload(connection_reset=False)
        self.stream.write(raw_data[: max(0, left)])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The name goes no further than this: it can tell who saved it."""
        del file_size
        size = self.stream.tell()
        self.stream.seek(0)
        return InMemoryUploadedFile(self.stream, self.field_name, "copy", self.content_type, size, None)
