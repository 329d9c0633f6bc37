"""What the bot says in its own voice; quoted words never stand here."""

WHOLE, BEFORE, AFTER, MORE, USEFUL, USELESS = "看全条", "上一条", "下一条", "更多", "有用", "没用"
SEE = "见{address}"
HELP = (
    "我是{bot}，按库中文件的原文回答问题，并注明条款和版本。\n"
    "直接提问就行，例如“每月集中学习几次”；也可以按条号查，例如“学习制度第五条”。\n"
    "想看以前的规定，请写明日期，例如“截至2024年12月31日，……”。\n"
    "回复“有哪些文件”看库中文件；回复“建议：……”或“投诉：……”转给管理员。"
)
DOCUMENTS = "库中现有 {count} 个文件："
DOCUMENT = "《{title}》{version}"
DOCUMENTS_MORE = "……等。可直接问其中的内容。"
TOLD = "问题已转告管理员（不记提问人）。"
NO_MORE = "没有更多相关条文了。"
GONE = "这条内容已不在现行文件库里，请重新提问。"
EXPIRED = "这个按钮已失效，请重新提问。"
THANKS = "谢谢，已记下。"
NOTHING_TO_JUDGE = "还没有可以评价的回答。"
TICKET_FILED = "已收到您的{kind}（编号 T{number}），会转给管理员。回复“我的建议”或“我的投诉”可查看答复。"
TICKET_EMPTY = "请在“{kind}：”后面写下内容，例如“{kind}：希望增加党费收缴的文件”。"
TICKET_PRIVATE = "投诉和建议请私聊我，不在群里说。"
TICKET_LINE = "T{number}（{kind}）{text}\n{reply}"
TICKET_WAITING = "还没有答复。"
TICKET_REPLY = "答复：{reply}"
TICKETS_NONE = "您还没有提过投诉或建议。"
TICKET_ANSWERED = "您的{kind} T{number} 有了答复：{reply}"
TOO_LONG = "问题太长了。请用 {most} 字以内说明要查什么。"
TOO_FAST = "您问得太快了，请过一分钟再问。"
MEMBERS_ONLY = "本助手只对已登记的成员开放。请向您所在支部的书记索取绑定码。"
CHOOSE_BY_NUMBER = "回复数字："


def number(ticket: str) -> str:
    """Return the part of a ticket's id that people quote."""
    return ticket[:6].upper()


GUEST = "访客"
