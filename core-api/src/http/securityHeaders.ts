import helmet from 'koa-helmet'
import type { HttpMiddleware } from './state.ts'

/** Nothing but our own files runs or is shown; nobody frames us; an https address stays https. */
export function securityHeaders(https: boolean): HttpMiddleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'same-origin' },
  })
}
