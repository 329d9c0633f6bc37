"""How many documents come out of the structure parser with their numbers complete and in order.

python -m benchmarks.structure ../shared/data/corpus/national.jsonl.gz
"""

import sys
import time
from collections import Counter
from pathlib import Path

from faults import Fault
from knowledge.document import UnitKind
from knowledge.formats import Refusal, find, read
from knowledge.parse import parse


def main(paths: list[Path], examples: int = 4) -> None:
    counts, shown, characters, articles = Counter(), {}, 0, 0
    began = time.perf_counter()
    for path in find(paths):
        for reading in [path] if isinstance(path, Refusal) else read(path):
            if isinstance(reading, Refusal):
                verdicts, title = [f"refused: {reading.fault.code}"], reading.origin
            else:
                try:
                    document = parse(reading)
                except Fault as fault:
                    verdicts, title = [f"refused: {fault.code}"], reading.origin
                else:
                    title = document.metadata.title
                    characters += sum(len(article.text) for article in document.articles)
                    numbered = sum(article.kind is UnitKind.ARTICLE for article in document.articles)
                    articles += numbered
                    fine = "complete and in order" if numbered else "no articles (headings and paragraphs)"
                    verdicts = [warning.split(":")[0] for warning in document.warnings] or [fine]
                    title += " " + "; ".join(document.warnings)[:80]
            for verdict in verdicts:
                counts[verdict] += 1
                shown.setdefault(verdict, []).append(title)
    seconds = time.perf_counter() - began
    for verdict, count in counts.most_common():
        print(f"{count:6}  {verdict}")
        if verdict not in ("complete and in order",):
            for title in shown[verdict][:examples]:
                print(f"          {title}")
    print(f"{articles} articles, {characters / 1e6:.1f} M characters, {seconds:.1f} s")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
