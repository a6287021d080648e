"""Reading and wording: what people type, and the texts that we say."""
