import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openDatabase } from '@campus-helpdesk/db/connection'
import { isUnreachable } from '@campus-helpdesk/db/dialect'
import { migrateUp } from '@campus-helpdesk/db/migrate'
import { FileInUse } from '@campus-helpdesk/db/singleOwner'
import { createApp } from './app.ts'
import { classify } from './classifier/classify.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { createFeedHub } from './feed/feedHub.ts'
import { purgeKeys } from './http/answerOnce.ts'
import { createMetrics } from './http/metrics.ts'
import { refuseUnreadable } from './http/refuseUnreadable.ts'
import { createLog } from './log.ts'
import { sharedSecret } from './secrets.ts'

/** For requests in flight, after the order to stop. */
const graceMs = 10_000
const purgeEveryMs = 3_600_000

/** Ends with a plain sentence for the person who started this. 2: the settings are wrong. 1: anything else. */
function refuseToStart(code: 1 | 2, ...lines: string[]): never {
  for (const line of lines) process.stderr.write(`core-api: ${line}\n`)
  process.exit(code)
}

function configOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (error instanceof ConfigError) refuseToStart(2, ...error.problems)
    throw error
  }
}

function databaseOrExit(config: Config) {
  try {
    return openDatabase(config.database)
  } catch (error) {
    if (error instanceof FileInUse) refuseToStart(1, error.message)
    refuseToStart(1, `DATA_DIR: cannot use ${config.dataDir}: ${error instanceof Error ? error.message : error}`)
  }
}

const config = configOrExit()
const log = createLog(config.logLevel)
const database = databaseOrExit(config)
const { db, snapshots } = database

try {
  await migrateUp(db)
} catch (error) {
  if (!isUnreachable(error)) log.error({ err: error }, 'migration failed')
  const { database: settings } = config
  const which = settings.kind === 'mysql' ? 'DATABASE_URL: the database' : `DATA_DIR: ${settings.file}`
  refuseToStart(1, `${which} cannot be used: ${error instanceof Error ? error.message : error}`)
}

const hub = createFeedHub(db, log)
const app = createApp({
  config,
  db,
  snapshots,
  hub,
  log,
  metrics: createMetrics(),
  classify,
  secret: config.entrySecret ?? (await sharedSecret(db, 'entry')),
  now: () => new Date().toISOString(),
})

const server = createServer(app.callback())
server.requestTimeout = 60_000
refuseUnreadable(server)
server.on('error', (error: NodeJS.ErrnoException) => {
  const where = `port ${config.port} on ${config.host}`
  if (error.code === 'EADDRINUSE') refuseToStart(1, `CORE_API_PORT: ${where} is already taken by another program`)
  if (error.code === 'EACCES') refuseToStart(1, `CORE_API_PORT: ${where} may not be used by this user`)
  refuseToStart(1, `HOST: cannot listen on ${where}: ${error.message}`)
})
server.listen(config.port, config.host, () => {
  const { port } = server.address() as AddressInfo
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  log.info({ url: `http://${host}:${port}` }, 'listening')
})

const purging = setInterval(() => {
  purgeKeys(db, new Date()).catch((error: unknown) => log.warn({ err: error }, 'old idempotency keys were not purged'))
}, purgeEveryMs)

let stopping = false

const inFlight = new Set<ServerResponse>()
server.prependListener('request', (_request, response) => {
  if (stopping) closeAfter(response)
  inFlight.add(response)
  response.once('close', () => inFlight.delete(response))
})

/** A client that keeps its connection busy would otherwise be cut off in the middle of a request when the grace ends. */
function closeAfter(response: ServerResponse): void {
  if (response.headersSent) response.once('close', () => server.closeIdleConnections())
  else response.setHeader('Connection', 'close')
}

/** Takes no new requests, finishes those in flight, closes the database. */
async function stop(reason: string): Promise<void> {
  if (stopping) return
  stopping = true
  log.info({ reason }, 'stopping')
  clearInterval(purging)
  inFlight.forEach(closeAfter)
  const hard = setTimeout(() => server.closeAllConnections(), graceMs)
  const closed = new Promise((resolve) => {
    server.close(resolve)
    server.closeIdleConnections()
  })
  // Ends streams and long polls, which would otherwise stay until they are cut.
  await hub.stop()
  await closed
  clearTimeout(hard)
  await database.close()
  log.info('stopped')
  process.exit(0)
}

process.once('SIGTERM', () => void stop('SIGTERM'))
process.once('SIGINT', () => void stop('SIGINT'))
// `npm start` holds the other end; when it dies, nobody would stop this program any more.
process.once('disconnect', () => void stop('disconnect'))
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'uncaught')
  process.exit(1)
})
