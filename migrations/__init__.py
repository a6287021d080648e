"""How a store of yesterday becomes one of today (Alembic)."""
