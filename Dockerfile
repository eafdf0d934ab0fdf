# One image for all of Heard; docker-compose.yml says which process a container runs.
#
#   docker build -t heard .

FROM python:3.11-slim AS installed
WORKDIR /heard
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

# Node builds the stylesheet and stays behind.
FROM installed AS assets
COPY requirements-node.lock .npmrc package.json package-lock.json ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-node.lock
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY foundation foundation
RUN python -m foundation.pages.build_assets

FROM python:3.11-slim
WORKDIR /heard
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
COPY --from=installed /venv /venv
COPY pyproject.toml README.md ./
COPY councils councils
COPY foundation foundation
COPY heard heard
COPY worker worker
COPY casework_console casework_console
COPY survey_service survey_service
COPY intake_service intake_service
COPY --from=assets /heard/foundation/pages/static foundation/pages/static
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation -e . \
    && python -m compileall -q casework_console foundation heard intake_service survey_service worker
# A new volume for keys takes its owner from here.
RUN install -d -o 10001 -g 10001 -m 700 /keys
# Everything above but /keys belongs to root: the process can read its own program and change none of it.
USER 10001:10001
ENTRYPOINT ["heard"]
CMD ["--help"]
