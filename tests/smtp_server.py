"""A real mail server on loopback: Exim (Debian: exim4-daemon-light) with its own configuration in a folder of its own.

It runs as an unprivileged user, accepts mail for every domain and files it in one Maildir. Mail to `unknown@...` is
refused for good (550), to `later@...` for now (451); the user `nodis` logs in with `rahasia` once TLS is on.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

EXIM = "/usr/sbin/exim4"
NOBODY = "nobody"
PATIENCE = 20.0  # seconds

CONFIG = """
primary_hostname = mail.example
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp} : {smtps}
tls_on_connect_ports = {smtps}
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/exim.pid
deliver_drop_privilege = true
exim_user = {user}
exim_group = {group}
admin_groups = {group}
host_lookup =
rfc1413_hosts =
keep_environment =
received_header_text =
message_size_limit = 40M
smtp_accept_max_per_connection = 1000
acl_smtp_mail = from
acl_smtp_rcpt = rcpt

begin acl
from:
  deny    condition = ${{if eq{{$received_port}}{{{smtps}}}}}
         !authenticated = *
          message = 5.7.0 log in first
  accept
rcpt:
  deny    local_parts = unknown
          message = 5.1.1 no such mailbox
  defer   local_parts = later
          message = 4.2.1 try again later
  accept

begin routers
all:
  driver = accept
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = {folder}/mail
  maildir_format
  create_directory
  message_prefix =
  message_suffix =

begin retry
* * F,1h,1m

begin authenticators
login:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_condition = ${{if and{{{{eq{{$auth2}}{{nodis}}}}{{eq{{$auth3}}{{rahasia}}}}}}}}
  server_set_id = $auth2
"""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where it listens and what it has delivered."""

    port: int  # clear text and STARTTLS
    tls_port: int  # TLS from the first byte
    folder: Path
    authority: Path  # PEM of the authority that signed its certificate, for SSL_CERT_FILE

    def delivered(self, count: int) -> list[bytes]:
        """The mails delivered, oldest first; waits until there are `count`."""
        until = time.monotonic() + PATIENCE
        while True:
            found = sorted((self.folder / "mail" / "new").glob("*"), key=lambda path: path.stat().st_mtime_ns)
            if len(found) >= count:
                return [path.read_bytes() for path in found]
            if time.monotonic() > until:
                raise AssertionError(f"{len(found)} of {count} mails delivered\n{self.log()}")
            time.sleep(0.05)

    def log(self) -> str:
        """What the server has to say."""
        return "\n".join(path.read_text(errors="replace") for path in sorted((self.folder / "log").glob("*")))


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Start the server and stop it again; its folder goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="nodis-smtp-"))
    server = MailServer(port=free_port(), tls_port=free_port(), folder=folder, authority=folder / "authority.pem")
    owner = pwd.getpwnam(NOBODY) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    config = CONFIG.format(
        folder=folder, smtp=server.port, smtps=server.tls_port, user=owner.pw_uid, group=owner.pw_gid
    )
    (folder / "exim.conf").write_text(config)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(server.authority)
    authority.issue_cert("127.0.0.1", "localhost").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    for part in ("spool", "log", "mail"):
        (folder / part).mkdir()
    as_root = os.geteuid() == 0
    if as_root:
        _hand_over(folder, owner)
    daemon = subprocess.Popen(
        [EXIM, "-C", str(folder / "exim.conf"), "-bdf", "-q1m"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        user=owner.pw_uid if as_root else None,
        group=owner.pw_gid if as_root else None,
        extra_groups=[owner.pw_gid] if as_root else None,
        cwd=folder,
    )
    try:
        _wait_for(server, daemon)
        yield server
    finally:
        daemon.terminate()
        daemon.communicate(timeout=PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _hand_over(folder: Path, owner: pwd.struct_passwd) -> None:
    """Root hands the folder over, since Exim delivers nothing as root; anybody else runs it as himself."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o755)


def free_port() -> int:
    """A port of loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: MailServer, daemon: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    for port in (server.port, server.tls_port):
        while True:
            if daemon.poll() is not None or time.monotonic() > until:
                daemon.kill()
                said = daemon.communicate()[1].decode(errors="replace")
                raise AssertionError(f"exim4 does not listen: {said}\n{server.log()}")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
