"""HTTP and the command line: the only room that knows who is calling and from where."""
