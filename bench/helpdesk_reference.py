"""django-helpdesk's `get_email` over a folder of mails, in an interpreter that has it: prints the seconds and the tickets.

python helpdesk_reference.py JSON      {"imap": port, "user": ..., "password": ..., "smtp": port, "postgresql": {"PORT": ..., "NAME": ...}, "media": folder}
"""

from __future__ import annotations

import json
import sys
import time

import django
from django.conf import settings
from django.core.management import call_command

place = json.loads(sys.argv[1])
settings.configure(
    SECRET_KEY="reference",  # noqa: S106 - of a database that lasts as long as the measurement
    USE_TZ=True,
    TIME_ZONE="Asia/Makassar",
    ROOT_URLCONF="__main__",
    SITE_ID=1,
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites",
        "django.contrib.messages", "django.contrib.admin", "django.contrib.humanize", "rest_framework", "helpdesk",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "USER": "postgres"} | place["postgresql"]},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    EMAIL_HOST="127.0.0.1",
    EMAIL_PORT=place["smtp"],
    MEDIA_ROOT=place["media"],
    HELPDESK_TEAMS_MODE_ENABLED=False,
    HELPDESK_USE_CDN=False,
    LOGGING_CONFIG=None,
)  # fmt: skip
django.setup()

from django.urls import include, path  # noqa: E402 - these load once the settings stand
from helpdesk.models import Queue, Ticket  # noqa: E402

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]

call_command("migrate", verbosity=0)
call_command("loaddata", "emailtemplate.json", verbosity=0)
Queue.objects.create(
    title="Layanan",
    slug="layanan",
    email_address="layanan-ti@kanwil-contoh.example.go.id",
    allow_email_submission=True,
    email_box_type="imap",
    email_box_host="127.0.0.1",
    email_box_port=place["imap"],
    email_box_user=place["user"],
    email_box_pass=place["password"],
    email_box_imap_folder="INBOX",
    enable_notifications_on_email_events=True,
)
started = time.perf_counter()
call_command("get_email", quiet=True)
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "tickets": Ticket.objects.count()}))
