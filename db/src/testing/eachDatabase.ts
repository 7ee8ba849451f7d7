import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import knexPackage from 'knex'
import { type OpenDatabase, openDatabase } from '../connection.ts'
import { migrateUp } from '../migrate.ts'
import { type DatabaseSettings, parseDatabaseUrl } from '../settings.ts'

export type DatabaseKind = 'SQLite' | 'MariaDB'

/** Those that this run has; the MariaDB (or MySQL) server's address is in TEST_MYSQL_URL. */
const databaseKinds: readonly DatabaseKind[] = process.env.TEST_MYSQL_URL ? ['SQLite', 'MariaDB'] : ['SQLite']

/** Runs the same tests on every database that this run has. */
export function describeOnEachDatabase(name: string, body: (kind: DatabaseKind) => void): void {
  for (const kind of databaseKinds) describe(`${name} [${kind}]`, () => body(kind))
}

/** Where a database of a test lies: what `settings` says to this process, `env` to a child process. */
export type TestDatabase = { settings: DatabaseSettings; env: Record<string, string>; drop: () => Promise<void> }

/** An empty database of its own, to be dropped afterwards. */
export async function emptyDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'SQLite') {
    const dataDir = mkdtempSync(join(tmpdir(), 'helpdesk-test-'))
    return {
      settings: parseDatabaseUrl(undefined, dataDir),
      env: { DATA_DIR: dataDir },
      drop: async () => rmSync(dataDir, { recursive: true, force: true }),
    }
  }
  const server = process.env.TEST_MYSQL_URL
  if (server === undefined) throw new Error('TEST_MYSQL_URL is not set')
  const name = `helpdesk_test_${randomBytes(6).toString('hex')}`
  const url = new URL(server)
  url.pathname = ''
  const administrator = knexPackage({ client: 'mysql2', connection: url.href, pool: { min: 0, max: 1 } })
  await administrator.raw('create database ??', [name])
  url.pathname = `/${name}`
  return {
    settings: parseDatabaseUrl(url.href, ''),
    env: { DATABASE_URL: url.href, DATA_DIR: join(tmpdir(), name) },
    drop: async () => {
      await administrator.raw('drop database if exists ??', [name])
      await administrator.destroy()
    },
  }
}

/** A migrated database of its own, opened. */
export async function freshDatabase(kind: DatabaseKind): Promise<OpenDatabase & TestDatabase> {
  const empty = await emptyDatabase(kind)
  const opened = openDatabase(empty.settings)
  await migrateUp(opened.db)
  return {
    ...empty,
    ...opened,
    drop: async () => {
      await opened.close()
      await empty.drop()
    },
  }
}
