"""Writes a package in other forms: one table of posts, Parquet, SQLite, lines for annotation tools, one zip file.

Each module writes one form to a file (or folder) that it is given, from a `Package` that was found fit.
"""
