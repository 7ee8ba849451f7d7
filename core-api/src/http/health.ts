import type { Database } from '@campus-helpdesk/db/connection'
import { isMigrated } from '@campus-helpdesk/db/migrate'
import Router from '@koa/router'
import type { Metrics } from './metrics.ts'
import type { HttpState } from './state.ts'

const readyTimeoutMs = 3_000

/** `/healthz`: this process is alive. `/readyz`: it can serve, as the database answers and is migrated. `/metrics`. */
export function healthRoutes(db: Database, metrics: Metrics): Router<HttpState> {
  const router = new Router<HttpState>()
  router.get('/healthz', (ctx) => {
    ctx.state.route = '/healthz'
    ctx.body = { status: 'alive' }
  })
  router.get('/readyz', async (ctx) => {
    ctx.state.route = '/readyz'
    const migrated = await withinTime(isMigrated(db)).catch(() => undefined)
    ctx.status = migrated === true ? 200 : 503
    ctx.body = {
      status: migrated === true ? 'ready' : 'not ready',
      database: migrated === undefined ? 'out of reach' : migrated ? 'migrated' : 'not migrated',
    }
  })
  router.get('/metrics', async (ctx) => {
    ctx.state.route = '/metrics'
    ctx.type = metrics.registry.contentType
    ctx.body = await metrics.registry.metrics()
  })
  return router
}

/** A database that does not answer at all is out of reach as well. */
async function withinTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), readyTimeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
