import type { Knex } from 'knex'
import type { Database } from './connection.ts'

/** How many rows a query gives; its own limit is the cap. */
export async function countRows(db: Database, query: Knex.QueryBuilder): Promise<number> {
  const [row]: { n: number }[] = await db.select(db.raw('count(*) as n')).from(query.as('counted'))
  return Number(row?.n)
}
