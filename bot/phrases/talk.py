"""What the bot says in its own voice; quoted words never stand here."""

from records.permissions import Act

WHOLE, BEFORE, AFTER, MORE, USEFUL, USELESS = "看全条", "上一条", "下一条", "更多", "有用", "没用"
WHOLE_OF, WHOLE_IN = "看{article}", "看{article}（{title}）"
FILE_AS = "作为{kind}提交"
SEE = "见{address}"
HELP = (
    "我是{bot}，按库中文件的原文回答问题，并注明条款和版本。\n"
    "直接提问就行，例如“每月集中学习几次”；也可以按条号查，例如“学习制度第五条”。\n"
    "想看以前的规定，请写明日期，例如“截至2024年12月31日，……”。\n"
    "学习：回复“今日学习”“答题”“练习 党费”“错题本”，或“目录《文件名》”“继续读”。\n"
    "回复“有哪些文件”看库中文件；回复“建议：……”或“投诉：……”转给管理员。"
)
HELP_MEMBER = (
    "您还可以回复：答题、今日学习、练习、错题本、我的学习、本支部情况、书目、学时、我的数据、设置、退订、登录。"
)
HELP_GROUP = "在群里请 @我、回复我的话，或发“/ask 问题”；学习、答题和个人的事请私聊我。"
HELP_OFFICE = "您担任{offices}，还可以："
# What offices add, by what they permit.
HELP_ACTS = {
    Act.SEE_STATISTICS: "· 回复“本支部情况”“本支部周报”“本支部月报”看合计",
    Act.MANAGE_MEMBERS: "· 回复“绑定码 姓名”给成员发绑定码",
    Act.BIND_GROUP: "· 在群里发“绑定本群 支部名称”",
    Act.PLAN_STUDY: "· 回复“开热身题”或“关热身题”，群里每天一道不记名的题",
    Act.KEEP_LEDGER: "· 回复“登记学时 姓名 学时数 活动 依据”",
    Act.OPEN_NAMES: "· 回复“开放按姓名查看：用途”或“停止按姓名查看”",
    Act.REVIEW_ITEMS: "· 回复“审题”逐题审核",
    Act.MANAGE_DOCUMENTS: "· 登录网页管理，上传文件、导入名册和题库",
}
DOCUMENTS = "库中现有 {count} 个文件："
DOCUMENTS_NONE = "库中现在没有现行有效的文件，可以请管理员放入。"
DOCUMENTS_MORE = "……等。可直接问其中的内容。"
INDEXED = "文件库更新于{day}。"
TOLD = "问题已转告管理员（不记提问人）。"
NO_MORE = "没有更多相关条文了。"
GONE = "这条内容已不在现行文件库里，请重新提问。"
EXPIRED = "这个按钮已失效，请重新提问。"
NO_SUCH_NUMBER = "没有这个选项，或者已经失效。请回复上一条消息里列出的数字，或直接提问。"
THANKS = "谢谢，已记下。"
AT_YOUR_SERVICE = "好的，有问题随时问。"
WORDS_PLEASE = "我只看得懂文字。请用文字写下您的问题，例如“每月集中学习几次”。"
NOTHING_TO_JUDGE = "还没有可以评价的回答。"
TICKET_FILED = "已收到您的{kind}（编号 T{number}），会转给管理员。回复“查 T{number}”可查看答复。"
TICKET_UNKNOWN = "没有找到您提过的 {number}。回复“我的建议”或“我的投诉”可查看最近几件。"
TICKET_EMPTY = "请在“{kind}：”后面写下内容，例如“{kind}：希望增加党费收缴的文件”。"
TICKET_TOO_LONG = "{kind}请写在 {most} 字以内；更长的请交书面材料。"
TICKET_PRIVATE = "投诉和建议请私聊我，不在群里说。"
TICKET_LINE = "T{number}（{kind}）{text}\n{reply}"
TICKET_WAITING = "还没有答复。"
TICKET_REPLY = "答复：{reply}"
TICKETS_NONE = "您还没有提过投诉或建议。"
TICKET_ANSWERED = "您的{kind} T{number} 有了答复：{reply}"
TOO_LONG = "问题太长了。请用 {most} 字以内说明要查什么。"
TOO_FAST = "您问得太快了，请过一分钟再问。"
BROKEN = "这条消息没能处理好，已记入日志。请换个说法再试，或告诉管理员。"
MEMBERS_ONLY = "本助手只对已登记的成员开放。请向所在支部书记要绑定码，私聊回复“绑定”加绑定码。"
GUEST = "访客"
CHOOSE_BY_NUMBER = "回复数字："
CHOOSE = "请选择："
SAY_ONE = "可以回复：{words}"
ANSWER_ONE = "回复一个字母作答，例如 A。"
ANSWER_EITHER = "回复“对”或“错”作答。"
ANSWER_SEVERAL = "多选题，回复全部正确的字母，例如 AC。"
FILE_ELSEWHERE = "文件“{name}”在这里发不出，请到网页端下载：回复“登录”取得登录链接。"


def number(ticket: str) -> str:
    """Return the part of a ticket's id that people quote."""
    return ticket[:6].upper()
