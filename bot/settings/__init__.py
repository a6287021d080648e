"""config.toml and the environment, as typed settings; the log."""
