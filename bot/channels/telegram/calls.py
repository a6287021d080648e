"""One row of the outbox as one call to Telegram. Nothing has a parse mode: people's words hold no markup."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest

from bot.channels.channel import Undeliverable
from bot.channels.messages import Option, Outbound, StoredFile
from bot.channels.telegram.client import RawBot
from bot.channels.telegram.parts import FILE_BYTES, family, keyboard
from store.files.photos import Photos, inspect

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
SIDES = 10_000
TOAST = 200
WITHDRAWN_AT_ONCE = 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMANDS, DESCRIPTION = 100, 256
# What Telegram says of a picture that it cannot make its smaller copies of; as a document it takes it.
NOT_SHOWABLE = re.compile("photo_|image_process_failed")


@dataclass(frozen=True)
class Upload:
    """A file with its bytes; `shown_as` is photo, video, voice, audio or document."""

    shown_as: str
    name: str
    content: bytes


def uploads(files: Sequence[StoredFile], photos: Photos) -> list[Upload]:
    """The files of one row, read. Raises Undeliverable for what Telegram never takes."""
    for file in files:
        if file.size > FILE_BYTES:
            raise Undeliverable(f"{file.name} has {file.size} bytes", "too_big")
    read = [Upload(_shown_as(file), _one_line(file.name), photos.read(file.sha256)) for file in files]
    return read if all(_fits(upload) for upload in read) else _as_documents(read)


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
    try:
        return await (_send_files(bot, row, files) if files else _send_text(bot, row))
    except BadRequest as error:
        if not files or not NOT_SHOWABLE.search(_said(error)):
            raise
        return await _send_files(bot, row, _as_documents(files))


async def edit(bot: RawBot, row: Outbound) -> tuple[str, ...]:
    """Only messages of text are edited: what was said with files is corrected by a new message."""
    for target in row.targets:
        try:
            await bot.edit_message_text(
                row.text,
                chat_id=int(row.address),
                message_id=int(target),
                reply_markup=keyboard(row.options),
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            if "not modified" not in _said(error):
                raise
    return row.targets


async def react(bot: RawBot, row: Outbound) -> None:
    reaction = [ReactionTypeEmoji(row.text)] if row.text else []
    for target in row.targets:
        await bot.set_message_reaction(int(row.address), int(target), reaction)


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
        await bot.answer_callback_query(row.acknowledge, text=row.text[:TOAST] or None)
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
    buttons = keyboard(row.options)
    sent = await bot.send_message(
        text=row.text, reply_markup=buttons, link_preview_options=NO_PREVIEW, **_to(row)
    )
    return (str(sent.message_id),)


async def _send_files(bot: RawBot, row: Outbound, files: Sequence[Upload]) -> tuple[str, ...]:
    if len(files) > 1:
        album = [_in_album(file, row.text if place == 0 else "") for place, file in enumerate(files)]
        return tuple(str(sent.message_id) for sent in await bot.send_media_group(media=album, **_to(row)))
    (file,) = files
    content = {file.shown_as: InputFile(file.content, file.name)}
    buttons = keyboard(row.options)
    sent = await SENDERS[file.shown_as](
        bot, caption=row.text or None, reply_markup=buttons, **content, **_to(row)
    )
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


def _to(row: Outbound) -> dict[str, Any]:
    if not row.reply_to:
        return {"chat_id": int(row.address)}
    quoted = ReplyParameters(int(row.reply_to), allow_sending_without_reply=True)
    return {"chat_id": int(row.address), "reply_parameters": quoted}


def _said(error: BadRequest) -> str:
    return error.message.lower()


def _shown_as(file: StoredFile) -> str:
    shown = family(file)
    return file.kind if shown == "album" else shown


def _fits(upload: Upload) -> bool:
    if upload.shown_as != "photo":
        return True
    image = inspect(upload.content)
    return image is not None and image.width + image.height <= SIDES


def _as_documents(files: Sequence[Upload]) -> list[Upload]:
    """All of them: Telegram shows no album of documents and pictures together."""
    return [Upload("document", file.name, file.content) for file in files]


def _one_line(name: str) -> str:
    """A file's name, fit for a header of the upload; people's names may hold anything."""
    return "".join(char for char in name if char.isprintable()).strip() or "archivo"
