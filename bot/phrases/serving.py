"""What the starting program says."""

SERVING = "学思已启动：{address}　管理页面：{address}admin（按 Ctrl+C 停止）"
PREPARED = "已放入 {documents} 个示例文件，共 {articles} 条（段）。它们都是虚构的，仅供试用。"
ACCOUNT = "管理员账号 {name}，密码 {password}（只显示这一次，请记下）"
CHAT = "直接输入问题，按 Ctrl+D 结束。"
TRIAL = "可试用：{name}（{place}{role}）{link}"
MEMBER = "成员"


def trial(name: str, place: str, role: str, link: str) -> str:
    """Say whose chat can be tried, and by which link; it works once."""
    return TRIAL.format(name=name, place=place, role=role or MEMBER, link=link)
