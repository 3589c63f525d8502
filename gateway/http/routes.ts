import type { OpenApiDocument } from './openapi/document.js';
import type { Route } from './route.js';
import { authorityRoutes } from './routes/authorities/routes.js';
import { domainRoutes } from './routes/domains/routes.js';
import { licenceRoutes } from './routes/licences/routes.js';
import { metaRoutes } from './routes/meta/routes.js';
import { networkRoutes } from './routes/network/routes.js';
import { pkiRoutes } from './routes/pki/routes.js';
import { recognitionRoutes } from './routes/recognition/routes.js';
import { reconciliationRoutes } from './routes/reconciliation/routes.js';
import { sealRoutes } from './routes/seals/routes.js';
import { trustListRoutes } from './routes/trust-lists/routes.js';
import { typeRoutes } from './routes/types/routes.js';
import { verificationRoutes } from './routes/verification/routes.js';
import { witnessRoutes } from './routes/witness/routes.js';

/** The whole table: what is not here is not served, and nothing is served that the description leaves out. */
export function routeTable(about: { version: string; describe: () => OpenApiDocument }): readonly Route[] {
  return [
    ...licenceRoutes,
    ...verificationRoutes,
    ...sealRoutes,
    ...authorityRoutes,
    ...typeRoutes,
    ...domainRoutes,
    ...recognitionRoutes,
    ...networkRoutes,
    ...trustListRoutes,
    ...witnessRoutes,
    ...pkiRoutes,
    ...reconciliationRoutes,
    ...metaRoutes(about),
  ];
}
