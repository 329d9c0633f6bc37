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
TRAINING_ROWS = "把成员觉得有用的问答写进这个文件（.jsonl，不含是谁问的）"
USELESS_ROWS = "另把成员觉得没用的问答写进这个文件，补上正确的条文后同样可用"
RANKING_OUT = "写出的排序文件；在设置里把 ranking 改成它的路径即可使用"
SNAPSHOT = "快照编号（默认上一个）"
TITLES = "文件标题（可写多个）"
ACCOUNT = "管理员账号"
PREPARE_ONLY = "只准备好工作目录，不启动服务"
OTHER_PORT = "监听端口（默认取设置，8080）"
SHEET_IN = "表格文件（.xlsx），认得常见的中文列名"
SHEET_OUT = "写到这个文件（.xlsx）"
NODE = "组织的名称或编码（默认最上级）"
MEMBER = "工号"
NAMED_PURPOSE = "按姓名查看的用途，支部成员在“我的数据”里看得到"
NAMED_OFF = "停止按姓名查看，只看合计"
WARM_UP_OFF = "不要热身题"
NAME = "姓名"
STATE = "身份（默认正式党员）"
LINK = "网页聊天的地址，例如 https://xuesi.example.cn/；写了就给出点开即绑定的链接"
NOT_EXEMPT = "取消“不作硬性要求”"
ROLE = "职务"
STARTS, ENDS = "任职起（年-月-日，默认今天或已登记的）", "任职止（年-月-日，含当天；不写表示仍在任）"
TELL_AT_ONCE = "小结马上发到群里（默认等到工作时间，晚上和休息日不打扰）"
QUARTER = "季度，例如 2026Q3"
YEAR = "年份，例如 2026"
OUT_FOLDER = "写到这个文件夹"
BY = "由谁办理（工号）；按这个人的职务检查权限并记入审计"
PLANS = "“下一步打算”一节的文字（可以分行）"
REASON = "退回的理由"
DUE = "期限（年-月-日，含当天）"
VERSION = "第几版（默认最新一版）"
MONTH = "月份，例如 2026-09（默认本月）"
FROM = "从这一天起（年-月-日，默认三十天前）"
TO = "到这一天止（年-月-日，默认今天）"
BANK_FILE = "题库文件（.xlsx 常用模板，.docx 或 .txt 按“1. … A. … 答案：ABD”排列，.jsonl 每行一题）"
BANK_ERRORS = "问题清单写到哪里（.xlsx，默认当前文件夹下的 文件名_问题.xlsx）；有问题时整个文件都不导入"
BANK_CREATE = "文件里的新知识点一并建立（默认只收题库、文件名里已有的和常用的，以免写错一字多出一个）"
BANK_TITLES = "文件标题（可写多个，默认库中全部现行文件）"
BANK_LIMIT = "每个文件最多留多少题（默认不限）"
BANK_STATE = (
    "只要这种状态的题（可重复）：draft 草稿、waiting 待审、active 启用、recheck 待复核、suspended 停用、archived 归档"
)
BANK_OUT = "写到哪个文件（.xlsx 或 .jsonl），可再用 bank import 读回"
SEED = "随机数种子：文件和种子相同，结果就相同（默认 1）"

ROBOT = "设置里群机器人的 name"

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
    "ranking": "排序的训练",
    "ranking rows": "导出成员反馈，作为训练排序的材料",
    "ranking train": "用有标准答案的问题重新训练排序",
    "serve": "启动网页聊天、管理页面和各个渠道",
    "demo": "用示例市的示例文件建一个工作目录并启动",
    "chat": "在终端里与机器人对话",
    "accounts": "管理员账号",
    "accounts add": "新建管理员账号，显示一次性生成的密码",
    "accounts password": "为管理员账号换一个新密码",
    "organisation": "组织树：导入、导出、查看",
    "organisation import": "从表格导入组织和指导关系；全部正确才写入",
    "organisation export": "把组织和指导关系导出为表格，可原样导入",
    "organisation list": "列出组织和人数",
    "organisation named": "开放或停止在一个支部按姓名查看答题情况，须写明用途",
    "organisation warmup": "群里答题前的匿名热身题：开或关",
    "members": "成员：名册、绑定码、职务",
    "members import": "从表格导入成员和职务；全部正确才写入",
    "members export": "把名册和职务导出为表格，可原样导入",
    "members list": "列出成员和绑定情况",
    "members codes": "给还没有绑定的成员发一次性绑定码",
    "members add": "登记一名成员",
    "members move": "把成员转到另一个支部，以前的记录留在原支部",
    "members exempt": "标记“不作硬性要求”（只记标记，不记原因）",
    "members leave": "成员离开名册：解除绑定，结束任职",
    "members role": "登记或结束一项职务",
    "quiz": "每日答题",
    "quiz open": "手动开放今天的答题（节假日、晚上也可以；晚上和休息日不推送）",
    "quiz close": "手动结束进行中的答题，之后只能补答",
    "quiz status": "今天的答题开到哪一步：多少人开始、多少答案、推送是否发完",
    "report": "学习情况报告：写出文件，起草、确认、报送，接收或退回；不写子命令就是 write",
    "report write": "季度或年度学习情况报告（草稿 .docx、数据表 .xlsx、一页汇报 .docx），只写文件，不报送",
    "report list": "一个组织的报告：各期各版、状态、经办",
    "report draft": "起草一期报告并存入记录（确认前可以重新起草）",
    "report confirm": "确认最新的草稿，确认后这一版不再改动",
    "report submit": "把确认的一版报送上级",
    "report accept": "上级接收下级报送的报告",
    "report return": "上级退回报告，须写理由，书记会在私聊里收到",
    "report deadline": "写明下级在哪天前报送，并通知还没有报送的书记",
    "report missing": "下级中还没有报送的",
    "report pack": "一版报告的证据包：保存的文件、口径、经办、审计和各文件的摘要",
    "report month": "一个组织一个月的小结：计划了什么、办了什么、什么过了期限",
    "stats": "十二项学习指标（默认全组织、最近三十天）",
    "bank": "题库：导入、自动出题、审核、导出",
    "bank import": "导入题库文件：逐题核对、查重、对上条文；有一处问题就整个不导入，并写出问题清单",
    "bank bind": "为导入时没有找到出处的题再找一次（补上文件之后用）",
    "bank generate": "按库中现行文件的条文自动出题，放入待审",
    "bank review": "在终端里逐题审核",
    "bank export": "导出题库",
    "bank list": "列出题库里的题和状态",
    "wechat": "微信公众号",
    "wecom": "企业微信",
    "wecom robot": "说明群机器人所在的群属于哪个组织，以便往群里发通知",
    "wechat setup": "为设置里的每个公众号设好自定义菜单",
    "bank health": "按作答情况检查题目：难度、区分度、没人选的选项，样本不足时不下结论",
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
    "ranking rows": "xuesi ranking rows 反馈.jsonl --useless 待补.jsonl",
    "ranking train": "xuesi ranking train 问题.jsonl 反馈.jsonl --out 排序.json",
    "serve": "xuesi serve --config config.toml",
    "demo": "xuesi demo",
    "chat": "xuesi chat",
    "accounts add": "xuesi accounts add zhangsan",
    "accounts password": "xuesi accounts password zhangsan",
    "organisation import": "xuesi organisation import 组织.xlsx --dry-run",
    "organisation export": "xuesi organisation export 组织.xlsx",
    "organisation list": "xuesi organisation list 示例市直机关党委",
    "organisation named": "xuesi organisation named 示例市第一党支部 --purpose 结对辅导",
    "organisation warmup": "xuesi organisation warmup 示例市第一党支部 --off",
    "members import": "xuesi members import 名册.xlsx --dry-run",
    "members export": "xuesi members export 名册.xlsx",
    "members list": "xuesi members list 示例市第一党支部",
    "members codes": "xuesi members codes 示例市第一党支部 --link https://xuesi.example.cn/",
    "members add": "xuesi members add 0101 张三 示例市第一党支部",
    "members move": "xuesi members move 0101 示例市第二党支部",
    "members exempt": "xuesi members exempt 0101",
    "members leave": "xuesi members leave 0101",
    "members role": "xuesi members role 0101 书记 示例市第一党支部 --starts 2026-01-01",
    "quiz open": "xuesi quiz open",
    "quiz close": "xuesi quiz close --tell",
    "quiz status": "xuesi quiz status --json",
    "report write": "xuesi report --node 示例市第一党支部 --quarter 2026Q3 --out 报告",
    "report list": "xuesi report list --node 示例市第一党支部",
    "report draft": "xuesi report draft --node 示例市第一党支部 --quarter 2026Q3 --by 0101 --plans 每周三集中学习",
    "report confirm": "xuesi report confirm --node 示例市第一党支部 --quarter 2026Q3 --by 0101",
    "report submit": "xuesi report submit --node 示例市第一党支部 --quarter 2026Q3 --by 0101",
    "report accept": "xuesi report accept --node 示例市第一党支部 --quarter 2026Q3 --by 0001",
    "report return": "xuesi report return --node 示例市第一党支部 --quarter 2026Q3 --by 0001 --reason 请补充打算",
    "report deadline": "xuesi report deadline --node 示例市机关党委 --quarter 2026Q3 --by 0001 --due 2026-10-15",
    "report missing": "xuesi report missing --node 示例市机关党委 --quarter 2026Q3 --json",
    "report pack": "xuesi report pack --node 示例市第一党支部 --quarter 2026Q3 --out 证据",
    "report month": "xuesi report month --node 示例市第一党支部 --month 2026-09",
    "stats": "xuesi stats --node 示例市第一党支部 --from 2026-03-01 --to 2026-03-31",
    "bank import": "xuesi bank import 题库.xlsx --dry-run",
    "bank bind": "xuesi bank bind",
    "bank generate": "xuesi bank generate 示例市机关学习制度 --seed 7",
    "bank review": "xuesi bank review",
    "bank export": "xuesi bank export 题库.xlsx --state active",
    "bank list": "xuesi bank list --state waiting",
    "wecom robot": "xuesi wecom robot main 示例市第一支部 --config config.toml",
    "wechat setup": "xuesi wechat setup --config config.toml",
    "bank health": "xuesi bank health --json",
    "doctor": "xuesi doctor --json",
    "bench": "xuesi bench",
}
