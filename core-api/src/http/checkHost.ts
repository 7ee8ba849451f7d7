import { isLoopback } from '../config.ts'
import { Problem } from '../problems.ts'
import type { HttpMiddleware } from './state.ts'

/** Nothing else that a URL may have before or behind them, such as user@. */
const hostAndPort = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?$/i

/**
 * A web page elsewhere could point a name of its own at 127.0.0.1 (DNS rebinding) and reach this API through its
 * reader's browser; then Host is that name. `names`: what else than loopback is answered, such as PUBLIC_URL's host.
 */
export function checkHost(names: readonly string[]): HttpMiddleware {
  return async (ctx, next) => {
    const [, name = ''] = hostAndPort.exec(ctx.get('Host')) ?? []
    if (!isLoopback(name) && !names.includes(name.toLowerCase())) {
      const others = names.length === 0 ? '' : `, or ${names.join(', ')}`
      throw new Problem('wrong-host', `This answers only under localhost, 127.0.0.1 or [::1]${others}`)
    }
    await next()
  }
}

/** A request with a token comes from no browser that somebody else's page directs. */
export function unlessWithToken(middleware: HttpMiddleware): HttpMiddleware {
  return (ctx, next) => (ctx.get('Authorization') === '' ? middleware(ctx, next) : next())
}
