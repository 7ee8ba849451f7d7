import type { Classification } from '@campus-helpdesk/core-api-contract/classification'
import { basePath } from '@campus-helpdesk/core-api-contract/endpoint'
import type { Database } from '@campus-helpdesk/db/connection'
import Router from '@koa/router'
import Keygrip from 'keygrip'
import Koa from 'koa'
import type { Logger } from 'pino'
import { registerReaderMetrics } from './chat/readerMetrics.ts'
import { chatRoutes } from './chat/routes.ts'
import { classifierRoutes } from './classifier/routes.ts'
import { type Config, isLoopback } from './config.ts'
import type { FeedHub } from './feed/feedHub.ts'
import { registerFeedMetrics } from './feed/feedMetrics.ts'
import { feedRoutes } from './feed/routes.ts'
import { accessLog } from './http/accessLog.ts'
import { authenticate } from './http/authenticate.ts'
import { checkHost, unlessWithToken } from './http/checkHost.ts'
import { createCursors } from './http/cursors.ts'
import { docsRoutes } from './http/docs.ts'
import { healthRoutes } from './http/health.ts'
import type { Metrics } from './http/metrics.ts'
import { refuseUnrouted, refuseWithoutPath } from './http/refuseUnrouted.ts'
import { requestId } from './http/requestId.ts'
import { sayProblem } from './http/sayProblem.ts'
import { securityHeaders } from './http/securityHeaders.ts'
import type { HttpMiddleware, HttpState } from './http/state.ts'
import { entryRoutes } from './portal/routes.ts'
import { pageRoutes } from './portal/servePage.ts'
import { newestMessages } from './threads/message.ts'
import { threadRoutes } from './threads/routes.ts'
import { ticketsVisibleTo } from './tickets/maySee.ts'
import { ticketRoutes } from './tickets/routes.ts'

export type Dependencies = {
  config: Config
  db: Database
  /** Connections for long reads. */
  snapshots: Database
  hub: FeedHub
  log: Logger
  metrics: Metrics
  classify: (text: string) => Classification
  /** Signs cookies and cursors; the same in all processes on one database. */
  secret: string
  /** ISO 8601 in UTC with milliseconds. */
  now: () => string
}

const goneReader = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ECONNABORTED'])

/** `GET /tickets/{id}?include=messages` carries at most this many. */
const messagesWithTicket = 100

/** Case counts in paths: what `belowApi` does not take for a path of the API must not be routed as one. */
const apiRouter = () => new Router<HttpState>({ prefix: basePath, sensitive: true })

/** The whole core API: what every request passes, in order, and then the rooms' routes. */
export function createApp(dependencies: Dependencies): Koa<HttpState> {
  const { config, db, snapshots, hub, log, metrics, classify, secret, now } = dependencies
  const cursors = createCursors(secret)
  const app = new Koa<HttpState>()
  app.keys = new Keygrip([secret], 'sha256')
  app.on('error', (error: Error & { code?: string }) => {
    // A reader that went away is no failure of ours.
    const level = error.code !== undefined && goneReader.has(error.code) ? 'debug' : 'error'
    log[level]({ err: error }, 'answer could not be sent')
  })

  app.use(requestId(log))
  app.use(accessLog(metrics))
  app.use(securityHeaders(config.publicUrl?.startsWith('https:') ?? false))
  app.use(sayProblem)
  app.use(refuseWithoutPath)
  if (config.tokens.length === 0) app.use(checkHost([]))
  else if (isLoopback(config.host)) app.use(belowApi(unlessWithToken(checkHost(publicHosts(config)))))

  registerFeedMetrics(metrics.registry, db, now)
  registerReaderMetrics(metrics.registry, db)
  app.use(healthRoutes(db, metrics).routes())
  app.use(belowApi(neverStored))
  app.use(docsRoutes().routes())
  if (config.portalRoles.length > 0) {
    app.use(pageRoutes().routes())
    const open = apiRouter()
    entryRoutes(open, { roles: config.portalRoles, publicUrl: config.publicUrl })
    app.use(open.routes())
  }

  app.use(belowApi(authenticate(config)))
  const api = apiRouter()
  const { committed } = hub
  ticketRoutes(api, {
    db,
    snapshots,
    committed,
    classify,
    cursors,
    metrics,
    now,
    newestMessages: (ticketId) => newestMessages(db, ticketId, messagesWithTicket),
  })
  threadRoutes(api, { db, committed, cursors, now })
  chatRoutes(api, { db, committed, now })
  feedRoutes(api, { db, hub, maySee: (role, ids) => ticketsVisibleTo(db, role, ids) })
  classifierRoutes(api, classify)
  app.use(api.routes())
  app.use(refuseUnrouted)
  return app
}

const neverStored: HttpMiddleware = async (ctx, next) => {
  ctx.set('Cache-Control', 'no-store')
  await next()
}

function belowApi(middleware: HttpMiddleware): HttpMiddleware {
  return (ctx, next) => (`${ctx.path}/`.startsWith(`${basePath}/`) ? middleware(ctx, next) : next())
}

function publicHosts({ publicUrl }: Config): string[] {
  return publicUrl === null ? [] : [new URL(publicUrl).hostname]
}
