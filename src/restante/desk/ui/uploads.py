# SPDX-License-Identifier: AGPL-3.0-or-later
"""An uploaded file stays in bounded memory: no temporary file, and no more than the view allows."""

import io
from typing import IO, Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

MOST_FILES: Final = 200


class BoundedMemoryHandler(FileUploadHandler):
    """Breaks the connection off when all files together are larger than `most` bytes and a little, or too many."""

    def __init__(self, request: HttpRequest, most: int, most_files: int = MOST_FILES) -> None:
        super().__init__(request)
        self.most = most
        self.most_files = most_files
        self.total = self.files = 0
        self.stream: IO[bytes] = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Each file has a stream of its own."""
        super().new_file(*args, **kwargs)
        self.files += 1
        self.stream = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A megabyte more than is allowed is let in, so that the reader can say why not."""
        del start
        self.total += len(raw_data)
        if self.total > self.most + 2**20 or self.files > self.most_files:
            raise StopUpload(connection_reset=True)
        self.stream.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """As Django wants it."""
        self.stream.seek(0)
        return InMemoryUploadedFile(
            self.stream, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
