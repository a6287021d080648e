"""Alembic's entry: runs the migrations on the connection that `store.schema` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from store.database import UtcDateTime
from store.tables import Table


def render(kind: str, found: Any, autogenerating: AutogenContext) -> str | Literal[False]:
    """How a migration names a type: it must run for ever, so by none of ours."""
    if isinstance(found, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(found, JSON):
        autogenerating.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_item=render,
    render_as_batch=True,
)
context.run_migrations()
