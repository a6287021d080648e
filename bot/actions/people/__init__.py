"""Who comes in and how: letting in, deciding about strangers, inviting, and what a person does not want to hear."""
