"""Faults: whole conversations while processes are killed, databases fall and providers fail; then an audit.

`people`, `client` and `staff` talk by a seeded script through `telegram`, which delivers and fails as the real one
does; `chaos` breaks what `processes` runs; `evidence` gathers what was sent, kept and shown, and `audit` compares.
"""
