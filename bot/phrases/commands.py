"""The words of the command line: help, examples, results."""

PROGRAM = "学思：在聊天里按原文回答、注明条款的学习问答助手"
COMMAND = "命令"
EXAMPLE = "例："
CONFIG = "设置文件（默认不用文件，全部取默认值）"
WORKSPACE = "工作目录（默认 $XUESI_WORKSPACE，再默认 ./var）"
JSON = "只输出一个 JSON 值，供程序读取"
AS_OF = "按这一天有效的文本回答（年-月-日，默认今天，北京时间）"
QUESTION = "问题"
PATHS = "文件夹或文件（.md .txt .html .docx .pdf .jsonl .jsonl.gz）"
PRUNE = "与所给路径完全同步：库里有而这里没有的文件一并移除"
DRY_RUN = "只报告会有什么变化，不改动任何东西"
COUNT = "显示多少条（默认 10）"
QUESTIONS = "问题文件（.jsonl，每行一题）"
LEXICAL_ONLY = "只用词面检索（不用语义模型），作对照"
ROWS = "把每道题的名次写进这个文件（.jsonl），便于逐题比较"
SNAPSHOT = "快照编号（默认上一个）"
TITLES = "文件标题（可写多个）"
ACCOUNT = "管理员账号"
PREPARE_ONLY = "只准备好工作目录，不启动服务"
OTHER_PORT = "监听端口（默认取设置，8080）"

HELP = {
    "ask": "问一个问题，得到带条款的原文或如实的拒答",
    "search": "列出最相关的条文和得分，不作回答判断",
    "reindex": "读取文件，建成新的快照并发布，报告变化",
    "snapshots": "列出保留的快照",
    "rollback": "退回到上一个（或指定的）快照",
    "documents": "查看或移除库中的文件",
    "documents list": "列出库中的文件、版本和今天的状态",
    "documents remove": "从库中移除文件（发布为新的快照，可以退回）",
    "evaluate": "用有标准答案的问题集测量检索和拒答",
    "serve": "启动网页聊天、管理页面和各个渠道",
    "demo": "用示例市的示例文件建一个工作目录并启动",
    "chat": "在终端里与机器人对话",
    "accounts": "管理员账号",
    "accounts add": "新建管理员账号，显示一次性生成的密码",
    "accounts password": "为管理员账号换一个新密码",
    "quiz": "每日答题",
    "quiz open": "手动开放今天的答题（节假日、晚上也可以；晚上和休息日不推送）",
    "quiz close": "手动结束进行中的答题，之后只能补答",
    "quiz status": "今天的答题开到哪一步：多少人开始、多少答案、推送是否发完",
    "doctor": "检查配置、文件库和记录是否健康，每一行都说该做什么",
    "bench": "测量建库和问答的速度",
}

EXAMPLES = {
    "ask": "xuesi ask 每月集中学习几次 --as-of 2025-01-01",
    "search": "xuesi search 集中学习 -k 5",
    "reindex": "xuesi reindex 文件夹 --dry-run",
    "snapshots": "xuesi snapshots --json",
    "rollback": "xuesi rollback",
    "documents list": "xuesi documents list",
    "documents remove": "xuesi documents remove 示例市机关学习制度",
    "evaluate": "xuesi evaluate 问题.jsonl --json",
    "serve": "xuesi serve --config config.toml",
    "demo": "xuesi demo",
    "chat": "xuesi chat",
    "accounts add": "xuesi accounts add zhangsan",
    "accounts password": "xuesi accounts password zhangsan",
    "quiz open": "xuesi quiz open",
    "quiz close": "xuesi quiz close",
    "quiz status": "xuesi quiz status --json",
    "doctor": "xuesi doctor --json",
    "bench": "xuesi bench",
}
