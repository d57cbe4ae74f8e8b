"""Menus that went live, and which is live."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of releases."""
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("format", sa.Integer, nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("compiled", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
        sa.UniqueConstraint("version", "format", name="uq_releases_version_format"),
    )
    op.create_table(
        "release_moves",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("follows", sa.Integer, nullable=False),
        sa.Column("release_id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_release_moves"),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_release_moves_release_id"),
        sa.UniqueConstraint("follows", name="uq_release_moves_follows"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("release_moves")
    op.drop_table("releases")
