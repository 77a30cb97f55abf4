"""The executor against graphql-core's own: made-up operations first, then what only a careful hand finds."""
