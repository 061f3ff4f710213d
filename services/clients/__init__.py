"""Thin clients of other companies, one module each."""
