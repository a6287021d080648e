"""The providers with moods: calls that fail as the real ones do, and the post that brings what people do."""
