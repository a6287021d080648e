"""The files of a conversation, for the session that may see them."""

from dataclasses import dataclass

from flask import Response, abort

from store.transcript import transcript
from store.transcript.lines import Attachment
from webhook import attachments
from webhook.webchat.mount import Mount


@dataclass(frozen=True)
class Files:
    mount: Mount

    def original(self, file_id: int) -> Response:
        """Byte for byte as it was sent."""
        file = self._seen(file_id)
        content = self.mount.desk.photos.read(file.sha256)
        return _cached(attachments.answer(file.name, file.content_type, content))

    def preview(self, file_id: int) -> Response:
        """A photo made anew, without its metadata."""
        file = self._seen(file_id)
        try:
            return _cached(Response(self.mount.desk.photos.preview(file.sha256), mimetype="image/jpeg"))
        except ValueError:
            abort(404)

    def _seen(self, file_id: int) -> Attachment:
        """One that stands in their conversation and is kept; else 403 or 404."""
        visit = self.mount.known_visit()
        assert visit.chat is not None
        with self.mount.desk.store.read() as session:
            file = transcript.file(session, visit.chat, file_id)
        if file is None or not file.sha256:
            abort(404)
        return file


def _cached(answer: Response) -> Response:
    """Content never changes under its address, but it is one person's own."""
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return answer
