import type { Knex } from 'knex'
import { createTable } from '../createTable.ts'

const table = 'secrets'

export async function up(db: Knex): Promise<void> {
  await createTable(
    db,
    table,
    'Secrets that were made here because none was configured; shared by all processes',
    (t) => {
      t.string('name', 50).primary()
      t.string('value', 200).notNullable()
    },
  )
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists(table)
}
