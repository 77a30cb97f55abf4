"""Every change of the tables, in order; one set of files for SQLite and PostgreSQL."""
