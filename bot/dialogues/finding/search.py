"""What to look for, where «Buscar» came without it."""

from bot.actions.finding import searching
from bot.dialogue.form import Dialogue, Form
from bot.dialogue.questions import Text
from bot.replies.steps import Topic


def find_it(form: Form) -> None:
    searching.find(form.turn, form.answers["text"])


search = Dialogue(Topic.SEARCH, (Text("text"),), then=find_it)
