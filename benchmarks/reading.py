"""Every file under the given paths: how it was read, or why it was refused.

python -m benchmarks.reading PATH…
"""

import sys
from pathlib import Path

from bot.phrases.faults import sentence
from faults import Fault
from knowledge import formats
from knowledge.parse import parse


def main() -> None:
    for found in formats.find([Path(name) for name in sys.argv[1:]]):
        for reading in [found] if isinstance(found, formats.Refusal) else formats.read(found):
            if isinstance(reading, formats.Refusal):
                print("refused ", Path(reading.origin).name, sentence(reading.fault))
                continue
            try:
                document = parse(reading)
            except Fault as fault:
                print("refused ", Path(reading.origin).name, sentence(fault))
                continue
            about = document.metadata
            said = [about.kind.value, about.version, str(about.effective_from or ""), *document.warnings]
            print("read    ", Path(reading.origin).name, f"《{about.title}》", len(document.articles), *said)
            for article in (document.articles[0], document.articles[-1]):
                print("            ", article.label, article.text[:60].replace("\n", " / "))


if __name__ == "__main__":
    main()
