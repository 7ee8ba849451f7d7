import type { Knex } from 'knex'
import { createTable } from '../createTable.ts'

const table = 'messages'

export async function up(db: Knex): Promise<void> {
  await createTable(db, table, 'What both sides wrote under the tickets', (t) => {
    t.bigIncrements('id')
    t.bigInteger('ticket_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('tickets')
      .withKeyName('messages_ticket_fk')
      .onDelete('CASCADE')
    t.string('author_id', 100).notNullable()
    t.string('author_name', 100).notNullable()
    t.string('author_role', 10).notNullable().comment('user, helpdesk: as whom it was written')
    t.text('body').notNullable().comment('At most 10,000 code points')
    t.string('origin', 10).notNullable().comment('slack, discord, portal, api')
    t.string('source_place', 200).nullable().comment('The chat thread that it was written in')
    t.string('source_ref', 200).nullable().comment("The platform's id of that message")
    t.datetime('created_at', { precision: 3 }).notNullable()
    t.index(['ticket_id', 'id'], 'messages_ticket')
    t.unique(['source_place', 'source_ref'], { indexName: 'messages_source' })
  })
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists(table)
}
