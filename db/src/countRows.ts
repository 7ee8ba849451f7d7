import type { Database } from './connection.ts'
import { rowsOf, type SqlPart, sql } from './sql.ts'

/** How many rows a query gives; its own limit is the cap. */
export async function countRows(db: Database, rows: SqlPart): Promise<number> {
  const [counted] = await rowsOf<{ n: number }>(db, sql`select count(*) as n from (${rows}) as counted`)
  return Number(counted?.n)
}
