"""Questions after what something is: 红船精神是什么, 什么是新质生产力."""

import re

_TERM = r"(?P<{name}>[\u4e00-\u9fff“”]{{2,16}}?)"
_ASKED = re.compile(
    rf"^(?:请问)?(?:什么(?:是|叫做?)|何谓|解释一下){_TERM.format(name='a')}[？?。]?$"
    rf"|^(?:请问)?{_TERM.format(name='b')}(?:是什么(?:意思|东西)?|指的?是?什么|(?:的)?(?:主要)?(?:内涵|含义|定义)(?:是什么|有哪些)?)[？?。]?$"
)


def asked(question: str) -> str:
    """Return the term whose meaning is asked for, "" where none is."""
    found = _ASKED.match(question.strip())
    return (found["a"] or found["b"]).strip("“”") if found else ""


def told(term: str, text: str) -> bool:
    """Tell whether a text says what a term means."""
    name = f"[“]?{re.escape(term)}[”]?"
    return (
        re.search(rf"{name}(?:就?是(?!什么)|，?是指|的(?:基本|主要|深刻)?(?:内涵|含义)(?:是|为|：)|：)", text)
        is not None
        or re.search(rf"(?:内涵|内容)的{name}|{name}.{{0,6}}(?:概括为|包括|体现在)", text) is not None
    )
