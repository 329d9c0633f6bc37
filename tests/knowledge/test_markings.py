"""Marks of secrecy at the head of a page, and words that only look like them."""

import pytest

from faults import Fault
from knowledge.document import Block, Reading
from knowledge.markings import check, marking
from knowledge.parse import parse


@pytest.mark.parametrize(
    "line",
    [
        "秘密★10年", "机密 ★ 1年", "绝密", "秘 密", "密级：秘密", "000012 秘密★5年", "机密★启用前", "内部资料 注意保管",
        "内部资料，注意保存", "【内部文件】", "仅供内部参考", "内部发行", "仅限党内阅读", "（此件不公开）", "公开方式：不予公开",
    ],
)  # fmt: skip
def test_a_marked_page_is_refused(line):
    with pytest.raises(Fault) as refused:
        check((Block("示例市文件"), Block(line), Block("第一条 甲。")), "示例.txt")
    assert refused.value.code == "document_marked"


@pytest.mark.parametrize(
    "line",
    [
        "保守国家秘密", "国家秘密的密级分为绝密、机密、秘密三级。", "示例市机密管理办法", "（此件公开发布）", "主动公开",
        "内部控制", "内部监督", "公开方式：主动公开", "密级：公开",
    ],
)  # fmt: skip
def test_a_text_that_speaks_of_secrets_passes(line):
    assert marking(line) is None


def test_the_head_of_every_page_is_looked_at_and_nothing_below_it():
    below = tuple(Block(f"第{n}条 甲。", page=1) for n in range(1, 12))
    check((*below, Block("秘密", page=1)), "示例.pdf")
    with pytest.raises(Fault):
        check((*below, Block("秘密★5年", page=2)), "示例.pdf")


def test_the_law_on_secrets_is_read():
    text = ("示例市保密规定", "第一条 为了保守国家秘密，制定本规定。", "第二条 密级分为绝密、机密、秘密三级。")
    assert parse(Reading(tuple(map(Block, text)), {}, "示例.txt", "0")).metadata.title == "示例市保密规定"
