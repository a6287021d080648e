"""The receiver under gunicorn: `gunicorn -c gunicorn.conf.py 'webhook:create_app()'`.

Each open page of the web chat holds a thread for as long as it is open; a hook holds one for some milliseconds.
"""

import multiprocessing

bind = "127.0.0.1:8080"
workers = max(2, multiprocessing.cpu_count())
worker_class = "gthread"
threads = 96
timeout = 60
graceful_timeout = 10
keepalive = 75  # longer than the proxy keeps its connections
max_requests = 0
accesslog = None  # the proxy writes one
