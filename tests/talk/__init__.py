"""People write as they speak: a corpus of what they type, and whole lives of tickets in their own words."""
