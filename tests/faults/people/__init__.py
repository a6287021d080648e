"""The people of a run: clients and staff at their phones, each with a script of their own."""
