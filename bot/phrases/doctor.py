"""The words of `xuesi doctor` and the health page."""

PROGRAM, WORKSPACE, LIBRARY, RECORDS = "程序", "工作目录", "文件库", "记录数据库"
AUDIT, ACCOUNTS, GAPS = "审计链", "管理员账号", "未能回答的问题"
HELD = "快照 {name}：{documents} 个文件、{articles} 条（段），模型 {encoder}"
WHOLE, BROKEN = "完整", "第 {row} 行与前一行不符"
AUDIT_TODO = "请停止使用数据库并保存一份副本，查明是谁改动了审计记录。"
NONE, ACCOUNTS_TODO = "没有", "请用 xuesi accounts add 名字 新建一个。"
OPEN, GAPS_TODO = "{count} 个待处理", "请在管理页面查看，补充文件或标记为已处理。"
TELEGRAM = "Telegram"
GOOD, BAD = "正常", "有问题"


def line(name: str, healthy: bool, found: str, todo: str) -> str:
    """Say how one thing was found, and what to do about it."""
    return f"{GOOD if healthy else BAD}  {name}：{found}{f'  → {todo}' if todo else ''}"
