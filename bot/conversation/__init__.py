"""One message: what it means, where it goes, and all that it leads to, in one transaction."""
