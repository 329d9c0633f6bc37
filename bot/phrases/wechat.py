"""The words of the WeChat and WeCom channels alone, and of their menu."""

CONTINUE = "继续"
MORE_WAITS = "（后面还有，回复“继续”查看）"
STILL_THINKING = "还在查，请过几秒回复“继续”查看答复。"
ASKED = "（答“{asked}”）"
# Whoever follows the account has said nothing yet; this is what they are taken to have said.
GREETING, BINDING = "你好", "绑定 {code}"
ANSWERED = "已作答"
SUBMIT = "提交"
THINKING, ANSWER_FOLLOWS = "正在查……", "答复稍后发出。"
# 公众号 menus: three groups of five at most; a tap is taken as the words said.
MENU = (
    ("学习", ("今日答题", "今日学习", "错题本")),
    ("查文件", ("有哪些文件", "我的建议")),
    ("我的", ("我的学习", "本支部情况", "关于本服务", "帮助")),
)
# The health page and `xuesi doctor`: how it was found, what to do.
OFFICIAL, APPLICATION = "公众号 {name}", "企业微信应用 {name}"
LINE, ROBOT = "智能机器人 {name}", "群机器人 {name}"
CONFIGURED, REACHED = "已配置", "密钥有效，能连上服务器"
SECRET_TODO = "请核对编号和密钥，把本机的出口 IP 加入白名单，并检查网络。"
LINES = {
    "": ("长连接正常", ""),
    "line_down": ("长连接断了，正在重连", "请检查网络；一直连不上时核对 socket 地址。"),
    "line_refused": ("长连接被拒绝", "请核对 bot_id 和密钥。"),
    "line_replaced": ("长连接被另一个程序顶替", "同一机器人只能有一个程序连接，请停掉另一个。"),
    "line_silent": ("没有在运行", "请启动 xuesi serve，长连接由它维持。"),
}
ROBOT_BOUND = "群机器人 {name} 所在的群已归属{node}。每天开放答题时会在群里通知。"
MENU_MADE = "公众号 {name} 的菜单已设好：{words}。用户可能要重新进入公众号才看得到。"
