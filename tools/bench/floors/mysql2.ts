import type { DatabaseSettings } from '@campus-helpdesk/db/settings'
import mysql, { type PoolConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise'
import type { Floor, OnStatement } from './floor.ts'
import { type Connection, plainSql, type Session, type Words } from './plainSql.ts'

const words: Words = {
  byIndex: (index) => `force index (${index})`,
  byPrimaryKey: 'force index (primary)',
  forUpdate: 'for update',
}

/** As many connections as core-api has, at the same isolation. */
export function mysql2Floor(settings: Extract<DatabaseSettings, { kind: 'mysql' }>, onStatement: OnStatement): Floor {
  const { host, port, user, password, database } = settings
  const pool = mysql.createPool({ host, port, user, password, database, connectionLimit: 16, dateStrings: true })
  pool.pool.on('connection', (connection) => connection.query('set session transaction isolation level read committed'))
  const session = (on: Pick<PoolConnection, 'execute'>): Session => ({
    rows: async (sql, values) => {
      onStatement(sql)
      return (await on.execute<RowDataPacket[]>(sql, values))[0]
    },
    write: async (sql, values) => {
      onStatement(sql)
      return (await on.execute<ResultSetHeader>(sql, values))[0].insertId
    },
  })
  const connection: Connection = {
    ...session(pool),
    transaction: async (work) => {
      const own = await pool.getConnection()
      try {
        onStatement('begin')
        await own.query('begin')
        const result = await work(session(own))
        onStatement('commit')
        await own.query('commit')
        return result
      } catch (error) {
        await own.query('rollback')
        throw error
      } finally {
        own.release()
      }
    },
    close: () => pool.end(),
  }
  return plainSql(connection, words)
}
