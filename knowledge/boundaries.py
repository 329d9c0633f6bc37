"""Questions that are never answered, whatever the documents hold.

Codes: injection, personal_data, personal_case, opinion, rude, not_chinese, empty. The bot has a fixed
sentence for each; a personal case still gets the provisions to read.
"""

import re

# A person, as members speak of one another; 每周答题 and 周三学习 are none.
_FAMILY = r"(?<![每本上下这那一两几])(?!周[一二三四五六日末内])[张王李赵刘陈杨黄周吴]"
_PERSON = rf"(?:[小老]{_FAMILY}|{_FAMILY}某?[\u4e00-\u9fff]{{1,2}}?)"
_RULES = (
    ("injection", re.compile(
        r"(?:忽略|无视|忘(?:记|掉)|不要(?:理会|遵守)|绕过|跳过).{0,12}(?:指令|规则|提示|设定|限制|要求|以上|之前|前面)|"
        r"(?:输出|打印|显示|复述|泄露|公布|说出|告诉我)你的?.{0,4}(?:设定|指令|提示|配置|规则)|系统提示|提示词|system\s*prompt|ignore\s+(?:all|previous|the)|扮演|假装你?是|你现在是|"
        r"开发者模式|越狱|jailbreak", re.I)),
    ("personal_data", re.compile(
        r"(?:谁|哪些人|哪几个人|哪个人|有哪些同志).{0,6}(?:没|未|缺|不(?![用必需要能得应可]))(?:有)?.{0,3}(?:答|参加|学|来|到|交|完成)"
        r"(?!.{0,8}(?:可以|怎么|如何|处理|行不行))|"
        # Somebody's number is asked for; 绑定手机号的规定 and 手机号怎么换 ask for a rule.
        r"(?:手机|电话|身份证|住址|工资|银行卡)(?:号码?)?(?:是|有)?(?:多少|几号|什么|(?:发|给|告诉)[给我他]我?)[啊呀呢]?[？?。]?$|"
        rf"(?:他|她|别人|某某|同事|领导|书记|{_PERSON})(?:同志)?的?(?:手机|电话|身份证|银行卡)(?:号码?)?(?:给我|告诉我|发我)?[？?]?$|"
        rf"(?:他|她|别人|某某|同事|{_PERSON})(?:的|(?:这|本|上)个?[月周季年])?(?:考试|学习|答题)?(?:成绩|得分|分数|排名|缺勤|考勤|答题|党费|档案)|"
        rf"^{_PERSON}(?:同志)?(?:(?:是不是|是否|有没有|是)(?:预备|正式|党员|积极分子|入党|被|受)|[被受](?:到|过)?(?:处分|处理|查|调查|举报|表彰))|"
        rf"^{_PERSON}(?:同志)?(?:这|本|上)?个?(?:今天|昨天|最近|[周月季年])?(?:有没有|没有?)?"
        r"(?:(?:答题|做题|打卡|请假|交党费)了?(?:几次|多少|吗|没有?|情况)|(?:答了|学习|参加|完成)了?(?:吗|没有?)[？?]?$)|"
        r"(?:别的|其他|其它|隔壁|人家)(?:支部|单位|部门|科室|同志|人)的?.{0,8}(?:情况|成绩|进度|名单|记录|材料)|"
        r"(?:得分|成绩|学习|答题)排(?:名|行)(?:榜|表|是|第几|多少|情况|给我|怎么样)|排行榜|第一名是谁")),
    ("personal_case", re.compile(
        r"(?:我|他|她|我们(?:单位|支部|局)?(?:的|有)?(?:一个|个|某)?[\u4e00-\u9fff]{0,4}|某(?:人|同志)|同事|领导|[张王李赵]某).{0,24}"
        r"(?:(?:会|要|该|应该|应|能)(?:不会|不要|不该)?(?:受|被|给|怎么|如何)(?:到|予)?.{0,6}(?:处分|处理|处罚|追责|开除)|"
        r"算不算(?:违纪|违规|违法|腐败)|(?:违纪|违规|违法)(?:了)?(?:吗|没有|不)|是不是(?:违纪|违规|违法)|"
        r"(?:能|会|可以|该)(?:不能|不会)?(?:提拔|提干|升职|晋升|转正)(?:吗|么|不)?)")),
    ("opinion", re.compile(
        r"(?:你|您)(?:怎么|如何)?(?:看待?|觉得|认为|评价)|(?:谈谈|说说)你的(?:看法|观点|想法)|"
        r"听说.{0,20}(?:真的|属实|消息|内情)|(?:写|编|作|创作)一?(?:首|篇|段|个|份|封).{0,8}?(?:诗|文章|心得|检讨|笑话|稿|作文|思想汇报)|讲(?:个|一个)笑话|小道消息|内幕|私生活|绯闻")),
    ("rude", re.compile(
        r"傻[逼屄叉bB]|[草操艹]你|你妈的|他妈的|(?:你|机器人|破|这)(?:可|真|太|个|玩意|东西){0,3}(?:真|太)?(?:笨|蠢|傻|垃圾|废物|没用|弱智)"
        r"(?:死了|了|啊|蛋|货|透了)?$|^(?:垃圾|废物|智障|弱智|滚蛋?|闭嘴|笨蛋|蠢货)[！!。]*$")),
)  # fmt: skip
# Three words and more without one Chinese character: the documents hold none of such.
_FOREIGN = re.compile(r"\s*(?:[A-Za-zÀ-ÿ'’\-]+[\s,.?!;:]*){3,}(?:\d+[\s,.?!;:]*)?")


def boundary(question: str) -> str | None:
    """Return the code of the rule that forbids an answer, None where none does."""
    if not re.search(r"[\w\u4e00-\u9fff]", question):
        return "empty"
    found = next((code for code, pattern in _RULES if pattern.search(question)), None)
    return found or ("not_chinese" if _FOREIGN.fullmatch(question) else None)
