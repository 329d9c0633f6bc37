"""One sentence for every fault: what happened, and what to do next."""

from collections.abc import Mapping

from faults import Fault

SENTENCES = {
    "account_exists": "账号 {name} 已经存在。请换一个名字，或用 xuesi accounts password 改密码。",
    "account_last": "{name} 是最后一个能用的管理员账号，不能停用。请先新建或恢复另一个。",
    "account_nameless": "账号名字是空的，或有看不见的字符。请改正后再试。",
    "account_own": "不能停用自己正在用的账号。请让另一位管理员办理。",
    "letter_closed": "第 {number} 封的收件方已不接收消息，没有重发。等对方再来说话以后，新的消息会照常送到。",
    "letter_gone": "第 {number} 封不在失败之列（已发出、已放弃或已过期清除）。请刷新页面。",
    "letter_late": "第 {number} 封不是今天的，重发没有意义，没有重发。",
    "letter_quiet": "现在是晚上或休息日，不打扰成员，第 {number} 封没有重发。请在工作时间再试。",
    "letter_unsure": "第 {number} 封可能已经送达，重发会让对方收到两遍，没有重发。",
    "too_many_tries": "密码试错次数太多，请 {minutes} 分钟后再试。",
    "account_unknown": "没有账号 {name}。请检查名字，或用 xuesi accounts add 新建。",
    "password_short": "密码太短。请至少用 {least} 个字符。",
    "period_backwards": "开始日期 {start} 晚于结束日期 {end}。请改正日期。",
    "period_to_come": "这一期从 {start} 才开始，还没有数据。请改选已经开始的一期。",
    "folder_unwritable": "{path} 写不进去（{detail}）。请检查文件夹的权限和磁盘空间。",
    "quarter_unreadable": "看不懂“{words}”是哪一期。季度请写成 2026Q3，年度请写成 2026。",
    "month_unreadable": "看不懂“{words}”是哪个月。请写成 2026-09 这样。",
    "reading_ends_before": "结束日期 {ends} 早于开始日期 {starts}。请改正日期。",
    "reading_unfit": "书目或说明是空的，或超过 {most} 字。请改短后再试。",
    "report_damaged": "报告文件（{name}）与保存时的摘要不符，没有给出。请从备份恢复记录，并告诉管理员。",
    "report_handed_in": "这一期的报告已报送或已接收，不能再改。要修改，请上级先退回。",
    "report_of_top": "最上级组织的报告在这里没有上级可报。请下载确认过的文件，按公文程序报送。",
    "report_overtaken": "这一版的状态刚刚变了，或已有更新的一版。请刷新后看清最新状态再办。",
    "report_reason_long": "退回的理由超过 {most} 字。请写短一些。",
    "report_unknown": "没有这份报告。请刷新后再看。",
    "report_unreasoned": "退回须写明理由，好让下级知道改什么。请补上再退回。",
    "plans_long": "“下一步打算”超过 {most} 字。请写短一些。",
    "deadline_past": "期限 {day} 已经过去。请改成今天或以后的日期。",
    "records_unreachable": "记录数据库打不开（{detail}）。请检查地址、权限和磁盘空间。",
    "tree_empty": "还没有组织。请先用 xuesi organisation import 导入。",
    "upload_own": "{file} 是您自己上传的，须由另一位管理员审核。",
    "upload_unknown": "第 {number} 号上传不存在或已处理。请刷新页面。",
    "cell_empty": "“{column}”是空的。请补上。",
    "cell_long": "“{column}”超过 {most} 字。请写短一些。",
    "cell_not_day": "“{column}”里的“{value}”不是日期。请写成 2026-03-01 这样。",
    "cell_not_flag": "“{column}”里的“{value}”看不懂。请填“是”或“否”。",
    "cell_formula": "“{column}”是公式。请在表格里复制后选择性粘贴为数值，再导入。",
    "chat_bound": "这个聊天已经绑定，不能再绑定一次。要换人使用，请先由支部解绑。",
    "code_used": "这个绑定码刚刚用过或已失效。请向书记要一个新的。",
    "guidance_unknown": "没有“{kind}”这种关系（可用：{known}）。请改正。",
    "member_elsewhere": "这名成员不在{name}。请刷新后再试。",
    "member_exists": "工号 {code} 已经有人了。请检查工号，或修改已有的那一位。",
    "member_unknown": "没有工号 {code}。请先在成员表里登记。",
    "node_began_otherwise": "{name} 已登记的成立日期是 {starts}，不能改。请改回，或把这一格留空。",
    "node_ambiguous": "叫“{name}”的组织不止一个。请改用组织编码（{codes}）。",
    "node_below_guiding": "{upper} 是党组，只指导或领导，下面不能挂 {name}。请在“指导关系”里登记。",
    "node_circular": "{name} 不能挂到自己的下级 {upper} 下面。请检查上级组织。",
    "node_ended": "{name} 已经撤销。请换一个现有的组织。",
    "node_exists": "组织编码 {code} 已经用过。请换一个编码。",
    "node_in_use": "{name} 下面还有组织或成员，不能撤销。请先转走。",
    "node_kind_unknown": "没有“{kind}”这种组织类型（可用：{known}）。请改正。",
    "node_level_unknown": "没有“{level}”这个层级（可用：{known}）。请改正。",
    "node_second_root": "最上级组织已经是 {root}，{name} 须写明上级组织。",
    "node_unknown": "没有找到“{name}”。请先导入这个组织，或检查名称。",
    "not_permitted": "没有办这件事的权限，这次请求已记录。确有需要，请找上级党组织或管理员。",
    "purpose_long": "用途超过 {most} 字。请写短一些。",
    "role_backwards": "任职止 {ends} 早于任职起 {starts}。请改正日期。",
    "role_missing": "这项职务不存在或已经结束。请刷新后再看。",
    "role_unknown": "没有“{role}”这种职务（可用：{known}）。请改正。",
    "sheet_long": "{path} 的表格超过 {most} 行。请分成几个文件。",
    "state_unknown": "没有“{state}”这种身份（可用：{known}）。请改正。",
    "bank_empty": "题库里没有可以问的题，没有开放。请先用 xuesi bank import 导入，或生成并审核。",
    "config_missing": "没有找到设置文件 {path}。请检查路径，或不带 --config 使用默认设置。",
    "config_unreadable": "设置文件 {path} 读不懂：{detail}。请对照 config.example.toml 修改。",
    "config_unknown_key": "设置里有不认识的项 {key}（可用：{known}）。请改正拼写或删去。",
    "bank_format_unknown": "{path} 不是能读取的题库文件（可用：{known}）。请另存为其中一种后再试。",
    "bank_row_unreadable": "{path} 里有读不懂的行（{detail}），没有导入任何题。每行应是一个 JSON，请改正后再试。",
    "bank_without_header": "{path} 里找不到表头。请让一行里有“题干”和“正确答案”等栏名后再试。",
    "bank_without_questions": "{path} 里没有题目。请对照说明检查格式。",
    "characters_unfit": "{path} 第 {line} 行{place}有异常字符 {code}（{name}），可能是损坏的文本。请换一份完好的文件。",
    "config_bad_value": "设置 {key} 不能是 {value}（应为：{allowed}）。请改正后再试。",
    "config_aes_key": "环境变量 {variable} 不是有效的 EncodingAESKey（应为 43 个字符）。请从管理后台重新复制。",
    "config_key_missing": "设置缺少 {key}。请对照 config.example.toml 补上。",
    "config_name_twice": "设置 [[{key}]] 里有两个都叫 {name}。请给每个账号不同的 name。",
    "config_secret_missing": "[[{key}]] 的密钥没有给出：环境变量 {variable} 是空的。请设置后再启动。",
    "document_marked": "{path} 页首有“{marking}”标志，已拒收，未保存任何内容。请只上传公开发布的文件。",
    "document_unknown": "库中没有《{title}》。请用 xuesi documents list 查看现有文件的准确标题。",
    "document_without_text": "{path} 里没有正文。请确认上传的是完整文件。",
    "document_without_title": "{path} 里找不到标题。请在文件头写明 title，或把标题放在第一行。",
    "encoder_damaged": "语义模型 {name} 的文件损坏（{detail}）。请重新安装，或在设置里换一个模型。",
    "encoder_missing_extra": "模型 {name} 需要额外组件。请安装 xuesi[models]，或 encoder 用 bundled、reranker 留空。",
    "encoder_not_found": (
        "找不到模型 {name}（{detail}）。请检查设置里的 encoder 和 reranker；"
        "不能上网时，请先把模型的文件夹拷到本机，再写它的路径。"
    ),
    "encoding_mixed": "{path} 从第 {line} 行起换了另一种文字编码。请用编辑器另存为 UTF-8 后再上传。",
    "encoding_unknown": "认不出 {path} 的文字编码。请用编辑器另存为 UTF-8 后再上传。",
    "file_bomb": "{path} 解压后有 {megabytes} MB，远超正常文件，已拒收。请确认文件来源。",
    "file_damaged": "{path} 已损坏或不完整（{detail}）。请重新取得这个文件。",
    "file_empty": "{path} 是空文件。请重新取得这个文件。",
    "file_is_folder": "{path} 是文件夹，不是文件。请指明其中的文件，或改名后整个文件夹一起读取。",
    "file_missing": "没有找到 {path}。请检查路径。",
    "file_password": "{path} 有密码或已加密。请取消密码后再上传。",
    "file_too_large": "{path} 有 {megabytes} MB，超过上限 {most} MB。请拆分后再上传。",
    "file_unreadable": "{path} 打不开（{detail}）。请检查权限后再试。",
    "format_legacy": "{path} 是 {extension} 格式，暂不能读取。请另存为 .docx、.pdf（文字版）或 .txt 后再上传。",
    "format_unknown": "{path} 不是能读取的格式（.md .txt .html .docx .pdf .jsonl .jsonl.gz）。请转换后再上传。",
    "hours_in_future": "{day} 还没到。请在活动结束以后登记学时。",
    "hours_unfit": "学时应在 0.25 到 {most} 之间，以 0.25 为单位。请检查后再登记。",
    "hours_without_source": "学时登记须写明活动和依据（如通知、签到表）。请补上后再登记。",
    "golden_worse": (
        "新快照在 {path} 上变差了：{measure} 从 {before} 变为 {after}，超过允许的 {margin}，没有发布，"
        "原有文件库照常使用。变差的问题：{worse}。"
        "请检查新文件；确认无误时改 {path} 或调大设置里的 golden_margin_percent 后再建库。"
    ),
    "indexing_broken": "建库时出了意外（{detail}），原有文件库未受影响，详情见日志。请再试一次，或告诉维护人员。",
    "item_stale": "第 {number} 题所依据的原文已不在现行文件中，不能启用。请先修改题目或停用。",
    "item_unbound": "第 {number} 题还没有对应到库中文件的条文，不能启用。请先补上出处，或上传该文件。",
    "item_unknown": "题库里没有第 {number} 题。请刷新后再试。",
    "kind_unknown": "不认识的题型 {kind}（可用：{known}）。请改正后再试。",
    "page_of_links": "{path} 是网站的目录页，没有正文。请保存文件本身的那一页。",
    "pdf_garbled": "{path} 第 {page} 页的文字层是乱码。请用原始 Word 文件，或重新导出 PDF。",
    "pdf_without_text": "{path} 的 {pages} 页都是图片，没有文字。请先识别成文字版再上传。",
    "questions_unreadable": "问题文件 {path} 读不懂（{detail}）。每行应是一个 JSON：id、question、relevant。",
    "quote_not_verbatim": "{article} 的引文与原文不一致，已停止发送。请运行 xuesi doctor 并重新建库。",
    "ranking_damaged": "排序文件 {path} 不能用（{detail}）。请重新训练，或在设置里把 ranking 改回 learned。",
    "reindex_running": "另一个建库任务正在进行。请等它完成后再试。",
    "rows_too_few": "只有 {rows} 个带答案的问题，少于 {least} 个，训练出的排序靠不住。请积累更多再训练。",
    "row_not_json": "{path} 这一行不是 JSON（{detail}）。请改正这一行，其余各行不受影响。",
    "row_without_text": "{path} 这一行没有 text 或 articles。请补上后再试，其余各行不受影响。",
    "row_without_title": "{path} 这一行没有 title。请补上后再试，其余各行不受影响。",
    "snapshot_damaged": "快照 {name} 损坏（{detail}）。请运行 xuesi rollback 退回上一个，或重新建库。",
    "snapshot_missing": "文件库还是空的。请先运行 xuesi reindex 文件夹。",
    "snapshot_of_another_format": "快照 {name} 由另一版本的程序建成。请重新运行 xuesi reindex。",
    "snapshot_unknown": "没有可用的快照 {name}（现有：{kept}）。请用 xuesi snapshots 查看。",
    "workbook_without_rows": "{path} 里没有认得的表头。组织表须有组织名称、类型，成员表须有工号、姓名、所在支部。",
    "workdays_contradict": "{path} 第 {line} 行与前面的行矛盾：同一天既写“休”又写“班”。请改正后再启动。",
    "workdays_missing": "没有找到节假日表 {path}。请检查设置里的 quiz.workdays，或留空。",
    "workdays_unreadable": "{path} 第 {line} 行读不懂。请写成“2026-10-01..2026-10-07 休”或“2026-10-10 班”再启动。",
    "telegram_token_missing": "没有可用的 Telegram 令牌。请找 @BotFather 申请，放进环境变量 {variable}。",
    "workbook_unreadable": "{path} 不是能读取的 .xlsx 表格（{detail}）。请用表格软件另存为 .xlsx 后再试。",
    "robot_unknown": "设置里没有名为 {name} 的群机器人。请检查 config.toml 里的 [[wecom_robot]]。",
    "wechat_not_configured": "设置里没有公众号。请在 config.toml 里写 [[wechat]]，参见 config.example.toml。",
    "wechat_setup_failed": "公众号 {name} 的菜单没有设成（{detail}）。请检查 AppID、密钥和 IP 白名单后再试。",
    "vectors_damaged": "语义索引损坏（{detail}）。请运行 xuesi rollback，或重新建库。",
    "vectors_of_another_model": "现有索引由另一个语义模型建成。请重新运行 xuesi reindex，或把设置里的 encoder 改回去。",
}


# Members can do nothing about the machine; what stands above is for administrators and would show them paths.
MEMBERS = {
    "snapshot_missing": "文件库还没有准备好，请稍后再来，或告诉管理员。",
    "node_ambiguous": "叫这个名称的组织不止一个，请改用组织编码。",
    "not_permitted": "您没有权限查看或办理这一项，这次请求已记录。确有需要，请找上级党组织。",
}
UNAVAILABLE = "现在答不了，已记入日志。请稍后再试，或告诉管理员。"


def sentence(fault: Fault) -> str:
    """Return the sentence of a fault."""
    return explain(fault.code, {key: str(value) for key, value in fault.fields.items()})


def explain(code: str, fields: Mapping[str, str]) -> str:
    """Return the sentence of a code, as reports keep it."""
    return SENTENCES[code].format_map(fields)


def to_member(fault: Fault) -> str:
    """Return what a member hears in the chat when the machine fails."""
    return MEMBERS.get(fault.code, UNAVAILABLE)
