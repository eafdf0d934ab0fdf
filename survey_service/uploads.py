"""Files that staff upload: held in memory alone, and taken at no address but those that ask for one."""

from io import BytesIO
from typing import IO, Any

from flask import Blueprint, request
from flask.wrappers import Request

from survey_service.send.table import MOST_BYTES, MOST_ROWS, BadFile

LARGEST_FORM = MOST_BYTES + 64 * 1024
TOO_LARGE = (
    f"We take files of {MOST_BYTES // 1024 // 1024} MB and {MOST_ROWS:,} rows. Leave out the columns that are not "
    "needed, or split the file, and upload it again. Nothing was kept."
)


class InMemory(Request):
    """A request whose uploaded file is never written to a disk, not even for a moment."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return BytesIO()


def takes_a_file(bp: Blueprint, view: str, *, fields_too: int | None = None) -> None:
    """One address of a room takes more than the others, and it must be told before anything reads the body.

    `fields_too` is how many bytes its other fields may have, where they have the file once more.
    """

    @bp.url_value_preprocessor
    def allow(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        if endpoint == f"{bp.name}.{view}":
            request.max_content_length = fields_too or LARGEST_FORM
            if fields_too:
                request.max_form_memory_size = fields_too


def content() -> bytes:
    """The file that came with this request. Raises BadFile where there is none."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadFile("Choose a file")
    return file.read()
