"""What is asked before anything runs."""
