import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import type { Database } from '@campus-helpdesk/db/connection'
import { type DatabaseKind, freshDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import type { DestinationStream } from 'pino'
import { createApp } from '../src/app.ts'
import { classify } from '../src/classifier/classify.ts'
import { type Config, readConfig } from '../src/config.ts'
import { createFeedHub } from '../src/feed/feedHub.ts'
import { createMetrics } from '../src/http/metrics.ts'
import { refuseUnreadable } from '../src/http/refuseUnreadable.ts'
import { createLog } from '../src/log.ts'

export type Call = {
  role?: Role
  actor?: string
  name?: string
  key?: string
  ifMatch?: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is. */
  raw?: string | Buffer
}

// The tests look into answers field by field, with matchers that check what is there.
// biome-ignore lint/suspicious/noExplicitAny: an answer of unknown shape is what these tests are about
export type Said = { status: number; headers: Headers; body: any }

export type RunningCoreApi = {
  url: string
  db: Database
  /** Asks as a user, anonymously, unless the call says otherwise; the path is below /api/v1 unless it begins with !. */
  call: (method: string, path: string, call?: Call) => Promise<Said>
  stop: () => Promise<void>
}

/**
 * The real API on a free port of loopback, with a migrated database of its own. `env`: settings, as they are given to
 * the program; `logTo`: where it logs, nowhere by default.
 */
export async function startCoreApi(
  kind: DatabaseKind,
  env: Record<string, string> = {},
  logTo?: DestinationStream,
): Promise<RunningCoreApi> {
  const database = await freshDatabase(kind)
  const config: Config = readConfig({ ...env, ...database.env })
  const log = logTo === undefined ? createLog('silent') : createLog('trace', logTo)
  const hub = createFeedHub(database.db, log)
  const app = createApp({
    config,
    db: database.db,
    snapshots: database.snapshots,
    hub,
    log,
    metrics: createMetrics(),
    classify,
    secret: 'a secret of the tests, not of anybody else',
    now: () => new Date().toISOString(),
  })
  const server = createServer(app.callback())
  refuseUnreadable(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    db: database.db,
    call: (method, path, call = {}) => callApi(url, method, path, call),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await hub.stop()
      await database.drop()
    },
  }
}

/** One request, as any client could send it. */
export async function callApi(url: string, method: string, path: string, call: Call = {}): Promise<Said> {
  const headers: Record<string, string> = {}
  if (call.role !== undefined) headers['x-actor-role'] = call.role
  if (call.actor !== undefined) headers['x-actor-id'] = call.actor
  if (call.name !== undefined) headers['x-actor-name'] = encodeURIComponent(call.name)
  if (call.key !== undefined) headers['idempotency-key'] = call.key
  if (call.ifMatch !== undefined) headers['if-match'] = call.ifMatch
  if (call.body !== undefined || call.raw !== undefined) headers['content-type'] = 'application/json'
  const body = call.raw ?? (call.body === undefined ? undefined : JSON.stringify(call.body))
  const response = await fetch(path.startsWith('!') ? `${url}${path.slice(1)}` : `${url}/api/v1${path}`, {
    method,
    headers: { ...headers, ...call.headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: parse(text) }
}

function parse(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
