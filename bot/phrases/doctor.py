"""The words of `xuesi doctor` and the health page."""

from datetime import datetime

from bot.phrases.administration import ago
from records.deliveries import Pile, Queue

PROGRAM, WORKSPACE, LIBRARY, RECORDS = "程序", "工作目录", "文件库", "记录数据库"
AUDIT, ACCOUNTS, GAPS = "审计链", "管理员账号", "未能回答的问题"
HELD = "快照 {name}：{documents} 个文件、{articles} 条（段），建于 {day}，模型 {encoder}"
UNFIT = "不能用"
WHOLE, BROKEN = "完整", "第 {row} 行与前一行不符"
AUDIT_TODO = "请停止使用数据库并保存一份副本，查明是谁改动了审计记录。"
PEOPLE, PEOPLE_TODO = "组织和成员", "用 xuesi organisation import 和 xuesi members import 导入后即可绑定和答题。"
ENROLLED = "{nodes} 个组织、{members} 名成员，{bound} 名已绑定"
ERASURE_LATE = "{count} 名成员的删除申请超过24小时未办"
ERASURE_TODO = "请让 xuesi serve 一直运行，删除由它按时办理；详情见日志。"
NONE, ACCOUNTS_TODO = "没有", "请用 xuesi accounts add 名字 新建一个。"
OPEN, GAPS_TODO = "{count} 个待处理", "请在管理页面查看，补充文件或标记为已处理。"
BANK, BANK_TODO = "题库", "有 {count} 题等待审核或复核，请在管理页面“审题”处理。"
SUMS, SUMS_AGREE = "参与合计数", "最近几天与原始记录一致"
SUMS_DIFFER = "{count} 处与原始记录不符（{days}）"
SUMS_TODO = "请保存一份数据库副本，查明是谁改动了记录；重算由每夜的整理完成。"
TELEGRAM = "Telegram"
DISK, FREE = "磁盘空间", "可用 {free:.1f} GB，共 {total:.0f} GB"
DISK_TODO = "空间快用完了：请清理磁盘或换一个更大的。写满后不能收消息，也不能入库。"
QUEUE = "发送：{channel}"
QUEUE_EMPTY, QUEUE_WAITS = "没有积压", "{count} 封等待发出，最久的等了{ago}"
QUEUE_FAILED = "；最近一天失败 {count} 封"
QUEUE_TODO = "请确认 xuesi serve 正在运行、网络通畅；详情见管理页面“发送”。"
FAILED_TODO = "请在管理页面“发送”查看原因，今天的可以重发。"
GOOD, BAD = "正常", "有问题"


def queue(one: Queue, now: datetime) -> str:
    """Say how long the queue of a channel is, and what failed."""
    waiting, failed = one.piles[Pile.WAITING], one.piles[Pile.FAILED]
    since = ago((now - one.oldest).total_seconds()) if one.oldest else ""
    said = QUEUE_WAITS.format(count=waiting, ago=f" {since}") if waiting else QUEUE_EMPTY
    return said + (QUEUE_FAILED.format(count=failed) if failed else "")


def line(name: str, healthy: bool, found: str, todo: str) -> str:
    """Say how one thing was found, and what to do about it."""
    return f"{GOOD if healthy else BAD}  {name}：{found}{f'  → {todo}' if todo else ''}"
