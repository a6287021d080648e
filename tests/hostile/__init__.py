"""What people, machines and attackers may bring: nothing of it breaks us, stops a chat, or grows without bound."""
