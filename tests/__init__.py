"""The tests mirror the code file for file; all of db and schema run on SQLite and on PostgreSQL."""
