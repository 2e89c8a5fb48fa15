# The gateway as a container. The root file system may be read-only; only /data and /secrets are written.
#
#   docker build -t miic-gateway .
#   docker run --read-only --stop-timeout 20 -p 8080:8080 -p 127.0.0.1:8081:8081 \
#     -v gateway-data:/data -v gateway-secrets:/secrets -v /etc/gateway-tls:/tls:ro \
#     -e TLS_CERT_FILE=/tls/server.crt -e TLS_KEY_FILE=/tls/server.key miic-gateway
#
# Behind a proxy that ends TLS, ALLOW_PLAIN_HTTP=1 takes the place of the two TLS variables.
# Administration: docker exec CONTAINER node scripts/iis.ts --help

FROM node:24.21.0-bookworm-slim

WORKDIR /app

# The node package of the lock file is for machines without Node 24; --ignore-scripts leaves it out of the image.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

COPY LICENSE README.md ./
COPY wsdl ./wsdl
COPY scripts ./scripts
COPY src ./src

RUN install -d -o node -g node -m 0700 /data /secrets
VOLUME ["/data", "/secrets"]

ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    CONSOLE_PORT=8081 \
    DATA_DIR=/data \
    SECRETS_DIR=/secrets

USER node
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["node", "scripts/health-check.ts"]

# node itself, not npm: signals reach the server, which answers what is in flight and exits 0.
CMD ["node", "src/main.ts"]
