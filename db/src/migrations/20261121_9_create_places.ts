import type { Knex } from 'knex'
import { createTable } from '../createTable.ts'

const table = 'places'

export async function up(db: Knex): Promise<void> {
  await createTable(db, table, 'Which chat thread shows which ticket', (t) => {
    t.bigIncrements('id')
    t.bigInteger('ticket_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('tickets')
      .withKeyName('places_ticket_fk')
      .onDelete('CASCADE')
    t.string('platform', 10).notNullable().comment('slack, discord')
    t.string('purpose', 10)
      .notNullable()
      .comment('helpdesk: the card and its thread; requester: where they are answered')
    t.string('place', 200).notNullable().comment('The thread')
    t.string('ref', 200).nullable().comment("The platform's id of the message that shows the ticket")
    t.datetime('failed_at', { precision: 3 }).nullable().comment('It failed for good, and is skipped')
    t.unique(['ticket_id', 'platform', 'purpose'], { indexName: 'places_ticket' })
    t.unique(['place'], { indexName: 'places_place' })
  })
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists(table)
}
