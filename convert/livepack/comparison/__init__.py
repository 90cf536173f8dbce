"""Compares two versions of a Data Package: tables, columns, rows and words, and which version the data should become."""
