import type { Knex } from 'knex'
import { createTable } from '../createTable.ts'

const table = 'readers'

export async function up(db: Knex): Promise<void> {
  await createTable(
    db,
    table,
    'Named readers of the feed: how far each is done, and which process reads for it',
    (t) => {
      t.string('name', 50).primary()
      t.bigInteger('position').unsigned().nullable().comment('Done up to here; only grows within one feed')
      t.string('feed_id', 36).nullable().comment('The feed that the position is of')
      t.string('holder', 100).nullable().comment('The process that has the lease')
      t.bigInteger('fence').unsigned().notNullable().comment('+1 with each change of hands')
      t.datetime('lease_until', { precision: 3 }).nullable()
    },
  )
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists(table)
}
