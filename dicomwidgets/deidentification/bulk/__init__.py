"""Anonymizing files: one, a folder, an archive; in parallel, resumable, whole or not at all."""
