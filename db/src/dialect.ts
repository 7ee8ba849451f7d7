import type { Database, Transaction } from './connection.ts'

/**
 * Everything in which the databases differ stands here (beside how a connection is opened); nothing else asks which
 * one it is.
 */
export type Dialect = 'mysql' | 'sqlite'

export function dialectOf(db: Database): Dialect {
  return db.client.driverName === 'mysql2' ? 'mysql' : 'sqlite'
}

/**
 * Behind a table's name: read it by this index and no other. Planners take the primary key or a shorter index where that
 * looks cheap and then walk over all newer rows that do not match; what is asked here is right by construction, not by
 * estimate.
 */
export function indexHint(db: Database, index: string): string {
  return dialectOf(db) === 'mysql' ? `force index (${index})` : `indexed by ${index}`
}

/** Behind a table's name: read it by its primary key. */
export function primaryKeyHint(db: Database): string {
  return dialectOf(db) === 'mysql' ? 'force index (primary)' : 'not indexed'
}

type DriverError = Error & { code?: unknown; errno?: unknown; extendedCode?: unknown; fatal?: unknown }

/** What the driver threw; Objection gives it as the `nativeError` of one of its own, without code and number. */
function driverError(error: unknown): DriverError | undefined {
  const native = error instanceof Error && 'nativeError' in error ? error.nativeError : error
  return native instanceof Error ? native : undefined
}

/** A unique index refused the row. */
export function isUniqueViolation(thrown: unknown): boolean {
  const error = driverError(thrown)
  if (error === undefined) return false
  return (
    error.code === 'ER_DUP_ENTRY' ||
    error.extendedCode === 'SQLITE_CONSTRAINT_UNIQUE' ||
    error.extendedCode === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  )
}

/** Deadlock (also a cluster's failed certification), lock wait, changed since read, rolled back at commit by the group. */
const passingMySqlErrors = new Set<unknown>([1213, 1205, 1020, 3101])

/** The transaction was rolled back, through no fault of its own, and may simply be run again. */
export function mayRunAgain(thrown: unknown): boolean {
  const error = driverError(thrown)
  if (error === undefined) return false
  return passingMySqlErrors.has(error.errno) || error.code === 'SQLITE_BUSY' || error.code === 'SQLITE_LOCKED'
}

const unreachableCodes = new Set<unknown>([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'ER_QUERY_INTERRUPTED',
  'ER_CONNECTION_KILLED',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'SQLITE_FULL',
  'SQLITE_IOERR',
])

/** The database is away, restarting, full or overloaded; whether a commit under way was kept is not known. */
export function isUnreachable(thrown: unknown): boolean {
  const error = driverError(thrown)
  if (error === undefined) return false
  return (
    error.fatal === true ||
    unreachableCodes.has(error.code) ||
    error.name === 'KnexTimeoutError' ||
    error.errno === 1927
  )
}

/**
 * Begins to read one state of everything: what is committed when this resolves, or a little before, and nothing later.
 * `firstRead` is read in it and fixes it. Whoever takes it ends it by `rollback()`.
 */
export async function beginSnapshot<Result>(
  snapshots: Database,
  firstRead: (snapshot: Transaction) => Promise<Result>,
): Promise<{ snapshot: Transaction; read: Result }> {
  // SQLite knows no other isolation, and Knex warns of it.
  const options = dialectOf(snapshots) === 'mysql' ? { isolationLevel: 'repeatable read' as const } : {}
  const snapshot = await snapshots.transaction(options)
  try {
    return { snapshot, read: await firstRead(snapshot) }
  } catch (error) {
    await snapshot.rollback()
    throw error
  }
}
