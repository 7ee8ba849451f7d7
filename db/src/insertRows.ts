import type { Transaction } from './connection.ts'

/** SQLite takes 32,766 values a statement. */
const valuesPerStatement = 30_000

/**
 * Inserts many small rows, all with the same columns, in few statements. (Knex writes several rows for SQLite as a
 * compound select, which ends at 500.)
 */
export async function insertRows(
  trx: Transaction,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Promise<void> {
  const rowsPerStatement = Math.floor(valuesPerStatement / columns.length)
  const row = `(${columns.map(() => '?').join(', ')})`
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const some = rows.slice(start, start + rowsPerStatement)
    const sql = `insert into ?? (${columns.map(() => '??').join(', ')}) values ${some.map(() => row).join(', ')}`
    await trx.raw(sql, [table, ...columns, ...some.flat()])
  }
}
