"""The web chat: the page that works without JavaScript, and what its script asks for."""
