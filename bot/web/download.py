"""A file that a page gives out."""

from pathlib import PurePosixPath

from fastapi.responses import Response

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA = {
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".zip": "application/zip",
}


def download(data: bytes, name: str) -> Response:
    """Return a file to be saved under a name in ASCII; what it is follows from how that ends."""
    disposition = f'attachment; filename="{name}"'
    return Response(data, media_type=MEDIA[PurePosixPath(name).suffix], headers={"Content-Disposition": disposition})
