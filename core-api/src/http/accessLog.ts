import type { Metrics } from './metrics.ts'
import type { HttpMiddleware } from './state.ts'

/** One line and one observation a request: ids, kinds and times, never names or texts (so no query and no unknown path). */
export function accessLog(metrics: Metrics): HttpMiddleware {
  return async (ctx, next) => {
    const start = process.hrtime.bigint()
    await next()
    const seconds = Number(process.hrtime.bigint() - start) / 1e9
    const { method, status } = ctx
    const { route = 'none', ticketId } = ctx.state
    metrics.requestSeconds.observe({ method, route, status }, seconds)
    ctx.state.log.info({ method, route, ticketId, status, ms: Math.round(seconds * 10_000) / 10 }, 'request')
  }
}
