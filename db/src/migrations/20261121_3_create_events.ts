import type { Knex } from 'knex'
import { createTable } from '../createTable.ts'

const table = 'events'

export async function up(db: Knex): Promise<void> {
  await createTable(db, table, 'Every change, written in the transaction of the change', (t) => {
    t.bigIncrements('id').comment('Order of insertion, taken before the commit: not the order of the feed')
    t.bigInteger('position').unsigned().nullable().comment('Place in the feed, given after the commit; null until then')
    t.bigInteger('ticket_id').unsigned().notNullable().comment('No foreign key: events outlive their ticket')
    t.string('type', 30).notNullable()
    t.datetime('at', { precision: 3 }).notNullable()
    t.text('body').notNullable().comment('JSON: actor, ticket (facts after the event), previous, message')
    t.index(['ticket_id', 'id'], 'events_ticket')
    t.unique(['position'], { indexName: 'events_position' })
  })
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists(table)
}
