"""What people say and what documents write: 党代会 is 党的代表大会, 几年开一次 is 每五年举行一次.

A question gets a second reading in the words of documents; an article answers when either
reading says so. The pairs are common knowledge of the language and of no document:
bodies by their short names, everyday words, ways of asking.
"""

import re

from knowledge.words import cut

# What is said while thinking, as recordings turned into text have it; never a word of the matter.
_THINKING = re.compile(
    r"(?:^|(?<=[，,。、\s]))(?:呃+|嗯+|额+|哎|那个|这个|就是|就是说|然后)(?=呃|嗯|那个|就是|我|[，,、\s])|就是说|"
    r"(?<=[\u4e00-\u9fff])嘛(?=就是|那个|[，,]|$)|就是(?=我们|那个)|那个(?=就是|我们|组织|党|支部|是)|是不是那个"
)
# Courtesies, requests, hearsay and 对吗 around the matter, which say nothing of it.
_REQUEST = re.compile(
    r"^(?:请问|麻烦|劳驾|您好|你好|请教)(?:一下)?[，,]?|(?:给|让|帮|替)我?(?:看看|看一?下|查查|查一?下|说说|讲讲|找找|找一?下|念念)|"
    r"(?:告诉|说给|念给)我(?:听)?|我?(?:想|要)(?:知道|了解|问|请教|咨询)(?:一?下)?|(?:原文|全文|原话)(?:是什么|怎么说的?)?|"
    r"^(?:我)?(?:听说|听人说|据说|有人说|都说|说是)[，,]?|(?<=.{3})[，,]?(?:对吗|是吗|对不对|没错吧|对吧|正确吗)[？?]?$|"
    r"到底|究竟|来着|(?<=.{4})(?:看看|看一下|说一下|讲一下|谢谢)[。！!]?$"
)
_BODIES = """
党代会 党的代表大会
全会 全体会议
常委会 常务委员会
常委 常务委员会
纪委 纪律检查委员会
机关党委 机关党的基层委员会
机关纪委 机关党的纪律检查委员会
机关工委 机关工作委员会
省委 省委员会
市委 市委员会
县委 县委员会
支委会 支部委员会
支委 支部委员会委员
总支 总支部
团委 共产主义青年团委员会
人大 人民代表大会
政协 人民政治协商会议
党建 党的建设
党纪 党的纪律
"""
_EVERYDAY = """
投票权 表决权选举权
投票 投票表决
年纪 年龄年满
岁数 年龄年满
年底 年度
年终 年度
钱 经费费用
花销 经费费用
工资 工资收入
局长 领导干部负责人
处长 领导干部负责人
科长 领导干部负责人
一把手 主要负责人
老党员 年老体弱党员
老年党员 年老体弱党员
失联 失去联系
打工 外出流动党员
换单位 工作单位变动转移组织关系
搬家 居住地变动转移组织关系
告状 检举控告
举报 检举控告
坐牢 判处刑罚
犯法 违法犯罪
不服 不服申诉
目的 为了制定
不想 不愿
写入党申请书 提出入党申请申请加入
退党 退党除名
入党 入党加入中国共产党发展党员
选举 选举产生
开会 召开会议
批准 批准审批
"""
# Ways of asking for a number, a person, a way, a list.
_ASKING = (
    (r"(?:几|多少)年(?:才|要|就|该)?(?:\w{1,2})?一?[次届回]|多久(?:\w{1,2})?一?[次届回]", "每年每季度每月召开举行一次"),
    (r"一年(?:\w{0,4}?)(?:几|多少)[次回]", "每年至少次"),
    (r"一届(?:任期)?(?:是|有)?(?:几|多少)年|任期(?:是|有)?(?:几|多少|多长)年?", "每届任期年"),
    (r"(?:能|可以)(?:干|当|任)(?:几|多少)[年届]", "任期连任届"),
    (r"(?:多大|几岁|多少岁)(?:年纪|年龄|岁数)?", "年满周岁年龄"),
    (r"(?:归|由|该|是)(?:谁|哪个部门)(?:来)?(?:管|负责|领导|主管)", "领导管理负责"),
    (r"(?:谁|哪一?级)(?:来)?说了算", "决定批准"),
    (r"(?:主要)?是?(?:干|做)(?:什么|啥)的?", "任务职责"),
    (r"(?:过|走|有|分)(?:哪)?几(?:个)?(?:关|步骤?|道)|哪几(?:个)?(?:关|步骤?|道)", "程序手续"),
    (r"(?:收费|交纳|缴纳|缴费)?标准(?:是|有|为)?(?:多少|怎么定)", "标准比例"),
    (r"(?:从|由)(?:哪里|哪儿|哪)(?:出|来|列支|支出)", "列入保障"),
    # …了怎么办 asks what holds then, not for a procedure.
    (r"怎么(?:办理(?:手续)?|办手续|弄|搞)", "办理程序"),
)  # fmt: skip


def _pairs(lines: str) -> dict[str, str]:
    return {spoken: words for spoken, words in (line.split() for line in lines.splitlines() if line)}


_SAID = _pairs(_EVERYDAY)
_PAIRS = _pairs(_BODIES) | _SAID
_SPOKEN = re.compile(f"(?:{'|'.join(sorted(_PAIRS, key=len, reverse=True))})(?!员会)")
_FORMS = tuple((re.compile(spoken), words) for spoken, words in _ASKING)


def plain(question: str) -> str:
    """Return a question without courtesies and requests; as it is where nothing else would be left."""
    left = _REQUEST.sub(" ", _THINKING.sub(" ", question)).strip(" ，,。？?！!")
    return left or question


def written(question: str) -> str:
    """Return a question in the words of documents; as it is where it has no word that they write otherwise."""
    for pattern, words in _FORMS:
        question = pattern.sub(f" {words} ", question)
    return _SPOKEN.sub(_replaced, question).strip()


def _replaced(found: re.Match[str]) -> str:
    """Return what documents write for a spoken word; itself where an everyday word is but part of another one.

    目的 is not meant in 目的地, nor 钱 in 赔钱.
    """
    spoken = found[0]
    if spoken in _SAID and _is_part(spoken, found.string, found.start()):
        return spoken
    return f" {_PAIRS[spoken]} "


def _is_part(spoken: str, question: str, at: int) -> bool:
    """Tell whether a word of the dictionary goes on beyond what is spoken, or has a single letter for a part."""
    for word in cut(question):
        if at < len(word):
            return len(spoken) == 1 if at else len(word) > len(spoken)
        at -= len(word)
    return False
