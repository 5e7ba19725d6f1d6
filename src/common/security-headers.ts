import type { ServerResponse } from 'node:http';
import helmet from 'helmet';

/** Helmet's headers. They are the same for every answer, so they are worked out once; `isSecure`: clients come over TLS. */
export function securityHeaders({ isSecure }: { isSecure: boolean }): Record<string, string> {
  const headers: Record<string, string> = {};
  const answer = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  const write = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        // Swagger UI writes style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    strictTransportSecurity: isSecure,
  });
  write({} as never, answer as unknown as ServerResponse, (error) => {
    if (error) {
      throw error as Error;
    }
  });
  return headers;
}
