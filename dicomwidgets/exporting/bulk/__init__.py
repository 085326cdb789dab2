"""Many files as other files: what will be written where before anything is, then the writing."""
