import Database from 'libsql'
import { sqliteSession } from '../openBeside.ts'
import type { Floor, OnStatement } from './floor.ts'
import { type Connection, plainSql, type Session, type Words } from './plainSql.ts'

const words: Words = { byIndex: (index) => `indexed by ${index}`, byPrimaryKey: 'not indexed', forUpdate: '' }

/**
 * One connection, statements prepared once. The driver is synchronous and nothing else is waited for within a
 * transaction, so the event loop never enters a second one.
 */
export function libsqlFloor(file: string, onStatement: OnStatement): Floor {
  const db = new Database(file)
  db.exec(sqliteSession)
  const prepared = new Map<string, Database.Statement>()
  const statement = (sql: string) => {
    onStatement(sql)
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const made = db.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  const session: Session = {
    rows: (sql, values) => statement(sql).all(...values) as Record<string, unknown>[],
    write: (sql, values) => Number(statement(sql).run(...values).lastInsertRowid),
  }
  const connection: Connection = {
    ...session,
    transaction: async (work) => {
      statement('begin immediate').run()
      try {
        const result = await work(session)
        statement('commit').run()
        return result
      } catch (error) {
        statement('rollback').run()
        throw error
      }
    },
    close: async () => void db.close(),
  }
  return plainSql(connection, words)
}
