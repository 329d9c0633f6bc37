"""The words about members: binding, notice and consent, their data and their rights."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.clock import BEIJING
from bot.intake import Complaint, Report
from bot.phrases.faults import explain
from records.organisation import Node

# A new text is a new version: members are asked again before the next quiz.
NOTICE_VERSION = "2026-2"
NOTICE = (
    "个人信息处理告知（{version}）\n"
    "一、{organisation}用{bot}组织学习和答题，只为改进学习服务，不作为考核、排名、通报依据。\n"
    "二、保存：姓名、工号、所在支部、身份、职务、聊天账号标识、答题记录、自选的提醒时段。身份按敏感信息对待。不收集电话、证件号、位置、照片，不统计在线时长。\n"
    "三、答题结果只在私聊里给您本人看。书记看支部合计；按姓名查看须支部先公布用途，每次查看您都查得到。\n"
    "四、答题记录留13个月，提问文字留30天，之后只剩不含姓名的合计数。\n"
    "五、随时可回复“退订”“我的数据”“导出我的数据”“删除我的数据”（24小时内删除）。不同意不影响查文件，只是不能答题；同意以后也可回复“不同意”撤回。"
)
# Stands in every file with members' data.
PURPOSE = "本数据仅用于改进学习服务，不作为考核、排名、通报依据。"
COPY = "我的数据-{day}.zip"
AGREE, DISAGREE = "同意", "不同意"
CONFIRM_ERASURE, CANCEL_ERASURE = "确认删除", "取消删除"

PRIVATE_ONLY = "这件事请私聊我，不在群里说。"
CODE_PRIVATE = "绑定请私聊我。发到群里的绑定码已经作废，请另要一个新的。"
CODE_PLEASE = "请回复“绑定”加绑定码，例如“绑定 K7MQ2-XRT9P”。绑定码向所在支部书记要。"
CODE_WRONG = "绑定码不对、已用过或已过期。请核对后再试，或向支部书记要一个新的。"
CODE_WAIT = "试错次数太多，请一小时后再试，或向支部书记要一个新的绑定码。"
ALREADY_BOUND = "这个聊天已经绑定过了，不能再绑定一次。要查看绑定情况，请回复“我的数据”。"
BOUND = "绑定成功，{name}同志。"
BIND_FIRST = "您还没有绑定身份。请向所在支部书记要绑定码，私聊回复“绑定”加绑定码。"
BEFORE_QUIZ = "答题之前，请先看这份告知："
AGREED = "已记下您的同意。回复“今日答题”开始，不想收推送可回复“退订”。"
AGREED_ALREADY = "您已同意过这份告知，不用重复回复。"
DISAGREED = "已记下。不再推送和答题，查文件不受影响；以后想参加，回复“同意”即可。已有的记录可回复“删除我的数据”。"
UNSUBSCRIBED = "已退订，从现在起不再推送。想自己做题随时回复“今日答题”，恢复推送请回复“订阅”。"
SUBSCRIBED = "已恢复推送。回复“退订”随时可停。"
CONSENT_FIRST = "还没有同意告知，所以没有推送。回复“同意”后开始。"
NOT_PUSHED = "您还没有绑定身份，不会收到任何推送。"
NO_DATA = "您还没有绑定身份，这里没有您的成员资料。"
EXPORTED = "这是库里关于您的全部资料（json 和 xlsx 内容相同），只发给您本人。请妥善保管。"
ERASE_SURE = (
    "将在24小时内删除您的全部资料：身份绑定、答题记录、错题本、学时登记、提问和投诉建议，删除后不能恢复，只留不含姓名的支部合计数。"
    "要留底请先回复“导出我的数据”。确定删除吗？"
)
ERASE_ASKED = "已收到，24小时内删除，现在起不再推送和计入。反悔请在此之前回复“取消删除”。"
ERASE_RUNNING = "您的资料正在等待删除。要继续使用，请先回复“取消删除”。"
ERASE_CANCELLED = "已取消删除，资料照旧。恢复推送请回复“订阅”。"
NOTHING_TO_CANCEL = "没有等待删除的申请，您的资料都还在。"
NO_CHECK_INS = (
    "本服务不设打卡、签到，没有积分、排名和学习时长统计"
    "（《政务移动互联网应用程序规范化管理办法》国办函〔2026〕12号）。想学习请回复“今日学习”或“今日答题”。"
)
ABOUT = (
    "关于本服务\n"
    "{organisation}提供，供成员按原文查文件、做学习小测。自愿参加，随时可退订。\n"
    "遵守：《政务移动互联网应用程序规范化管理办法》（国办函〔2026〕12号）、中央网信委2023年12月18日有关意见、"
    "《中华人民共和国个人信息保护法》。不打卡、不积分、不排名、不统计在线时长，数据不作为考核、排名、通报依据。\n"
    "答题数据不反映思想和工作实绩。投诉建议请回复“投诉：……”或“建议：……”。"
)
GROUP_BOUND = "本群已绑定到{name}。群里只发学习通知和不含姓名的合计。"
GROUP_WHICH = "请写明组织名称，例如“绑定本群 示例市第一党支部”。"
GROUP_NOT_BOUND = "本群还没有对应的支部。请书记或管理员先在本群发“绑定本群 支部名称”。"
WARM_UP_ON = (
    "已开：每天开放答题时，在{branch}的群里发一道热身题，不记名、不记录，随答题一起截止。"
    "只有能发匿名投票的群（Telegram）才有；支部不满 5 人时不发。"
)
WARM_UP_OFF = "已关：{branch}的群里不再发热身题。"
GROUP_ONLY = "请在要绑定的群里说这句话。"
NODE_UNKNOWN = "没有找到叫“{name}”的组织。请写全称或组织编码。"
CODE_FOR_WHOM = "请写明姓名或工号，例如“绑定码 张三”。"
CODE_NOBODY = "在您负责的范围内没有找到“{name}”。请核对姓名或工号。"
CODE_SEVERAL = "叫“{name}”的不止一位，请改用工号：{codes}。"
CODE_ISSUED = (
    "{name}（{code}）的绑定码：{secret}\n"
    "请单独转给本人：私聊我，回复“绑定 {secret}”。7天内有效，只能用一次；以前发的随之作废。"
)
MY_DATA = (
    "您的资料\n姓名：{name}　工号：{code}\n所在支部：{branch}\n职务：{offices}\n绑定的聊天：{chats}\n"
    "告知：{consent}\n按姓名查看答题情况：{named}\n推送：{pushed}\n保存的记录：{kept}\n最近谁看过：{looks}\n要副本请回复“导出我的数据”，要删除请回复“删除我的数据”。"
)
NONE, NOBODY = "无", "没有人"
PUSHED, NOT_SUBSCRIBED = "已订阅（回复“退订”可停）", "未订阅（回复“订阅”可恢复）"
CONSENTED, NOT_CONSENTED = "{day}同意（版本{version}）", "尚未同意"
# How channels are called where a member reads which chats are theirs.
CHANNELS = {
    "web": "网页", "telegram": "Telegram", "wechat": "微信公众号", "wecom": "企业微信",
    "wecom_bot": "企业微信智能机器人", "console": "终端",
}  # fmt: skip
LOOKS = {"roster": "查看名册", "codes": "发放绑定码", "export": "导出名册", "named": "按姓名查看参加了几天答题"}
ADMINISTRATOR = "管理员 {name}"
COMMAND_LINE = "系统维护人员（命令行）"
# The sheets of the export; a table without a name of its own here goes by the one it has in the database.
TABLES: Mapping[str, str] = {
    "members": "成员", "bindings": "绑定的聊天", "roles": "职务", "standings": "计入情况", "answers": "答题",
    "slots": "出过的题", "reviews": "错题本", "ledger": "学时登记", "finished": "读完的书目", "turns": "提问",
    "feedback": "评价", "tickets": "投诉建议", "looks": "谁看过", "bubbles": "网页聊天记录", "inbox": "收到的消息",
    "outbox": "发出的消息", "codes": "绑定码", "choices": "按钮", "wrong_codes": "输错的绑定码", "wishes": "提醒时段",
}  # fmt: skip
TERM_ENDS = "{name}同志，您担任的{office}任期到{day}届满，请提前准备换届。已换届或延期的，请告诉支部更新名册。"
NAMES_OPENED = (
    "{branch}已开放按姓名查看答题情况，用途：{purpose}。\n"
    "支部成员在“我的数据”里看得到，每次查看都有记录。要撤回请回复“停止按姓名查看”。"
)
NAMES_CLOSED = "{branch}已停止按姓名查看，只看合计。"
NAMES_WHAT_FOR = "请写明用途，例如“开放按姓名查看：结对辅导”。"
NAMES_BY_PURPOSE = "支部已公布用途：{purpose}"
NAMES_NOT_OPEN = "没有开放，只看合计"
REPORTS = {"tree": "组织", "roster": "成员"}
NO_TREE = "还没有组织。请先导入。"
CODES_ONCE = "绑定码只显示这一次，请分别转给本人（打开链接即可绑定）。7天内有效，只能用一次："
ALL_BOUND = "都已绑定。要给某人补发，请点那一行的“发绑定码”。"
WRITTEN, DONE = "已写入 {file}。", "已办好。"
TAKEN, NOT_TAKEN = "已全部写入。", "没有写入任何内容。"
# So many complaints are worked off at a time.
SHOWN = 50


def notice(organisation: str, bot: str) -> str:
    """Return the notice, at most 400 characters."""
    return NOTICE.format(version=NOTICE_VERSION, organisation=organisation, bot=bot)


def day(moment: datetime) -> str:
    """Say the Beijing day of a moment."""
    here = moment.astimezone(BEIJING)
    return f"{here.year}年{here.month}月{here.day}日"


def term_ends(name: str, office: str, last: date) -> str:
    """Remind somebody of the last day of an office."""
    return TERM_ENDS.format(name=name, office=office, day=f"{last.year}年{last.month}月{last.day}日")


def named(purpose: str) -> str:
    """Say whether answers are seen by name in a branch, and what for."""
    return NAMES_BY_PURPOSE.format(purpose=purpose) if purpose else NAMES_NOT_OPEN


def look_lines(looks: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Say who looked at one's data, a line for each day, person and purpose."""
    said = (f"{day(one['moment'])} {one['who']} {LOOKS.get(one['what'], one['what'])}" for one in looks)
    return tuple(dict.fromkeys(said))


def listed(lines: Sequence[str]) -> str:
    """Set lines under the words before them."""
    return "".join(f"\n  {line}" for line in lines) or NOBODY


def kept(counts: Mapping[str, int]) -> str:
    """Say how many records of which kind there are."""
    return "，".join(f"{TABLES.get(name, name)} {count} 条" for name, count in counts.items() if count) or NONE


def channel(sender: str) -> str:
    """Say by which channel somebody comes."""
    name = sender.partition(":")[0]
    return CHANNELS.get(name, name)


def intake_lines(reports: Sequence[Report], *, taken: bool) -> Iterator[str]:
    """Read aloud what a workbook held, and what is wrong with which row and column."""
    for report in reports:
        yield f"{REPORTS[report.kind]}：新增 {report.added}，修改 {report.changed}，未变 {report.unchanged}"
        if report.unread:
            yield f"  没有读取这些列：{'、'.join(report.unread)}"
        yield from (f"  {complaint(one)}" for one in report.complaints[:SHOWN])
        if len(report.complaints) > SHOWN:
            yield f"  ……另有 {len(report.complaints) - SHOWN} 处（--json 可见全部）"
    yield TAKEN if taken else NOT_TAKEN


def complaint(one: Complaint) -> str:
    """Say what is wrong with a row: 成员表第3行“身份”：…."""
    column = f"“{one.column}”" if one.column else ""
    return f"“{one.sheet}”第{one.row}行{column}：{explain(one.code, one.fields)}"


def node_line(node: Node, depth: int, count: int) -> str:
    """Describe a node in one line, moved in by its depth."""
    return f"{'  ' * depth}{node.name}  {node.kind} {node.level}  [{node.code}]{f'  {count} 人' if count else ''}"


def member_line(row: Mapping[str, Any]) -> str:
    """Describe a member in one line."""
    bound = "已绑定" if row["bound"] else "未绑定"
    consented = "，已同意告知" if row["consented"] else ""
    return f"{row['code']}  {row['name']}  {row['branch']}  {row['state']}  {bound}{consented}"


def code_line(row: Mapping[str, Any]) -> str:
    """Give one member's code in one line."""
    return f"{row['code']}  {row['name']}  {row['secret']}{'  ' + row['link'] if row['link'] else ''}"


def link(address: str | None, code: str) -> str:
    """Return the link that binds the web chat; what stands behind # stays in the browser and reaches no log."""
    return f"{address.rstrip('/')}/#code={code}" if address else ""
