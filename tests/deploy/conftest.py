"""Only what is installed here can be tried here."""

import shutil

NEEDED = {
    "test_proxies.py": ("nginx", "caddy", "openssl"),
    "test_alerts.py": ("promtool",),
    "test_many_processes.py": ("nginx", "openssl", "pgbouncer"),
    "test_units.py": ("systemd-analyze",),
}
collect_ignore = [file for file, programs in NEEDED.items() if not all(map(shutil.which, programs))]
