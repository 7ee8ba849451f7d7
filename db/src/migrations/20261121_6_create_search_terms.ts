import type { Knex } from 'knex'
import { createTable } from '../createTable.ts'

const table = 'search_terms'

export async function up(db: Knex): Promise<void> {
  await createTable(db, table, 'The words of descriptions and messages, for the full-text search', (t) => {
    t.string('term', 64).notNullable().comment('A word in lower case, cut to 64 characters')
    t.bigInteger('ticket_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('tickets')
      .withKeyName('search_terms_ticket_fk')
      .onDelete('CASCADE')
    t.bigInteger('part').unsigned().notNullable().comment('0: the description; else the id of the message')
    t.primary(['term', 'ticket_id', 'part'])
    t.index(['ticket_id', 'term'], 'search_terms_ticket')
  })
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists(table)
}
