"""The same edits in many files: looked at before anything is written."""
