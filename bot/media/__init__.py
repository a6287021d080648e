"""The files that people sent, downloaded into the photo store."""
