"""`ticketero`, but not at Telegram's pace: what is measured is us, not the 28 messages a second that a bot may send."""

from bot.channels.rate_limit import Limit
from bot.channels.telegram import pace
from ticketero import main

pace.PER_CHAT = pace.OVERALL = Limit(rate=1e9, burst=1e9)

if __name__ == "__main__":
    main(prog_name="ticketero")
