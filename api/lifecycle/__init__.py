"""What a server does besides answering: its start, its probes and its end."""
