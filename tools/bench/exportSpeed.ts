import { basePath } from '@campus-helpdesk/core-api-contract/endpoint'
import type { DatabaseSettings } from '@campus-helpdesk/db/settings'
import Database from 'libsql'
import mysql from 'mysql2'
import { factColumns } from '../../core-api/src/tickets/ticket.ts'
import type { Server } from './servers.ts'

export type ExportSpeed = { rows: number; perSecond: number; firstByteMs: number }

/** The export of a server, taken and thrown away. */
export async function measureExport(server: Server): Promise<ExportSpeed> {
  const startedAt = performance.now()
  const answer = await fetch(`http://127.0.0.1:${server.port}${basePath}/tickets/export`, {
    headers: { 'x-actor-role': 'helpdesk' },
  })
  let firstByteMs = 0
  let rows = 0
  for await (const part of answer.body ?? []) {
    firstByteMs ||= performance.now() - startedAt
    for (const byte of part) if (byte === 10) rows++
  }
  return { rows, perSecond: (rows * 1000) / (performance.now() - startedAt), firstByteMs }
}

const query = `select ${factColumns.join(', ')} from tickets order by id`

/** The same columns as the driver streams them, in this process, thrown away. */
export async function measureBareStream(settings: DatabaseSettings): Promise<ExportSpeed> {
  const startedAt = performance.now()
  let firstByteMs = 0
  let rows = 0
  for await (const _ of rowsOf(settings)) {
    firstByteMs ||= performance.now() - startedAt
    rows++
  }
  return { rows, perSecond: (rows * 1000) / (performance.now() - startedAt), firstByteMs }
}

async function* rowsOf(settings: DatabaseSettings): AsyncGenerator<unknown> {
  if (settings.kind === 'sqlite') {
    const db = new Database(settings.file, { readonly: true })
    yield* db.prepare(query).iterate()
    db.close()
    return
  }
  const { host, port, user, password, database } = settings
  const connection = mysql.createConnection({ host, port, user, password, database, dateStrings: true })
  yield* connection.query(query).stream({ highWaterMark: 1_000 })
  connection.end()
}
