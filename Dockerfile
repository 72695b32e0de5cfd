# Build:  docker build -t mock-osigu .
# Run:    docker run --rm -p 6744:6744 mock-osigu

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements/ requirements/
# Dependencies first, so that a change of the code leaves this layer as it is.
RUN python -m venv --without-pip /opt/mock-osigu \
 && python -m pip --python /opt/mock-osigu/bin/python install --no-compile --no-deps --requirement requirements/image.txt \
 && python -m pip install --requirement requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY mock_osigu/ mock_osigu/
COPY pytest_plugin/ pytest_plugin/
# Bytecode is made here and trusted at run time: nothing can be written there then, whatever the user.
RUN python -m pip wheel --no-build-isolation --no-deps --wheel-dir /wheels . \
 && python -m pip --python /opt/mock-osigu/bin/python install --no-compile --no-deps --no-index /wheels/*.whl \
 && python -m pip --python /opt/mock-osigu/bin/python check \
 && python -m compileall -q --invalidation-mode unchecked-hash /opt/mock-osigu/lib

FROM python:3.12-slim
# The base image has its standard library without bytecode; compiled once here, not at every start and health check.
RUN python -m compileall -q -x 'site-packages|/test/|/tests/|idlelib|tkinter|turtledemo|lib2to3|ensurepip' \
      "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
COPY --from=build /opt/mock-osigu /opt/mock-osigu
ENV PATH=/opt/mock-osigu/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MOCK_OSIGU_HOST=0.0.0.0
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="mock-osigu" \
      org.opencontainers.image.description="A local stand-in for the Osigu API: OAuth 2.0 tokens and Payments invoices, for tests" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}"
USER 65532:65532
EXPOSE 6744
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s --retries=3 CMD ["mock-osigu", "healthcheck"]
ENTRYPOINT ["mock-osigu"]
CMD ["serve"]
