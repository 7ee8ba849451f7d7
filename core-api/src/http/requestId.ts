import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { HttpMiddleware } from './state.ts'

const acceptable = /^[A-Za-z0-9._-]{1,100}$/

/** Takes the caller's X-Request-Id over, or makes one; it is sent back and stands in every log line of the request. */
export function requestId(log: Logger): HttpMiddleware {
  return async (ctx, next) => {
    const given = ctx.get('X-Request-Id')
    ctx.state.requestId = acceptable.test(given) ? given : randomUUID()
    ctx.state.log = log.child({ requestId: ctx.state.requestId })
    ctx.set('X-Request-Id', ctx.state.requestId)
    await next()
  }
}
