"""`ticketero`, but not at Telegram's pace: what is measured is us, not the 28 messages a second that a bot may send."""

from bot.channels.telegram import pace
from ticketero import main

pace.CHAT_RATE = pace.CHAT_BURST = pace.OVERALL_RATE = pace.OVERALL_BURST = 1e9

if __name__ == "__main__":
    main(prog_name="ticketero")
