"""The words of the administration pages: accounts, offices, deliveries, the audit trail, gaps."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clock import BEIJING
from bot.phrases.people import CHANNELS as CHATS
from records.accounts import Role
from records.deliveries import Pile
from records.mailboxes import Reason

# Where one can go, in groups: documents, people, what is asked, the machine.
PLACES = (
    (("documents", "文件"), ("changes", "变化"), ("snapshots", "快照")),
    (("people", "成员"), ("offices", "职务"), ("accounts", "账号")),
    (("gaps", "未答问题"), ("tickets", "投诉建议"), ("review", "审题")),
    (("deliveries", "发送"), ("audit", "审计"), ("health", "健康")),
)
APPROVER_PLACES = ((("documents", "文件"), ("changes", "变化"), ("review", "审题")),)
WRONG_PASSWORD = "名字或密码不对。"
WRONG_OLD_PASSWORD = "原密码不对，没有改动。"
NOT_THE_SAME = "两次输入的新密码不一样，没有改动。"
PASSWORD_CHANGED = "密码已更改，您在其他浏览器的登录已全部退出。"
ROLES = {Role.ADMIN: "管理员", Role.APPROVER: "审核员"}
PASSWORD_ONCE = "账号 {name} 的密码：{password}\n只显示这一次，请当面交给本人；本人登录后请在“改密码”里换成自己的。"
DISABLED = "账号 {name} 已停用，已登录的也已退出。"
ENABLED = "账号 {name} 已恢复，可以用原来的密码登录。"
ROLE_GIVEN = "已登记：{name}，{node}{role}。"
ROLE_ENDED = "{role}职务到今天结束。"

PILES = {
    Pile.WAITING: "等待发出", Pile.LATER: "定时", Pile.PARKED: "等对方来取", Pile.SENT: "已发出",
    Pile.UNSURE: "不知是否送达", Pile.FAILED: "失败", Pile.GIVEN_UP: "已放弃",
}  # fmt: skip
REASONS = {
    None: "失败，原因没有记下",
    Reason.REFUSED: "平台拒收（内容或权限不合要求，或已超过可以答复的时间）",
    Reason.CLOSED: "对方已不接收消息（拉黑、退出或解散）",
    Reason.WITHDRAWN: "时间已过，不再发送",
    Reason.UNSURE: "发出后没有得到回音，可能已经送达",
}
RETRIED = "第 {number} 封已重新排队发送。"
CHANNELS = {**CHATS, "wecom_bot": "企业微信智能机器人", "wecom_robot": "企业微信群机器人"}
GAP_REASONS = {
    "not_held": "没有相关内容", "document_not_held": "没有这个文件", "doc_no_not_held": "没有这个文号",
    "article_not_held": "文件里没有这一条",
}  # fmt: skip

AUDIT = "审计记录"
AUDIT_COLUMNS = ("序号", "时间（北京）", "操作人", "操作", "内容")
AUDIT_REMARK = "审计记录只增不改，每行带前一行的校验值；成员以编号表示。"
ACTIONS = {
    "add_account": "新建账号", "add_member": "登记成员", "agree": "同意告知", "answer_ticket": "答复投诉建议",
    "approve": "通过上传", "ask_erasure": "申请删除资料", "audit_export": "导出审计记录", "bind_group": "绑定群",
    "change_password": "更改自己的密码", "close_gap": "未答问题标为已处理", "close_ticket": "办结投诉建议",
    "copy": "导出自己的资料", "disable_account": "停用账号", "enable_account": "恢复账号", "enter_hours": "登记学时",
    "erase": "删除成员资料", "import": "导入组织名册", "item_approve": "题目通过", "item_edit": "修改题目",
    "item_reject": "题目拒绝", "keep": "取消删除资料", "leave": "成员离开名册", "look": "查看成员资料",
    "member_sign_in": "成员登录", "member_sign_in_failed": "成员登录失败", "member_sign_out": "成员退出",
    "move_member": "调整成员所在支部", "named_purpose": "按姓名查看的用途", "refuse": "拒绝上传",
    "refused": "越权被拒绝", "remove": "移除文件", "remove_password": "成员删除密码",
    "reopen_gap": "未答问题重新打开", "report": "生成报告",
    "report_accepted": "接收报告", "report_confirmed": "确认报告", "report_deadline": "定报告期限",
    "report_draft": "起草报告", "report_opened": "打开报告", "report_returned": "退回报告",
    "report_submitted": "报送报告", "reset_password": "重置账号密码",
    "retry_letter": "重发消息", "role": "登记职务", "role_ended": "结束职务",
    "rollback": "退回快照", "set_password": "成员设置密码", "sign_in": "登录", "sign_in_failed": "登录失败",
    "sign_in_link": "取登录链接", "sign_out": "退出", "strike_hours": "撤销学时", "upload": "上传文件",
    "upload_refused": "上传被拒收", "warm_up": "群热身题开关", "withdraw": "撤回同意",
}  # fmt: skip
ACTORS = {
    "": "（未登录）",
    "guest": "访客",
    "schedule": "定时任务",
    "cli": "命令行",
    "terminal": "命令行",
    "sample": "示例",
}
MEMBER = "成员 {number}"
# The facts that rows are made of; what has no name here goes by the one it was written under.
FACTS = {
    "account": "账号", "act": "要做的事", "ends": "止", "entry": "登记号", "file": "文件", "form": "格式",
    "gaps": "问题号", "group": "群", "item": "题号", "letter": "编号", "member": "成员编号", "members": "成员编号",
    "node": "组织编号", "notice": "告知版本", "on": "开", "period": "期", "purpose": "用途", "reason": "原因",
    "role": "职务", "rows": "行数", "sha256": "校验值", "snapshot": "快照", "source": "来源", "starts": "起",
    "ticket": "编号", "title": "文件", "what": "方式",
}  # fmt: skip


def moment(when: datetime) -> str:
    """Say a moment to the second, Beijing time: 2026-03-02 09:00:00."""
    return when.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def action(code: str) -> str:
    """Say what was done."""
    return ACTIONS.get(code, code)


def actor(name: str) -> str:
    """Say who did it: an account by its name, a member by number."""
    kind, _, number = name.partition(":")
    return MEMBER.format(number=number) if kind == "member" else ACTORS.get(name, name)


def facts(values: Mapping[str, Any]) -> str:
    """Say the facts of a row in one line."""
    return "，".join(f"{FACTS.get(name, name)}：{_fact(value)}" for name, value in values.items())


def _fact(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def ago(seconds: float) -> str:
    """Say how long something has waited."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "不到 1 分钟"
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // 1440} 天"
