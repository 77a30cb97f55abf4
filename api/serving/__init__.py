"""The HTTP server: connections, and how long and how much one may send before it is known who calls."""
