"""The figures of the board and of the digest, as plain data, and the text that says them."""
