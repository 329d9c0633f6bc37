"""What the pages say when something cannot be done."""

PROBLEMS = {
    401: "请先打开聊天页面，并允许本站使用 Cookie。",
    403: "不能这样做：页面可能已过期，或账号没有这个权限。请返回后刷新再试。",
    404: "没有这个页面或内容。",
    405: "没有这个页面或内容。",
    409: "这个称呼已经有人用了，请换一个。",
    413: "发送的内容太大了。请减少文件，分几次上传。",
    422: "内容不完整或格式不对。请检查后再试。",
    429: "发得太快了，请过一分钟再发。",
}
BROKEN = "出了问题，已记入日志。请稍后再试，或告诉管理员。"


def problem(status: int) -> str:
    """Return the sentence for a status of HTTP."""
    return PROBLEMS.get(status, BROKEN)
