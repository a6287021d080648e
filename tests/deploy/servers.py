"""nginx, Caddy and PgBouncer by the files of `deploy/`: addresses, paths and who may come in are the tests' own."""

import os
import pwd
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests import ROOT
from tests.harness.ports import free_port
from tests.harness.waiting import until

DEPLOY = ROOT / "deploy"
NAME = "soporte.example.com"
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""

CADDY_MAIN = f"""
{{
\tadmin off
\tauto_https off
\tskip_install_trust
\tdefault_sni {NAME}
}}
"""


@contextmanager
def nginx(folder: Path, receivers: Sequence[int]) -> Iterator[int]:
    """The port at which it serves https before receivers at these ports."""
    port = free_port()
    certificate = make_certificate(folder)
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    servers = "\n".join(f"server 127.0.0.1:{receiver};" for receiver in receivers)
    for ours, tests in (
        (r"server 127\.0\.0\.1:8080;", servers),
        (r"listen 80;", f"listen 127.0.0.1:{free_port()};"),
        (r"listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        (r"listen \[::\]:\d+( ssl)?;", ""),
        (r"/etc/letsencrypt/live/[\w.]+/fullchain\.pem", str(certificate)),
        (r"/etc/letsencrypt/live/[\w.]+/privkey\.pem", str(certificate.with_suffix(".key"))),
    ):
        site, times = re.subn(ours, tests, site)
        assert times, ours
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
    words = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    as_root = ["-g", f"user {pwd.getpwuid(0).pw_name};"] if os.geteuid() == 0 else []
    subprocess.run([*words, *as_root, "-t"], check=True, capture_output=True)
    with running([*words, *as_root], folder / "nginx.out"):
        until(lambda: _listens(port))
        yield port


@contextmanager
def caddy(folder: Path, receivers: Sequence[int]) -> Iterator[int]:
    """The same by Caddy, which gets no certificate by itself here."""
    port = free_port()
    certificate = make_certificate(folder)
    tls = f"tls {certificate} {certificate.with_suffix('.key')}"
    site = (DEPLOY / "Caddyfile").read_text("utf-8").replace("\trequest_body", f"\t{tls}\n\trequest_body")
    (folder / "Caddyfile").write_text(f"{CADDY_MAIN}\n{site}")
    told = {
        "DOMAIN": f"https://127.0.0.1:{port}",
        "RECEIVERS": " ".join(f"127.0.0.1:{receiver}" for receiver in receivers),
        "HOME": str(folder),
    }
    words = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with running(["env", *(f"{name}={value}" for name, value in told.items()), *words], folder / "caddy.out"):
        until(lambda: _listens(port))
        yield port


def make_certificate(folder: Path) -> Path:
    """For NAME, signed by itself; its key lies beside it."""
    certificate = folder / "desk.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
            "-keyout", str(certificate.with_suffix(".key")), "-out", str(certificate),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate


def trusting(folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(folder / "desk.pem"))
    context.check_hostname = False  # it is called by its number
    return context


@contextmanager
def pgbouncer(folder: Path, host: str, database: str) -> Iterator[int]:
    """The port at which it pools by transaction before a PostgreSQL whose socket is in this folder."""
    port = free_port()
    settings = (DEPLOY / "pgbouncer.ini").read_text("utf-8")
    for ours, tests in (
        (r"ticketero = .*", f"{database} = host={host} user=postgres"),
        (r"listen_port = \d+", f"listen_port = {port}"),
        (r"auth_type = .*", "auth_type = any"),
        (r"auth_file = .*\n", ""),
    ):
        settings, times = re.subn(ours, tests, settings)
        assert times, ours
    file = folder / "pgbouncer.ini"
    file.write_text(f"{settings}\nunix_socket_dir =\n")
    for path in (folder, *folder.parents):
        if path.stat().st_uid == os.geteuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o011)
    file.chmod(0o644)
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    with running(["pgbouncer", *as_nobody, str(file)], folder / "pgbouncer.out"):
        until(lambda: _listens(port))
        yield port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(words: Sequence[str], log: Path) -> Iterator[None]:
    with log.open("wb") as out, subprocess.Popen(words, stdout=out, stderr=out) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(10)
