"""Demo data: a small trading house with two years of history, made only by calling the verbs."""

from db.demo.loading import load_demo

__all__ = ["load_demo"]
