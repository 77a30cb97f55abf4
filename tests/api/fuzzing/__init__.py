"""Operations that nobody would write: made from the schema, made to reach the rules, and broken ones."""
