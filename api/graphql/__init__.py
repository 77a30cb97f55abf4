"""Operations over HTTP: the one door that they come in by, and what it needs."""
