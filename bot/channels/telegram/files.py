"""The file of a Telegram message, as we name it: a message holds one; an album is several messages."""

import mimetypes

from telegram import Animation, Audio, Document, Message, PhotoSize, Video, VideoNote, Voice

from bot.channels.messages import FileRef

# A name for what comes without one, by kind; the ending follows the type.
NAMES = {"photo": "foto", "video": "video", "voice": "audio", "audio": "audio", "document": "archivo"}
ENDINGS = {
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "image/jpeg": ".jpg",
    "video/mp4": ".mp4",
}


def files(said: Message) -> tuple[FileRef, ...]:
    """What the message carries. An animation is a document too, a live photo a photo: the first here counts."""
    if said.photo:
        return (_photo(max(said.photo, key=lambda size: size.width * size.height)),)
    if said.animation:
        return (
            _named("video", said.animation, said.animation.file_name, said.animation.mime_type, "video/mp4"),
        )
    if said.video:
        return (_named("video", said.video, said.video.file_name, said.video.mime_type, "video/mp4"),)
    if said.video_note:
        return (_named("video", said.video_note, None, None, "video/mp4"),)
    if said.voice:
        return (_named("voice", said.voice, None, said.voice.mime_type, "audio/ogg"),)
    if said.audio:
        return (_named("audio", said.audio, said.audio.file_name, said.audio.mime_type, "audio/mpeg"),)
    if said.document:
        return (_named("document", said.document, said.document.file_name, said.document.mime_type, None),)
    return ()


def _photo(size: PhotoSize) -> FileRef:
    return _named("photo", size, None, "image/jpeg", None)


def _named(
    kind: str,
    file: PhotoSize | Animation | Video | VideoNote | Voice | Audio | Document,
    name: str | None,
    content_type: str | None,
    usual: str | None,
) -> FileRef:
    """Telegram may lack the name, the type and the size of any file."""
    by_name = mimetypes.guess_type(name)[0] if name else None
    known = content_type or by_name or usual or "application/octet-stream"
    ending = ENDINGS.get(known) or mimetypes.guess_extension(known) or ""
    return FileRef(kind, file.file_id, name or NAMES[kind] + ending, known, file.file_size)
