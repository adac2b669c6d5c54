# Python 3.13: every pin has a wheel for it, so nothing is compiled here, and it gets security
# fixes until October 2029, a year and a half past Django 5.2.
FROM python:3.13-slim AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --only-binary=:all: --require-hashes -r requirements.txt
COPY . .
RUN /venv/bin/python -m compileall -q atmp_events
# The key is for this step only; no request is signed with it.
RUN SECRET_KEY=only-for-collecting-static-files-at-build-time-0123456789 ALLOWED_HOSTS=localhost \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim
# pg_dump and psql, by which backups of PostgreSQL are made and restored.
RUN apt-get update --quiet --quiet \
    && apt-get install --quiet --quiet --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
# A fixed number, so that the owner of a mounted volume can be set beforehand.
RUN groupadd --gid 10001 events \
    && useradd --uid 10001 --gid events --no-create-home --home-dir /nonexistent events \
    && install --directory --owner events --group events /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=atmp_events.settings \
    BIND=0.0.0.0:8000 \
    DATA_DIR=/data \
    TMPDIR=/tmp \
    WORKER_TMP_DIR=/dev/shm
USER events
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "\
import http.client, os; \
port = int(os.environ['BIND'].rsplit(':', 1)[1]); \
ask = http.client.HTTPConnection('127.0.0.1', port, timeout=4); \
ask.request('GET', '/readyz'); \
raise SystemExit(ask.getresponse().status != 200)"]
# Migrating is a step of its own: docker run … python manage.py migrate
CMD ["gunicorn", "--config", "gunicorn.conf.py", "atmp_events.wsgi"]
