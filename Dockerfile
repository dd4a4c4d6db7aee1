# syntax=docker/dockerfile:1

FROM python:3.11.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/parley
WORKDIR /src
COPY requirements/run.txt requirements/run.txt
RUN /opt/parley/bin/pip install --require-hashes --requirement requirements/run.txt
COPY . .
RUN /opt/parley/bin/pip install --no-deps --no-index --no-build-isolation .

FROM python:3.11.13-slim-bookworm
RUN useradd --uid 10001 --user-group --create-home --home-dir /srv/parley parley
COPY --from=build /opt/parley /opt/parley
ENV PATH=/opt/parley/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PARLEY_HOST=0.0.0.0
WORKDIR /srv/parley
USER 10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]
CMD ["parley", "serve"]
