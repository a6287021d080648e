"""A whole help desk in one process, its people, and the chats that tests read like."""
