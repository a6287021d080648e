"""Where a free message goes: the contract's table, row by row."""
