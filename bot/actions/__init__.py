"""What a person can bring about, once, for commands, buttons and dialogues alike."""
