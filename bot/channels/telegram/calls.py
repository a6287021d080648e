"""One row of the outbox as one call to Telegram. Nothing has a parse mode: people's words hold no markup.

The four methods that make up nearly all calls go by `RawBot.method`, with the parameters of the Bot API's
documentation; the rare ones, and those that upload, by the library's functions.
"""

import re
from collections.abc import Sequence
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from bot.channels.messages import Option, Outbound
from bot.channels.telegram import uploads
from bot.channels.telegram.parts import keyboard
from bot.channels.telegram.raw_bot import RawBot
from bot.channels.telegram.uploads import Upload

NO_PREVIEW = {"is_disabled": True}
TOAST = 200
WITHDRAWN_AT_ONCE = 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMANDS, DESCRIPTION = 100, 256


async def carry_out(bot: RawBot, row: Outbound, files: Sequence[Upload]) -> tuple[str, ...]:
    """The ids of what the person now sees."""
    match row.kind:
        case "message":
            return await say(bot, row, files)
        case "edit":
            return await edit(bot, row)
        case "reaction":
            await react(bot, row)
        case "withdraw":
            await withdraw(bot, row)
        case "toast":
            await toast(bot, row)
        case "menu":
            await menu(bot, row)
        case unknown:
            raise ValueError(f"Telegram has nothing like {unknown!r}")
    return ()


async def say(bot: RawBot, row: Outbound, files: Sequence[Upload]) -> tuple[str, ...]:
    """What Telegram refuses to show (a picture that it cannot scale, a video that is none, a voice message to somebody
    who wants none) it takes as a document."""
    try:
        return await (_send_files(bot, row, files) if files else _send_text(bot, row))
    except (BadRequest, Forbidden) as error:
        documents = uploads.as_documents(files)
        if documents == files or not _is_about_the_form(error):
            raise
        return await _send_files(bot, row, documents)


def _is_about_the_form(error: BadRequest | Forbidden) -> bool:
    """Whether the chat may take the same as a document; who forbids voice messages has not shut us out."""
    if isinstance(error, Forbidden):
        return "voice_messages_forbidden" in error.message.lower()
    return "chat not found" not in _said(error)


async def edit(bot: RawBot, row: Outbound) -> tuple[str, ...]:
    """The text of messages, or the caption of files, which stands under the first of them."""
    changes: dict[str, Any] = {"text": row.text, "link_preview_options": NO_PREVIEW}
    method, targets = "editMessageText", row.targets
    if row.caption:
        method, targets, changes = "editMessageCaption", row.targets[:1], {"caption": row.text}
    for target in targets:
        to = {"chat_id": int(row.address), "message_id": int(target), "reply_markup": keyboard(row.options)}
        try:
            await bot.method(method, **to, **changes)
        except BadRequest as error:
            if "not modified" not in _said(error):
                raise
    return row.targets


async def react(bot: RawBot, row: Outbound) -> None:
    reaction = [{"type": "emoji", "emoji": row.text}] if row.text else []
    chat = int(row.address)
    for target in row.targets:
        await bot.method("setMessageReaction", chat_id=chat, message_id=int(target), reaction=reaction)


async def withdraw(bot: RawBot, row: Outbound) -> None:
    for start in range(0, len(row.targets), WITHDRAWN_AT_ONCE):
        some = [int(target) for target in row.targets[start : start + WITHDRAWN_AT_ONCE]]
        try:
            await bot.delete_messages(int(row.address), some)
        except BadRequest as error:
            if "message to delete not found" not in _said(error):
                raise


async def toast(bot: RawBot, row: Outbound) -> None:
    try:
        text = row.text[:TOAST] or None
        await bot.method("answerCallbackQuery", callback_query_id=row.acknowledge, text=text)
    except BadRequest as error:  # seconds after the press nobody looks at the button any more
        if "query" not in _said(error):
            raise


async def menu(bot: RawBot, row: Outbound) -> None:
    scope = BotCommandScopeChat(int(row.address))
    try:
        await bot.set_my_commands(commands(row.options), scope=scope)
    except BadRequest as error:
        if "chat not found" not in _said(error):  # they never started the bot: there is no app to show it
            raise


def commands(options: Sequence[Option]) -> list[BotCommand]:
    """Telegram's commands have no accents: a word that cannot be one is left out, the person can still type it."""
    words = [(option.data.removeprefix("/"), option.label) for option in options]
    fit = [
        BotCommand(word, label[:DESCRIPTION]) for word, label in words if COMMAND.fullmatch(word) and label
    ]
    return fit[:COMMANDS]


async def _send_text(bot: RawBot, row: Outbound) -> tuple[str, ...]:
    sent = await bot.method(
        "sendMessage",
        chat_id=int(row.address),
        text=row.text,
        reply_markup=keyboard(row.options),
        reply_parameters=_quoting(row),
        link_preview_options=NO_PREVIEW,
    )
    return (str(sent["message_id"]),)


async def _send_files(bot: RawBot, row: Outbound, files: Sequence[Upload]) -> tuple[str, ...]:
    """Files have no buttons: `parts` puts the options of a message with its text."""
    quoted = _quoting(row)
    to: dict[str, Any] = {
        "chat_id": int(row.address),
        "reply_parameters": ReplyParameters(**quoted) if quoted else None,
    }
    if len(files) > 1:
        album = [_in_album(file, row.text if place == 0 else "") for place, file in enumerate(files)]
        return tuple(str(sent.message_id) for sent in await bot.send_media_group(media=album, **to))
    (file,) = files
    content = {file.shown_as: InputFile(file.content, file.name)}
    sent = await SENDERS[file.shown_as](bot, caption=row.text or None, **content, **to)
    return (str(sent.message_id),)


SENDERS: dict[str, Any] = {
    "photo": RawBot.send_photo,
    "video": RawBot.send_video,
    "voice": RawBot.send_voice,
    "audio": RawBot.send_audio,
    "document": RawBot.send_document,
}
IN_ALBUM: dict[str, Any] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "audio": InputMediaAudio,
    "document": InputMediaDocument,
}


def _in_album(file: Upload, caption: str) -> Any:
    return IN_ALBUM[file.shown_as](file.content, caption=caption or None, filename=file.name)


def _quoting(row: Outbound) -> dict[str, Any] | None:
    """Where the quoted message is gone, ours goes without it."""
    if not row.reply_to:
        return None
    return {"message_id": int(row.reply_to), "allow_sending_without_reply": True}


def _said(error: BadRequest) -> str:
    return error.message.lower()
