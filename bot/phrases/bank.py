"""The words about the question bank: states, what is wrong in a file, what a review says."""

from collections.abc import Iterator, Mapping, Sequence

from quiz.bank import Aftermath, Entry
from quiz.generate import Generated
from quiz.intake import Intake, Trouble, summary
from quiz.item import Item, Problem
from quiz.items import Health
from quiz.kinds import of
from quiz.letters import LETTERS

KINDS = {"single": "单选", "multiple": "多选", "judge": "判断", "blank": "填空"}
STATES = {
    "draft": "草稿", "waiting": "待审", "active": "启用", "recheck": "待复核", "suspended": "停用", "archived": "归档",
}  # fmt: skip
REASONS = {
    "": "",
    "reported": "有人反映题目有误",
    "rejected": "审核未通过",
    "article_changed": "所依据的条文改了，但题目依据的原话还在",
    "words_changed": "题目依据的原话已被修改",
    "article_removed": "所依据的条文已删除",
    "document_ended": "文件已失效或不在库中",
    "binding_missing": "库中没有找到出处",
    "binding_unsure": "出处由系统匹配，把握不大",
    "near_duplicate": "与另一题很像",
    "wrong_key": "更正了答案",
    "successor": "条文修订后由原题改写的草稿，请核对",
}
ACTIONS = {
    "approve": "通过", "reject": "拒绝", "edit": "修改", "report": "反映有误", "move": "条号变动",
    "restore": "恢复启用", "recheck": "转待复核", "suspended": "停用", "waiting": "等待审核",
    "regrade": "更正答案并重新判分", "key_in_doubt": "答案可能有误：别的题答得好的人这题反而答错",
}  # fmt: skip
COLUMNS = {
    "kind": "题型", "stem": "题干", "options": "选项", "key": "正确答案", "explanation": "解析", "difficulty": "难度",
    "topic": "知识点", "document": "出处文件", "article": "出处条款", "words": "原文",
    **{letter: f"选项{letter}" for letter in LETTERS},
}  # fmt: skip
PROBLEMS = {
    "kind_unknown": "认不出的题型。请填：单选、多选、判断、填空",
    "stem_missing": "没有题干。请填写",
    "stem_length": "题干有 {length} 字。请写成 {least} 到 {most} 字",
    "stem_without_gap": "填空题的题干里没有空。请用 ____ 或（ ）标出",
    "options_count": "选项数目不对。请写 {least} 到 {most} 个",
    "options_gap": "选项 {letter} 是空的，后面却还有选项。请补上或前移",
    "options_equal": "选项 {letter} 与选项 {other} 相同。请改正",
    "options_unwanted": "这种题型没有选项。请删去",
    "option_empty": "选项 {letter} 是空的。请补上或删去",
    "option_all_of_them": "选项 {letter} 是“以上都对/都不对”一类。选项会打乱顺序，请换成具体内容",
    "key_missing": "没有答案。请填写",
    "key_unreadable": "看不懂的答案。单选请填 A，多选请填 ABD，判断请填 对/错，填空请填文字（多种写法用 | 隔开）",
    "key_beyond": "答案里的字母超出了选项（共 {count} 个）。请改正",
    "key_not_one": "单选题要有且只有一个答案。请改正",
    "key_not_several": "多选题至少要有两个答案。请改正，或改成单选",
    "key_all": "多选题不能所有选项都对。请加一个不对的选项",
    "key_no_verdict": "判断题的答案应是 对 或 错。请改正",
    "key_gaps": "题干有 {gaps} 个空，答案却有 {given} 个。请用；隔开各空的答案",
    "key_empty": "有一个空没有答案。请补上",
    "key_mark": "答案里不能有 | 或；这类分隔符号。请改写",
    "key_contradicts_row": "与第 {other} 行是同一题，答案却不同。请核对后只留一题",
    "key_contradicts_bank": "与题库第 {other} 题是同一题，答案却不同。请核对后改正",
    "explanation_length": "解析太长。请写在 {most} 字以内",
    "difficulty_unknown": "难度应为 易、中、难 或 1 到 5。请改正",
    "topic_length": "知识点太长。请写在 {most} 字以内",
    "topic_unknown": "没有“{topic}”这个知识点。请改成题库里已有的、文件标题或常用的（{common}）；要新建请加 --create",
    "document_unknown": "库中没有《{document}》的现行版本，或不止一份。请改正书名，或先上传文件",
    "words_elsewhere": "这段原文不在现行条文里。请照条文原样摘录",
    "article_unknown": "《{document}》现行版本里没有“{article}”。请改正条号",
}
FILTERS = {
    "begins_with_an_anaphor": "开头指代不明", "points_elsewhere": "指向别处条款", "torn": "句子不完整",
    "item_without_lead": "列项缺引导句", "length": "题干过短或过长", "closing_clause": "施行、解释类条款",
    "dates": "日期、文号", "vague": "数量含糊", "answer_in_the_stem": "题干泄露答案", "options_uneven": "选项不齐整",
    "all_of_them": "以上都对", "too_few_options": "选项太少", "one_end_of_a_range": "区间的一端",
    "person_or_slogan": "人名、口号、引语",
    "two_answers": "一题两解", "near_duplicate": "近似重复", "in_the_bank": "题库已有", "article_full": "同条题目已够",
    "recipe_full": "同类题目已够", "unfit": "不合题型要求",
}  # fmt: skip
FLAGS = {
    "key_in_doubt": "答案可能有误：平时答得好的人反而多答错，请先核对答案",
    "revise": "区分度低，建议改题",
    "too_hard": "太难，或答案有误",
    "too_easy": "太容易，几乎人人答对",
    "idle_options": "有选项几乎没人选：{letters}",
}
HEALTH = "在用 {count} 题，其中 {enough} 题作答够多、可以判断；其余样本不足，不下结论。"
ERRORS_SHEET, ERRORS_HEADER = "问题清单", ("行", "列", "栏目", "问题", "内容")
ERRORS_FILE = "{name}_问题.xlsx"
ERRORS_WRITTEN = "有 {count} 处问题，整个文件都没有导入。问题清单已写入 {path}，改好后请重新导入。"
TAKEN_IN = "已导入 {count} 题，状态为待审；审核通过后才会使用。"
NOTHING_NEW = "没有新题。"
ONLY_TRIED = "这是试运行，题库没有改动。"
GENERATED = "提出 {proposed} 题，留下 {kept} 题，状态为待审；审核通过后才会使用。"
BOUND = "没有出处的 {count} 题里，找到条文的有 {found} 题，请审核时核对。"
EXPORTED = "已写入 {count} 题：{path}"
NOTHING_TO_REVIEW = "没有等待审核的题目。"
REVIEW_KEYS = "回车=下一题　y=通过　n 理由=拒绝　q=结束"
APPROVED, REJECTED = "第 {number} 题已通过。", "第 {number} 题已拒绝。"
REASON_PLEASE = "请写明拒绝的理由，例如：n 题意不清"
REVIEWED = "本次通过 {approved} 题，拒绝 {rejected} 题。"
SHOWN = 20
SAVED = "第 {number} 题的修改已保存。"
REASON_NEEDED = "请写明拒绝的理由。"
REVIEW_PRIVATE = "审题请私聊我，不在群里说。"
REVIEWERS_ONLY = "审题由题目审核员负责。您可以对题目回复“这题有问题”，会转给审核员。"
PASS, NEXT = "通过", "下一题"
REVIEW_HOW = "拒绝请回复：拒绝 {number} 理由\n修改请回复：改题 {number} 答案 B（也可改题干、解析、选项A）"
REVIEW_LEFT = "还有 {count} 题等待审核。"
ITEM_GONE = "第 {number} 题不在等待审核的题目里，可能已有人处理。回复“审题”看下一题。"
EDIT_HOW = "请写明改哪一项，例如：改题 {number} 答案 B"
DECIDED_ELSEWHERE = "这道题刚刚已有人处理。"


def problem(found: Problem) -> str:
    """Say what is wrong with one cell, and what to do."""
    return PROBLEMS[found.code].format_map(found.facts)


def trouble_cells(found: Trouble) -> tuple[str | int, ...]:
    """Return the row of an error sheet: row, column, name of the column, what is wrong, the words."""
    letter = found.problem.facts.get("letter", "") if found.problem.column == "options" else ""
    name = COLUMNS.get(letter or found.problem.column, found.problem.column)
    return found.place, found.where, name, problem(found.problem), found.words[:200]


def intake_lines(found: Intake) -> Iterator[str]:
    """Read the examination of a file aloud."""
    counts = summary(found)
    yield f"读到 {counts['rows']} 题：新题 {counts['new']}，已有 {counts['known']}，有问题 {counts['refused']}。"
    for row in (trouble_cells(one) for one in found.troubles[:SHOWN]):
        yield f"  第 {row[0]} 行{f' {row[1]} 列' if row[1] else ''}（{row[2]}）：{row[3]}"
    if len(found.troubles) > SHOWN:
        yield f"  ……另有 {len(found.troubles) - SHOWN} 处"
    for reason in ("binding_missing", "binding_unsure"):
        if counts[reason]:
            yield f"  {REASONS[reason]}：{counts[reason]} 题"
    for one in found.alike[:SHOWN]:
        other = f"题库第 {one.other} 题" if one.in_bank else f"第 {one.other} 行"
        yield f"  第 {one.place} 行与{other}很像（{one.share:.0%}），请审核时留意"


def generated_lines(made: Generated) -> Iterator[str]:
    """Read aloud what the generator made, by document and kind, and what its filters dropped."""
    table: dict[str, dict[str, int]] = {}
    for item in made.items:
        row = table.setdefault(item.binding.title if item.binding else "", {})
        row[item.kind] = row.get(item.kind, 0) + 1
    for title, row in table.items():
        yield f"《{title}》 " + "，".join(f"{KINDS[kind]} {row[kind]}" for kind in KINDS if kind in row)
    dropped = sorted(made.dropped.items(), key=lambda found: -found[1])
    yield "筛去：" + ("，".join(f"{FILTERS[name]} {count}" for name, count in dropped) or "无")


def aftermath_line(found: Aftermath) -> str:
    """Say what a new snapshot did to the bank, "" for nothing."""
    parts = (
        ("沿用", found.kept - len(found.moved)), ("换了条号或版本，原文未变，沿用", len(found.moved)),
        ("转待复核", len(found.recheck)), ("停用", len(found.suspended)), ("恢复启用", len(found.restored)),
    )  # fmt: skip
    said = "，".join(f"{name} {count} 题" for name, count in parts if count)
    return f"题库：{said}。" if said else ""


def list_line(entry: Entry) -> str:
    """Describe an item in one line."""
    reason = f"（{REASONS.get(entry.reason, entry.reason)}）" if entry.reason else ""
    bound = entry.item.binding
    source = f" 《{bound.title}》{entry.label}" if bound else ""
    return f"{entry.item.id:>5} {STATES[entry.state]}{reason} {KINDS[entry.item.kind]} {entry.item.stem[:60]}{source}"


def health_line(entry: Entry, found: Health) -> str:
    """Say what the answers say of an item, with how many there are and the interval."""
    letters = "、".join(LETTERS[number] for number in found.idle)
    flags = "；".join(FLAGS[flag].format(letters=letters) for flag in found.flags)
    share = found.facility
    rate = f"正确率 {share.share:.0%}（{share.low:.0%}–{share.high:.0%}）" if share else "样本不足"
    return f"第 {entry.item.id} 题（{found.n} 人作答，{rate}）：{flags}\n  {entry.item.stem[:60]}"


def right(item: Item) -> str:
    """Return what is right, as the feedback names it, with options in their own order."""
    return "；".join(of(item.kind).right(item, tuple(range(len(item.options) or 2)))).replace(
        "；", "" if item.options else "；"
    )


def item_lines(item: Item) -> Iterator[str]:
    """Show an item whole, its key and the words it rests on."""
    yield f"【{KINDS[item.kind]}】{item.stem}"
    yield from (f"{letter}. {option}" for letter, option in zip(LETTERS, item.options, strict=False))
    yield f"答案：{right(item)}"
    if item.binding:
        yield f"依据：{item.binding.words}"


def entry_lines(entry: Entry, now: str = "") -> Iterator[str]:
    """Show an item for review: why it waits, the item, the article as reviewed and what stands there now."""
    number = entry.item.id
    yield f"第 {number} 题　{STATES[entry.state]}　{REASONS.get(entry.reason, entry.reason)}".rstrip("　")
    yield from item_lines(entry.item)
    if entry.item.binding and entry.article:
        yield f"《{entry.item.binding.title}》{entry.label}：{entry.article}"
    if now:
        yield f"现行条文：{now}"


def error_rows(troubles: Sequence[Trouble]) -> list[tuple[str | int, ...]]:
    """Return the rows of the error sheet."""
    return [trouble_cells(one) for one in troubles]


def counts_line(counts: Mapping[str, int]) -> str:
    """Say how many items are in each state."""
    return "　".join(f"{STATES[state]} {counts[state]}" for state in STATES if counts.get(state)) or "题库还是空的。"
