"""Bad input: each file refused with its reason, the others indexed, the old snapshot untouched."""

import gzip
import io
import os
import zipfile

import docx
import pypdfium2
import pytest
from shelves import index

from knowledge import formats

GOOD = "---\ntitle: 示例市停车规定\neffective_from: 2025-01-01\n---\n第一条 甲。\n第二条 乙。"


def password_pdf(path):
    """The smallest file with an encryption dictionary that no empty password opens."""
    objects = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 1/R 2/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">/P -44>>endobj\n"
    )
    head = b"%PDF-1.4\n"
    at = len(head) + len(objects)
    path.write_bytes(
        head + objects + b"xref\n0 1\n0000000000 65535 f \n"
        b"trailer<</Size 4/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\nstartxref\n" + str(at).encode() + b"\n%%EOF"
    )


def truncated_docx(path):
    whole = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("第一条 甲。")
    document.save(whole)
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])


def zip_bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 64 * 2**20)


def too_large(path):
    with path.open("wb") as file:
        file.truncate(200 * 2**20)


def empty_pdf(path):
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    document.save(str(path))


CASES = {
    "空.md": (lambda path: path.write_bytes(b""), "file_empty"),
    "密码.pdf": (password_pdf, "file_password"),
    "图片.pdf": (empty_pdf, "pdf_without_text"),
    "不是.pdf": (lambda path: path.write_bytes(b"%PDF-1.4 nothing"), "file_damaged"),
    "半个.docx": (truncated_docx, "file_damaged"),
    "炸弹.docx": (zip_bomb, "file_bomb"),
    "大.txt": (too_large, "file_too_large"),
    "混合.txt": (lambda path: path.write_bytes("第一条 中文字样。\n".encode() * 3 + "第二条 汉字编码。\n".encode("gb18030") * 3), "encoding_mixed"),
    "断链.md": (lambda path: path.symlink_to("不存在"), "file_unreadable"),
    "旧.doc": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0"), "format_legacy"),
    "图.png": (lambda path: path.write_bytes(b"\x89PNG"), "format_unknown"),
    "断.jsonl.gz": (lambda path: path.write_bytes(gzip.compress(b'{"title": "a", "text": "b"}')[:-9]), "file_damaged"),
    "行.jsonl": (lambda path: path.write_text('{"title": 1}'), "row_without_title"),
    "密.md": (lambda path: path.write_text("机密★5年\n示例市规定\n第一条 甲。\n第二条 乙。"), "document_marked"),
    "表情.md": (lambda path: path.write_text("示例市规定\n第一条 甲😀。\n第二条 乙。"), "characters_unfit"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_is_refused_with_its_reason(tmp_path, name):
    make, code = CASES[name]
    path = tmp_path / name
    make(path)
    (found,) = _refused(tmp_path)
    assert found == (name, code)


def test_the_others_are_indexed_and_the_old_snapshot_stays_when_nothing_is_readable(tmp_path, shelf):
    folder = tmp_path / "all"
    folder.mkdir()
    for name, (make, _) in CASES.items():
        make(folder / name)
    (folder / "目录.md").mkdir()
    assert not index(shelf, folder).published
    (folder / "好.md").write_text(GOOD)
    report = index(shelf, folder)
    assert (report.documents, report.articles, len(report.refused)) == (1, 2, len(CASES))
    before = shelf.pointer()
    (folder / "好.md").unlink()
    assert not index(shelf, folder).published
    assert shelf.pointer() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path):
    path = tmp_path / "锁.md"
    path.write_text(GOOD)
    path.chmod(0)
    assert _refused(tmp_path) == [("锁.md", "file_unreadable")]


def _refused(folder):
    from knowledge.reindex import parsed

    return [(os.path.basename(one.origin.split("#")[0]), one.code) for one in parsed([folder])]  # noqa: PTH119


def test_a_gzip_bomb_ends_early(tmp_path, monkeypatch):
    monkeypatch.setattr(formats.rows, "LARGEST", 2**20)
    path = tmp_path / "炸弹.jsonl.gz"
    path.write_bytes(gzip.compress(b"0" * 64 * 2**20))
    assert _refused(tmp_path) == [("炸弹.jsonl.gz", "file_too_large")]
