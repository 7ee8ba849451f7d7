import { types } from 'node:util'
import BetterSqlite3Client, { type RawQuery } from 'knex/lib/dialects/better-sqlite3/index.js'
import Database from 'libsql'

/**
 * Knex on libsql, the embedded SQLite. libsql has the interface of better-sqlite3, with edges that are taken off here:
 * a bound boolean ends the process, a NUL cuts a string silently, whole numbers are bound as REAL, blobs come back as
 * ArrayBuffer, and its errors have codes that neither Knex nor Objection know.
 */
export class LibsqlClient extends BetterSqlite3Client {
  override _driver(): unknown {
    return PreparingOnce
  }

  override _formatBindings(bindings: readonly unknown[] | undefined): unknown[] {
    return (bindings ?? []).map(toBinding)
  }

  override async _query(connection: unknown, query: RawQuery): Promise<RawQuery> {
    // Take the write lock at once: a transaction that reads first and then writes could otherwise fail in its middle.
    if (query.sql === 'BEGIN;' && !isReader(this.connectionSettings)) query.sql = 'BEGIN IMMEDIATE;'
    try {
      const answered = await super._query(connection, query)
      if (Array.isArray(answered.response)) answered.response.forEach(mendRow)
      return answered
    } catch (error) {
      throw mendError(error)
    }
  }
}
Object.assign(LibsqlClient.prototype, { driverName: 'libsql' })

/** To compile a statement costs more than to run most. */
const mostStatements = 300
/** Statements with a long list of values are hardly ever the same twice. */
const longestKept = 5_000
const reusable = /^\s*(select|insert|update|delete|begin|commit|rollback|with)\b/i

/** A connection that keeps its compiled statements. */
class PreparingOnce extends Database {
  constructor(...args: ConstructorParameters<typeof Database>) {
    super(...args)
    const compile = this.prepare.bind(this)
    const kept = new Map<string, Database.Statement>()
    const prepare = (sql: string): Database.Statement => {
      const known = kept.get(sql)
      if (known !== undefined) return known
      const statement = compile(sql)
      // Another kind of statement may change the tables that the kept ones were compiled for.
      if (!reusable.test(sql) || kept.size >= mostStatements) kept.clear()
      if (reusable.test(sql) && sql.length <= longestKept) kept.set(sql, statement)
      return statement
    }
    this.prepare = prepare as typeof this.prepare
  }
}

function isReader(settings: object): boolean {
  return 'readonly' in settings && settings.readonly === true
}

function toBinding(value: unknown): unknown {
  if (value === null || value === undefined) return null
  switch (typeof value) {
    case 'boolean':
      return value ? 1n : 0n
    case 'number':
      return Number.isSafeInteger(value) ? BigInt(value) : value
    case 'string':
      if (value.includes('\0')) throw new TypeError('A string with NUL cannot be stored')
      return value
    case 'bigint':
      return value
    default:
      if (types.isDate(value)) return value.toISOString()
      if (types.isUint8Array(value)) return value
      throw new TypeError(`Cannot bind a ${typeof value}`)
  }
}

function mendRow(row: Record<string, unknown>): void {
  for (const column in row) {
    const value = row[column]
    if (types.isArrayBuffer(value)) row[column] = Buffer.from(value)
  }
}

/** Gives constraint errors the shape that Objection's db-errors recognises; `extendedCode` keeps SQLite's own. */
function mendError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  if (!error.code.startsWith('SQLITE_CONSTRAINT')) return error
  const errno = 'rawCode' in error && typeof error.rawCode === 'number' ? error.rawCode & 255 : 0
  Object.assign(error, { extendedCode: error.code, errno, code: 'SQLITE_CONSTRAINT' })
  error.message = `SQLITE_CONSTRAINT: ${error.message}`
  return error
}
