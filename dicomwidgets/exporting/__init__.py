"""What leaves the notebook: figures of frames as they are shown."""
