"""The servers that ours is compared with, each one process."""
