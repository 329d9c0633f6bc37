"""The question bank: items, their versions with the words they rest on, and what reviewers decided."""

import sqlalchemy as sa

from records.metadata import Moment, metadata, organisation

items = sa.Table(
    "items",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    # The newest version, which alone can be asked.
    sa.Column("version", sa.Integer),
    # 草稿 待审 启用 待复核 停用 归档, as codes: draft waiting active recheck suspended archived.
    sa.Column("state", sa.String(10), nullable=False, index=True),
    # Why it is out of circulation or waits (a code), "" when nothing is wrong.
    sa.Column("reason", sa.String(40), nullable=False, server_default=""),
    sa.Column("origin", sa.String(20), nullable=False),
    sa.Column("made", Moment, nullable=False),
    # The stem without spaces and marks, to find the same question again.
    sa.Column("normal", sa.String(300), nullable=False, index=True),
)
# A version never changes: answers point at the one that was asked.
item_versions = sa.Table(
    "item_versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, sa.ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("stem", sa.Text, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("key", sa.JSON, nullable=False),
    sa.Column("explanation", sa.Text, nullable=False, server_default=""),
    sa.Column("difficulty", sa.Integer, nullable=False, server_default="3"),
    sa.Column("topic", sa.String(40), nullable=False, server_default=""),
    # The words it rests on: version and article ("3f9a1c0b7d2e#20"), the words, sha256 of the article's text.
    sa.Column("source", sa.String(200)),
    sa.Column("words", sa.Text, nullable=False, server_default=""),
    sa.Column("article_digest", sa.String(64), nullable=False, server_default=""),
    sa.Column("confidence", sa.Float, nullable=False, server_default="0"),
    sa.Column("made", Moment, nullable=False),
    sa.Column("made_by", sa.String(60), nullable=False),
    sa.UniqueConstraint("item", "number"),
)
# Decisions of reviewers, and errors that members reported (without their names).
item_events = sa.Table(
    "item_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, sa.ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("action", sa.String(20), nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("actor", sa.String(60), nullable=False, server_default=""),
    sa.Column("moment", Moment, nullable=False),
)
