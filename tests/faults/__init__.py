"""Faults: whole conversations while processes are killed, databases fall and providers fail; then an audit.

`people` talk by a seeded script at their phones, through `providers` that deliver and fail as the real ones do. `world`
is where that happens: the real processes, and the chaos that breaks them; or, for a second's run, one process. `audit`
holds what people did and saw against what was kept and delivered. `run` is the long form.
"""
