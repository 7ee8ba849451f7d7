import { isLoopback } from '../config.ts'
import { Problem } from '../problems.ts'
import type { HttpMiddleware } from './state.ts'

/** Nothing else that a URL may have before or behind them, such as user@. */
const hostAndPort = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?$/i

/**
 * Without tokens the API trusts whoever can reach loopback. A web page elsewhere could point a name of its own at
 * 127.0.0.1 (DNS rebinding) and reach it through its reader's browser; then Host is that name.
 */
export const checkHost: HttpMiddleware = async (ctx, next) => {
  const [, name = ''] = hostAndPort.exec(ctx.get('Host')) ?? []
  if (!isLoopback(name)) {
    throw new Problem('wrong-host', 'Without API_TOKENS this answers only under localhost, 127.0.0.1 or [::1]')
  }
  await next()
}
