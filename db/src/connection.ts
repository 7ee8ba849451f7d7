import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import knexPackage, { type Knex } from 'knex'
import { LibsqlClient } from './libsqlClient.ts'
import type { DatabaseSettings } from './settings.ts'
import { claimFile } from './singleOwner.ts'

/** For reads. Writes need a Transaction, which only `inTransaction` opens. */
export type Database = Knex

/** An open transaction; everything that writes takes one. */
export type Transaction = Knex.Transaction

export type OpenDatabase = {
  db: Database
  /** Connections of their own for long reads of one state of everything (the export), which must not keep others waiting. */
  snapshots: Database
  close: () => Promise<void>
}

/** How many long reads may go on at once; the next waits for its turn. */
const mostSnapshots = 4

/**
 * Opens the database; on the embedded one also claims its file, so that exactly one process owns it.
 * Throws FileInUse when another process does. A MySQL server is first asked at the first query.
 */
export function openDatabase(settings: DatabaseSettings): OpenDatabase {
  if (settings.kind === 'mysql') {
    const db = openMySql(settings, 16)
    const snapshots = openMySql(settings, mostSnapshots)
    return { db, snapshots, close: async () => void (await Promise.all([db.destroy(), snapshots.destroy()])) }
  }
  mkdirSync(dirname(settings.file), { recursive: true })
  const releaseFile = claimFile(settings.file)
  const db = openSqlite(settings.file)
  const snapshots = openSqliteReader(settings.file)
  return {
    db,
    snapshots,
    close: async () => {
      await snapshots.destroy()
      await db.destroy()
      releaseFile()
    },
  }
}

const quiet = {
  /** What people wrote must not get into messages of errors, and so into logs. */
  compileSqlOnError: false,
  /** Knex prints errors that it throws as well; what it warns of is our mistake. */
  log: {
    error: () => undefined,
    debug: () => undefined,
    warn: (message: string) => process.emitWarning(message),
    deprecate: (method: string, alternative: string) =>
      process.emitWarning(`${method} is deprecated, use ${alternative}`),
  },
}

function openMySql(settings: Extract<DatabaseSettings, { kind: 'mysql' }>, connections: number): Knex {
  return knexPackage({
    client: 'mysql2',
    ...quiet,
    connection: {
      host: settings.host,
      port: settings.port,
      user: settings.user,
      password: settings.password,
      database: settings.database,
      ...(settings.tls ? { ssl: {} } : {}),
      charset: 'utf8mb4',
      timezone: 'Z',
      dateStrings: true,
      supportBigNumbers: true,
      decimalNumbers: true,
      connectTimeout: 5_000,
    },
    pool: {
      min: 0,
      max: connections,
      afterCreate: (connection: MySqlConnection, done: Done) =>
        connection.query(mySqlIsolation, (error) => (error ? done(error) : connection.query(mySqlSession, done))),
    },
    acquireConnectionTimeout: 10_000,
  })
}

type Done = (error: Error | null) => void
type MySqlConnection = { query: (sql: string, done: Done) => void }

/**
 * READ COMMITTED: no gap locks, so that writers of different tickets do not wait for each other. The SQL mode is set
 * whole because values are escaped by the rules of the default mode. A lock is waited for at most 5 s, then the
 * transaction is run again.
 */
const mySqlIsolation = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'
const mySqlSession = `SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  time_zone = '+00:00', innodb_lock_wait_timeout = 5`

function openSqlite(file: string): Knex {
  return knexPackage({
    client: LibsqlClient,
    ...quiet,
    connection: { filename: file },
    useNullAsDefault: true,
    // The driver is synchronous: a second writing connection would wait for the first on the event loop that both need.
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: { exec: (sql: string) => void }, done: Done) => {
        connection.exec(sqliteSession)
        done(null)
      },
    },
    acquireConnectionTimeout: 30_000,
  })
}

/** Reads what the writing connection has committed, and keeps nobody waiting; write-ahead logging makes that possible. */
function openSqliteReader(file: string): Knex {
  return knexPackage({
    client: LibsqlClient,
    ...quiet,
    connection: { filename: file, readonly: true } as Knex.Sqlite3ConnectionConfig,
    useNullAsDefault: true,
    pool: {
      min: 0,
      max: mostSnapshots,
      afterCreate: (connection: { exec: (sql: string) => void }, done: Done) => {
        connection.exec('PRAGMA query_only = ON; PRAGMA busy_timeout = 5000;')
        done(null)
      },
    },
    acquireConnectionTimeout: 60_000,
  })
}

/** FULL: what was answered with 2xx is on the disk also when the machine, not only the process, dies. */
const sqliteSession = `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;`
