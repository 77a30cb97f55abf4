"""What is measured, and how. README.md tells how to read it."""
