"""A real IMAP server on loopback: Dovecot (Debian: dovecot-imapd) with its own configuration in a folder of its own.

One user, `layanan`, password `rahasia`; mail lies in a Maildir, so a test delivers by putting a file into `new/`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imapclient import IMAPClient

DOVECOT = "/usr/sbin/dovecot"
USER, PASSWORD = "layanan", "rahasia"
PATIENCE = 20.0  # seconds

CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
mail_uid = {user}
mail_gid = {group}
maildir_copy_with_hardlinks = yes
mailbox_idle_check_interval = 1 secs
{passdb}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


BY_PASSWORD = f"passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}"
BY_TOKEN = """
auth_mechanisms = xoauth2
auth_cache_size = 0
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
"""
INTROSPECTION = """
introspection_mode = get
introspection_url = http://127.0.0.1:{port}/introspect?token=
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(frozen=True, kw_only=True)
class ImapServer:
    """Where it listens, and its mail."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"imap://{USER}@127.0.0.1:{self.port}/INBOX"

    def deliver(self, name: str, raw: bytes, *, received: datetime | None = None) -> None:
        """Put a message into the Maildir, as a delivery agent does; Dovecot tells a file's time as its INTERNALDATE."""
        self.deliver_all({name: raw}, received=received)

    def deliver_all(self, mails: Mapping[str, bytes], *, received: datetime | None = None) -> float:
        """Messages by their names; returns when all lay ready and the first was put in (seconds since the epoch)."""
        for name, raw in mails.items():
            temporary = self.folder / "mail" / "tmp" / name
            temporary.write_bytes(raw)
            shutil.chown(temporary, _user())
            if received:
                os.utime(temporary, (received.timestamp(), received.timestamp()))
        ready = time.time()
        for name in mails:
            (self.folder / "mail" / "tmp" / name).rename(self.folder / "mail" / "new" / name)
        return ready

    def open_all(self) -> None:
        """Somebody opens each message in webmail, which marks it as read."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False) as client:
            client.login(USER, PASSWORD)
            client.select_folder("INBOX")
            client.fetch(client.search(["UNSEEN"]), ["BODY[]"])

    def flags(self) -> list[str]:
        """Flags of every message that a client has seen, from its file name."""
        return sorted(path.name.partition(":2,")[2] for path in (self.folder / "mail" / "cur").iterdir())

    def kick(self) -> None:
        """Cut every session, as a restart of the server does."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", "dovecot/imap"], check=False, capture_output=True
        )
        for pid in found.stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


def _user() -> str:
    return "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def imap_server(*, port: int | None = None, introspection_port: int | None = None) -> Iterator[ImapServer]:
    """Start it (on a free port if none is named), wait until it answers, stop it at the end.

    `introspection_port`: where it asks whether an access token holds.
    """
    owner = pwd.getpwnam(_user())
    with tempfile.TemporaryDirectory(prefix="nodis-imap-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("mail/new", "mail/tmp", "mail/cur", "home", "run", "state"):
            (folder / part).mkdir(parents=True)
        for path in (folder, *folder.rglob("*")):
            if os.getuid() == 0 and path.name != "run":
                os.chown(path, owner.pw_uid, owner.pw_gid)
        port = port or free_port()
        group = subprocess.run(["id", "-gn", owner.pw_name], check=True, capture_output=True, text=True).stdout.strip()
        config = folder / "dovecot.conf"
        passdb = BY_TOKEN.format(folder=folder) if introspection_port else BY_PASSWORD
        config.write_text(CONFIG.format(folder=folder, user=owner.pw_name, group=group, passdb=passdb, port=port))
        if introspection_port:
            (folder / "oauth2.conf").write_text(INTROSPECTION.format(port=introspection_port))
        with subprocess.Popen([DOVECOT, "-F", "-c", str(config)], stderr=subprocess.PIPE) as process:
            server = ImapServer(port=port, folder=folder, process=process)
            try:
                _wait_for(server)
                yield server
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=PATIENCE)


def _wait_for(server: ImapServer) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=1) as connection:
                if connection.recv(64).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.05)
    log = server.folder / "dovecot.log"
    stderr = (
        server.process.stderr.read().decode() if server.process.stderr and server.process.poll() is not None else ""
    )
    raise RuntimeError(f"Dovecot does not answer: {stderr} {log.read_text() if log.exists() else ''}")
