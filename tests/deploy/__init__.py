"""What `deploy/` holds is tried with the real servers, where this machine has them (`.ci/run` installs them)."""
