import type { Knex } from 'knex'
import { createTable } from '../createTable.ts'
import { keyLockCount } from '../keyLockCount.ts'

const table = 'key_locks'

export async function up(db: Knex): Promise<void> {
  await createTable(db, table, 'Rows to lock before an Idempotency-Key is looked up: they are always there', (t) => {
    t.integer('id').primary()
  })
  const [row]: { n: number }[] = await db(table).select(db.raw('count(*) as n'))
  if (Number(row?.n) === keyLockCount) return
  await db(table).delete()
  const ids = Array.from({ length: keyLockCount }, (_, id) => ({ id }))
  await db.batchInsert(table, ids, 256)
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists(table)
}
