"""What the help desk knows: people, chats, tickets, what was heard and what is to be said.

Its inner order, each above the former: the ground (the modules beside this one, and the tables) < transactions <
messages, words < people, files, transcript < tickets, keeping < finding, health, privacy, upkeep. No module imports one
above it, or one of a folder beside its own.

Every function takes a Session and never commits; `Database.write()` is the transaction.
"""
