"""The words of `xuesi doctor` and the health page."""

PROGRAM, WORKSPACE, LIBRARY, RECORDS = "程序", "工作目录", "文件库", "记录数据库"
AUDIT, ACCOUNTS, GAPS = "审计链", "管理员账号", "未能回答的问题"
HELD = "快照 {name}：{documents} 个文件、{articles} 条（段），模型 {encoder}"
WHOLE, BROKEN = "完整", "第 {row} 行与前一行不符"
AUDIT_TODO = "请停止使用数据库并保存一份副本，查明是谁改动了审计记录。"
PEOPLE, PEOPLE_TODO = "组织和成员", "用 xuesi organisation import 和 xuesi members import 导入后即可绑定和答题。"
ENROLLED = "{nodes} 个组织、{members} 名成员，{bound} 名已绑定"
ERASURE_LATE = "{count} 名成员的删除申请超过24小时未办"
ERASURE_TODO = "请让 xuesi serve 一直运行，删除由它按时办理；详情见日志。"
NONE, ACCOUNTS_TODO = "没有", "请用 xuesi accounts add 名字 新建一个。"
OPEN, GAPS_TODO = "{count} 个待处理", "请在管理页面查看，补充文件或标记为已处理。"
SUMS, SUMS_AGREE = "参与合计数", "最近几天与原始记录一致"
SUMS_DIFFER = "{count} 处与原始记录不符（{days}）"
SUMS_TODO = "请保存一份数据库副本，查明是谁改动了记录；重算由每夜的整理完成。"
GOOD, BAD = "正常", "有问题"


def line(name: str, healthy: bool, found: str, todo: str) -> str:
    """Say how one thing was found, and what to do about it."""
    return f"{GOOD if healthy else BAD}  {name}：{found}{f'  → {todo}' if todo else ''}"
