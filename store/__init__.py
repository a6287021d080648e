"""What the help desk knows: people, chats, tickets, what was heard and what is to be said."""
