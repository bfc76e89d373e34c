# The HTTP API in a container. Build: docker build -t smartcart .
# Run: docker run -p 8000:8000 -e SMARTCART_API_KEYS -v "$PWD/results:/model:ro" smartcart
FROM python:3.12-slim AS build
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src ./src
RUN python -m venv /opt/smartcart \
    && /opt/smartcart/bin/pip install --no-cache-dir --constraint constraints.txt ".[api,database]"

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin smartcart
COPY --from=build /opt/smartcart /opt/smartcart
ENV PATH=/opt/smartcart/bin:$PATH PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
# No key is in the image: the server does not start without SMARTCART_API_KEYS or --keys.
ENTRYPOINT ["smartcart", "serve", "--host", "0.0.0.0"]
CMD ["--model", "/model/model.json"]
