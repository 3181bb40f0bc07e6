# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploads of scans stay in bounded memory on their way into the sealed store; Django's own handler would drop them."""

import io
from typing import IO, Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_BYTES = 160 * 2**20
MOST_FILES = 200


class BoundedMemoryHandler(FileUploadHandler):
    """Breaks the connection off when all files together are larger than memory should hold."""

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
        """Count before keeping."""
        del start
        self.total += len(raw_data)
        if self.total > MOST_BYTES or self.files > MOST_FILES:
            raise StopUpload(connection_reset=True)
        self.stream.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The name goes no further than this."""
        self.stream.seek(0)
        return InMemoryUploadedFile(self.stream, self.field_name, "scan", self.content_type, file_size, None)
