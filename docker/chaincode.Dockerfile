# The rules of the ledger as a service beside one peer. Build from the top of the tree: docker build -f docker/chaincode.Dockerfile .

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

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist/pki ./dist/pki
COPY --from=build /app/dist/chaincode ./dist/chaincode
# Every endorser runs the same rules the same way, wherever it stands.
ENV TZ=UTC LANG=C.UTF-8 CHAINCODE_ADDRESS=0.0.0.0:7061
USER node
EXPOSE 7061
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "-e", "require('node:net').connect(7061, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/chaincode/host/main.js"]
