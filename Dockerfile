# yotpo-lint as an image: `docker build -t yotpo-lint .`; how to run it: rules/guide/tasks/install.md
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY yotpo_lint yotpo_lint
COPY rules rules
# With what `push` and `verify` need. pip compiles the modules here, since the running container may write nothing.
RUN python -m venv /opt/yotpo-lint \
 && /opt/yotpo-lint/bin/pip install --no-cache-dir --disable-pip-version-check '.[push]' \
 && /opt/yotpo-lint/bin/pip uninstall --yes --quiet pip

FROM python:${PYTHON}-slim
COPY --from=build /opt/yotpo-lint /opt/yotpo-lint
ENV PATH=/opt/yotpo-lint/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUTF8=1 \
    HOME=/tmp
# A number, so that a cluster can see that it is not root. Give --user "$(id -u)" to own what is written to /data.
USER 10001:10001
WORKDIR /data
ENTRYPOINT ["yotpo-lint"]
CMD ["--help"]
