import type { Knex } from 'knex'
import { dialectOf } from './dialect.ts'

/**
 * Makes a table with its indexes and foreign keys: whole, or not at all. MySQL commits each DDL statement by itself, and
 * a process may be killed between two of them, so the table is built under another name and then renamed. Does nothing
 * if the table is there. On MySQL it is transactional and compares text exactly (utf8mb4_bin), as SQLite does by itself.
 */
export async function createTable(
  db: Knex,
  name: string,
  comment: string,
  define: (table: Knex.CreateTableBuilder) => void,
): Promise<void> {
  if (await db.schema.hasTable(name)) return
  const unfinished = `unfinished_${name}`
  await db.schema.dropTableIfExists(unfinished)
  await db.schema.createTable(unfinished, (table) => {
    if (dialectOf(db) === 'mysql') {
      table.engine('InnoDB')
      table.charset('utf8mb4')
      table.collate('utf8mb4_bin')
      table.comment(comment)
    }
    define(table)
  })
  await db.schema.renameTable(unfinished, name)
}
