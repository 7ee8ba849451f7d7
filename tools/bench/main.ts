import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseKind } from '@campus-helpdesk/db/testing/eachDatabase'
import { findMariaDb, startMariaDb } from '@campus-helpdesk/db/testing/mariadbServer'
import knex from 'knex'
import { atEnd, cleanUp, cleanUpOnSignals, isEnding } from './cleanUp.ts'
import { type Generator, startGenerator } from './generator.ts'
import { makeDatabase } from './makeDatabase.ts'
import { measure } from './measure.ts'
import { measureWhole } from './measureWhole.ts'
import { openBeside } from './openBeside.ts'
import { operations } from './operations.ts'
import { isChosen, type Plan, readPlan } from './plan.ts'
import { printGrowth, printMisses, printTable, type Result } from './report.ts'
import { say } from './say.ts'
import { startServer } from './servers.ts'
import { checkStatements } from './statements.ts'
import { makeWritePool, untilSequenced } from './writePool.ts'

const databaseWords = ['mariadb', 'sqlite']
const connectionCounts = [1, 16]

const plan = readPlan(process.argv.slice(2))
const kinds = (['MariaDB', 'SQLite'] as const).filter((kind) =>
  isChosen(
    kind,
    plan.words.filter((word) => databaseWords.includes(word)),
  ),
)
cleanUpOnSignals()
// All that is made lies in a folder of its own; also what MariaDB keeps for a query, which another server that starts in
// the same folder would delete as left behind.
process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'helpdesk-bench-'))
const folder = process.env.TMPDIR
atEnd(() => rmSync(folder, { recursive: true, force: true }))
try {
  await benchmark()
} catch (error) {
  if (!isEnding()) throw error
  await new Promise(() => {})
} finally {
  await cleanUp()
}
process.exit(0)

async function benchmark(): Promise<void> {
  if (plan.rounds === 1)
    say('Quick: 10,000 tickets, one short round each, no growth. Shows that it works; do not believe a single figure.')
  say("K: Koa with mysql2 or libsql. O: Koa with Objection. '!' misses its goal, which stands in parentheses.")
  say('Requests a second depend on the machine and what else it does; ratios of one run may be compared.')
  const generate = startGenerator()
  for (const kind of kinds) {
    if (kind === 'MariaDB' && !(await startDurableMariaDb())) {
      say('\nMariaDB: not found (apt install mariadb-server); SQLite only.')
      continue
    }
    await benchmarkDatabase(kind, plan, generate)
  }
  printMisses()
}

/** Commits are on the disk before they are answered. False: it is not installed. */
async function startDurableMariaDb(): Promise<boolean> {
  if (findMariaDb() === null) return false
  const server = await startMariaDb({ durable: true })
  atEnd(() => server.stop())
  process.env.TEST_MYSQL_URL = server.url
  // A server of a production has memory for its tables; the tests' one is made small.
  const administrator = knex({ client: 'mysql2', connection: server.url })
  await administrator.raw('set global innodb_buffer_pool_size = 1073741824')
  await administrator.destroy()
  return true
}

async function benchmarkDatabase(kind: DatabaseKind, plan: Plan, generate: Generator): Promise<void> {
  await checkFloors(kind)
  const results: Result[] = []
  for (const size of plan.sizes) {
    const isLargest = size === plan.sizes.at(-1)
    results.push(...(await benchmarkSize(kind, size, isLargest, plan, generate)))
  }
  printGrowth(kind, results)
}

async function checkFloors(kind: DatabaseKind): Promise<void> {
  const { database, drop } = await makeDatabase(kind, 1_000)
  if (!(await checkStatements(kind, database)))
    say('  The floors must be brought up to date; the ratios below are not to be trusted.')
  await drop()
}

async function benchmarkSize(
  kind: DatabaseKind,
  size: number,
  isLargest: boolean,
  plan: Plan,
  generate: Generator,
): Promise<Result[]> {
  const { database, seeded, drop } = await makeDatabase(kind, size)
  const db = openBeside(database.settings)
  const closeDb = atEnd(() => db.destroy())
  const pool = await makeWritePool(db, plan.mostWrites)
  const ours = await startServer('ours', database)
  await untilSequenced(db)
  ours.pause()
  const servers = [ours]
  for (const name of ['K', 'O'] as const) {
    const floor = await startServer(name, database)
    floor.pause()
    servers.push(floor)
  }

  const results: Result[] = []
  for (const connections of connectionCounts) {
    const these: Result[] = []
    for (const operation of operations.filter(({ name }) => isChosen(name, plan.words, databaseWords))) {
      const stage = { plan, generate, servers, db, pool, world: { seeded, pool: pool.ids } }
      these.push({ operation, size, connections, measured: await measure(stage, operation, connections) })
    }
    printTable(kind, size, connections, these)
    results.push(...these)
  }
  for (const { stop } of servers.slice(1)) await stop()
  ours.resume()
  if (isLargest && isChosen('whole', plan.words, databaseWords))
    await measureWhole(kind, { server: ours, database, db, generate, plan })
  await ours.stop()
  await closeDb()
  await drop()
  return results
}
