# The service alone, built from this repository: docker build -t callgrant .
# No shell is needed to run it, and it writes nowhere but in /data, and there only with the embedded store.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN npm ci --no-audit --no-fund
# Packed as they are published, the try pages included; `serve` needs no other package of ours.
RUN mkdir packs && npm pack --pack-destination packs -w packages/protocol -w packages/sdk -w packages/server

FROM node:24-bookworm-slim AS install
WORKDIR /app
COPY --from=build /build/packs packs
# Optional parts: --build-arg EXTRAS="@parse/node-apn@8 google-auth-library@11" for push to apps.
ARG EXTRAS
RUN npm install --omit=dev --no-audit --no-fund --prefix . ./packs/*.tgz $EXTRAS && rm -r packs

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    CALLGRANT_HOST=0.0.0.0 \
    CALLGRANT_DATA_DIR=/data
RUN mkdir /data && chown node:node /data
WORKDIR /app
COPY --from=install /app .
USER node
VOLUME /data
EXPOSE 7100
# Alive, not ready: a node that lacks its database is not helped by a restart.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 7100}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM: it accepts no new work, tells its clients to reconnect, and ends within 5 s.
STOPSIGNAL SIGTERM
CMD ["node", "node_modules/callgrant/bin/callgrant.js", "serve"]
