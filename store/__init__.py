"""What the help desk knows: people, chats, tickets, what was heard and what is to be said.

Its inner order, each above the former: the ground (the modules beside this one) < transactions < messages < people,
files < tickets < upkeep. No module imports one above it, or one of the folder beside its own.

Every function takes a Session and never commits; `Database.write()` is the transaction.
"""
