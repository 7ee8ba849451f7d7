import { Problem } from '../problems.ts'
import { decode } from './parseQuery.ts'
import type { HttpContext, HttpMiddleware } from './state.ts'

/** The end of the road: no route took the request. Problems: `invalid-request`, `method-not-allowed`, `not-found`. */
export const refuseUnrouted: HttpMiddleware = (ctx) => {
  const allow = [...new Set(matchedLayers(ctx.matched).flatMap((layer) => layer.methods))].join(', ')
  if (allow !== '' && ctx.method === 'OPTIONS') {
    ctx.status = 204
    ctx.set('Allow', allow)
    return
  }
  if (allow !== '')
    throw new Problem('method-not-allowed', `Only ${allow} can be done here`, { headers: { Allow: allow } })
  if (decode(ctx.path) === undefined) throw new Problem('invalid-request', 'The path has broken percent-encoding')
  throw new Problem('not-found', 'There is nothing at this address')
}

/** The router leaves on the context which of its routes have this path. */
function matchedLayers(matched: unknown): { methods: string[] }[] {
  return Array.isArray(matched) ? matched : []
}

/** A request target without a path, such as `x://?y`, gives the router nothing to look at. Problems: `invalid-request`. */
export const refuseWithoutPath: HttpMiddleware = async (ctx, next) => {
  if (!hasPath(ctx)) throw new Problem('invalid-request', 'The request names no path')
  await next()
}

function hasPath(ctx: HttpContext): boolean {
  try {
    return Boolean(ctx.path)
  } catch {
    // Not even a URL, such as `http://[`.
    return false
  }
}
