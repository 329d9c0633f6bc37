"""How the chain of the audit trail was last found by this process.

Every look follows what is new since the last one; the whole chain is followed once a day and when asked for,
since a row long gone by could have been changed after it was looked at.
"""

import threading
from datetime import datetime, timedelta

from records import audit
from records.audit import Mark
from records.engine import Records

DAILY = timedelta(days=1)


class Chain:
    """Remembers how far the chain was whole, and when all of it was followed last."""

    def __init__(self) -> None:
        self.mark = Mark()
        self.followed: datetime | None = None
        self._turn = threading.Lock()

    def follow(self, records: Records, now: datetime, *, anew: bool = False) -> Mark:
        """Follow what is new, or all of it: a million rows take some seconds, so not in the loop's thread."""
        with self._turn, records.read() as reader:
            anew = anew or self.followed is None or now - self.followed >= DAILY
            self.mark = audit.verify(reader, None if anew else self.mark)
            if anew:
                self.followed = now
            return self.mark
