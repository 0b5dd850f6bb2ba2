"""What a server of web pages calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure_web.settings")
application = get_wsgi_application()
