"""What Telegram tells -> what it means. Pure.

An update is one of: somebody said something (`Inbound`), answered a poll (`Vote`), a chat began,
ended or moved (`ChatEvent`), or nothing that concerns us (None).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, MessageEntity, PollAnswer, Update, User
from telegram.constants import ChatMemberStatus, ChatType, MessageEntityType

from bot.message import SPOKEN, Address, ChatKind, Inbound, Sender
from bot.phrases.telegram import BIND, COMMANDS
from bot.render import picked

NAME = "telegram"
_COMMAND = re.compile(r"^/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+|$)")
# A one-time code behind a link that binds: the code alone, or after "bind_".
_CODE = re.compile(r"(?:bind[_-]?)?([0-9A-Za-z]{5}-?[0-9A-Za-z]{5}|\d{4,12})")
_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


class Happening(StrEnum):
    """What can happen to a chat."""

    OPENED = "opened"
    ADDED = "added"
    CLOSED = "closed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """A chat began, ended, or moved to `target`."""

    happening: Happening
    address: Address
    target: Address | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """Somebody answered a poll: the places picked; the update does not say in which chat or to which question."""

    poll: str
    sender: Sender
    address: Address
    picked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ear:
    """Who listens: the bot's own account, the name that people call it by, and this moment."""

    me: User
    bot_name: str
    now: datetime

    def called(self, text: str) -> tuple[str, bool]:
        """Take the bot's name out of words typed without Telegram noticing a mention."""
        words, calls = re.subn(rf"[@＠]\s?(?:{re.escape(self.bot_name)}|{self.me.username})", " ", text)
        return words, calls > 0


Meaning = Inbound | ChatEvent | Vote | None


def meaning(update: Update, event: str, ear: Ear) -> Meaning:
    """Return what an update means."""
    if update.message:
        return _message(update.message, event, ear)
    if update.callback_query:
        return _tap(update.callback_query, event, ear)
    if update.poll_answer:
        return _vote(update.poll_answer)
    return _membership(update.my_chat_member) if update.my_chat_member else None


def _message(message: Message, event: str, ear: Ear) -> Inbound | ChatEvent | None:
    if message.migrate_to_chat_id:
        return ChatEvent(Happening.MOVED, _group(message.chat_id), _group(message.migrate_to_chat_id))
    if message.migrate_from_chat_id:
        return ChatEvent(Happening.MOVED, _group(message.migrate_from_chat_id), _group(message.chat_id))
    sender = _sender(message)
    address = _address(message.chat, message.message_thread_id if message.is_topic_message else None)
    if sender is None or address is None or _is_service(message):
        return None
    words, named = _words(message, ear)
    command = _COMMAND.match(words)
    if command and command[2] and command[2].lower() != str(ear.me.username).lower():
        return None
    if command:
        words = _ordered(command[1].lower(), words[command.end() :].strip())
    replied = message.reply_to_message
    to_us = replied is not None and replied.from_user is not None and replied.from_user.id == ear.me.id
    quoted = message.quote.text if message.quote else (replied.text or replied.caption or "") if replied else ""
    token = words.removeprefix("/start ") if words.startswith(f"/start {SPOKEN}") else ""
    known = command is not None and (bool(command[2]) or command[1].lower() in COMMANDS)
    spoken_to = address.kind is ChatKind.PRIVATE or named or known or (to_us and bool(quoted))
    said = "" if token else words.strip()
    return Inbound(event, address, sender, ear.now, said, spoken_to, token, quoted)


def _words(message: Message, ear: Ear) -> tuple[str, bool]:
    """Return the words without the bot's name, and whether it was named; offsets of entities count UTF-16."""
    text = message.text or message.caption or ""
    entities = message.parse_entities() if message.text else message.parse_caption_entities()
    wide = text.encode("utf-16-le")
    named = [entity for entity, shown in entities.items() if _is_me(entity, shown, ear.me)]
    for entity in sorted(named, key=lambda entity: -entity.offset):
        start, end = entity.offset * 2, (entity.offset + entity.length) * 2
        wide = wide[:start] + " ".encode("utf-16-le") + wide[end:]
    words, called = ear.called(wide.decode("utf-16-le"))
    return words.strip(), bool(named) or called


def _is_me(entity: MessageEntity, shown: str, me: User) -> bool:
    if entity.type == MessageEntityType.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    return entity.type == MessageEntityType.MENTION and shown.lower() == f"@{me.username}".lower()


def _ordered(command: str, rest: str) -> str:
    """Translate a command of the menu, or what stands behind /start in a link, into words that are understood."""
    if command == "start" and rest:
        code = _CODE.fullmatch(rest)
        return BIND.format(code=code[1]) if code else f"/start {rest}" if rest.startswith(SPOKEN) else "/start"
    if command not in COMMANDS:
        return f"/{command} {rest}".strip()
    return f"{COMMANDS[command].words} {rest}".strip()


def _is_service(message: Message) -> bool:
    """Tell whether nobody said anything: members came and went, a picture was changed, a post was copied here."""
    attached = message.effective_attachment is not None
    return bool(message.is_automatic_forward) or not (message.text or message.caption or attached)


def _sender(message: Message) -> Sender | None:
    """Return who speaks, None for a bot; an administrator may speak in the name of the group."""
    if message.sender_chat:
        return Sender(NAME, str(message.sender_chat.id), message.sender_chat.effective_name or "")
    user = message.from_user
    return None if user is None or user.is_bot else _person(user)


def _person(user: User) -> Sender:
    return Sender(NAME, str(user.id), user.full_name)


def _tap(query: CallbackQuery, event: str, ear: Ear) -> Inbound | None:
    message = query.message
    if message is None or not query.data:
        return None
    thread = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    address = _address(message.chat, thread)
    if address is None:
        return None
    token, places = picked(query.data)
    return Inbound(event, address, _person(query.from_user), ear.now, "", True, token, picked=places)


def _vote(answer: PollAnswer) -> Vote | None:
    """Return a vote; none for one taken back, or cast in the name of a chat."""
    if answer.user is None or not answer.option_ids:
        return None
    address = Address(NAME, ChatKind.PRIVATE, str(answer.user.id))
    return Vote(answer.poll_id, _person(answer.user), address, tuple(answer.option_ids))


def _membership(change: ChatMemberUpdated) -> ChatEvent | None:
    address = _address(change.chat, None)
    if address is None:
        return None
    before, after = change.old_chat_member.status in _OUT, change.new_chat_member.status in _OUT
    if after:
        return ChatEvent(Happening.CLOSED, address)
    added = before and address.kind is ChatKind.GROUP
    return ChatEvent(Happening.ADDED if added else Happening.OPENED, address)


def _address(chat: Chat, thread: int | None) -> Address | None:
    if chat.type == ChatType.PRIVATE:
        return Address(NAME, ChatKind.PRIVATE, str(chat.id))
    return _group(chat.id, thread) if chat.type in (ChatType.GROUP, ChatType.SUPERGROUP) else None


def _group(chat: int, thread: int | None = None) -> Address:
    """Return a group, or one topic in it: what is asked in a topic is answered there."""
    return Address(NAME, ChatKind.GROUP, f"{chat}:{thread}" if thread else str(chat))
