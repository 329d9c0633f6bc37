"""Zips with nothing in them that changes from one time to the next: equal contents are equal bytes."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

_MOMENTS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_ABOUT = "docProps/core.xml"


def repacked(data: bytes, moment: datetime) -> bytes:
    """Return an office document with all its entries of one moment, and itself said to be of that moment."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            held = old.read(name)
            if name == _ABOUT:
                held = _MOMENTS.sub(rb"\g<1>" + f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode(), held)
            new.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), held, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def packed(files: Mapping[str, bytes], moment: datetime) -> bytes:
    """Return a zip of files, sorted by name and all of one moment."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), files[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()
