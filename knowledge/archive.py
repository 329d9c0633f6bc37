"""Office files are zip archives: looked at before anything is unpacked."""

import zipfile
from pathlib import Path

from faults import Fault

# Office text packs five to twentyfold; a bomb a thousandfold.
MOST_BYTES, MOST_RATIO = 400 * 2**20, 200
_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check(path: Path) -> None:
    """Refuse what is no archive, is damaged, needs a password, or would fill the memory.

    Raises the faults file_password, file_damaged and file_bomb.
    """
    with path.open("rb") as file:
        if file.read(8) == _ENCRYPTED:
            raise Fault("file_password", path=str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            inside = archive.infolist()
    except zipfile.BadZipFile as error:
        raise Fault("file_damaged", path=str(path), detail=str(error)) from error
    whole = sum(entry.file_size for entry in inside)
    if whole > MOST_BYTES or whole > MOST_RATIO * max(path.stat().st_size, 2**16):
        raise Fault("file_bomb", path=str(path), megabytes=whole // 2**20)
