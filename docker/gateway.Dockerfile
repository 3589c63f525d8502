# One province's gateway, without its embedded database. Build from the top of the tree: docker build -f docker/gateway.Dockerfile .

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY pki ./pki
COPY chaincode ./chaincode
COPY fixtures ./fixtures
COPY gateway ./gateway
RUN npm run build

# What runs needs no compiler, no native add-on and no embedded PostgreSQL, which come with the optional packages.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The only folder that it writes to: keys, encrypted under a key that comes from outside.
RUN install -d -o node -g node -m 0700 /data
ENV YINXIN_DATA=/data YINXIN_HOST=0.0.0.0 YINXIN_PORT=8080
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/gateway/cli/main.js", "serve"]
