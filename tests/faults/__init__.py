"""Faults: whole conversations while processes are killed, databases fall and providers fail; then an audit.

`people`, `client` and `staff` talk by a seeded script at their `phones`, through a `telegram` and a `twilio` (with its
`twilio_post`) that deliver and fail as the real ones do, in what `weather` there is; `chaos` breaks what `processes`
runs; `evidence` gathers what was sent, kept and shown, and `audit` compares.
"""
