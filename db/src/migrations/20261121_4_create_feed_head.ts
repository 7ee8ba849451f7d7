import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { createTable } from '../createTable.ts'

const table = 'feed_head'

export async function up(db: Knex): Promise<void> {
  await createTable(db, table, 'One row: how far the feed reaches, and which feed it is', (t) => {
    t.integer('id').primary()
    t.bigInteger('position').unsigned().notNullable().comment('The last position given')
    t.string('feed_id', 36).notNullable().comment('Random; made anew by a restore, so that readers notice')
  })
  if ((await db(table).first('id')) === undefined) {
    await db(table).insert({ id: 1, position: 0, feed_id: randomUUID() })
  }
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists(table)
}
