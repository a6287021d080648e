"""Who is who: people, their chats, how they come in."""
