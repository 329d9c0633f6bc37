"""The one error family: everything that a user can meet is a `Fault`."""


class Fault(Exception):
    """What went wrong, as a code and the facts its sentence needs.

    Rooms below `bot` raise faults; `bot/phrases/faults.py` turns the code and the
    fields into a Chinese sentence that says what happened and what to do next.
    A test walks the source and fails when a code has no sentence.
    """

    def __init__(self, code: str, /, **fields: object) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields = fields

    def __str__(self) -> str:
        return f"{self.code} {self.fields}"
