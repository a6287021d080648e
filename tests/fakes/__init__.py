"""Stand-ins at the providers' HTTP edge."""
