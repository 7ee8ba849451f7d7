import type { Knex } from 'knex'
import { createTable } from '../createTable.ts'

const table = 'tickets'

export async function up(db: Knex): Promise<void> {
  await createTable(db, table, 'One row a ticket, as it is now', (t) => {
    t.bigIncrements('id').comment('The number that people say aloud; never used again')
    t.string('status', 10).notNullable().comment('open, active, closed')
    t.text('description').notNullable().comment('At most 10,000 code points; empty once erased')
    t.string('category', 10).notNullable().comment('facility, technical, services')
    t.string('category_source', 10).notNullable().comment('Who decided last: auto, helpdesk')
    t.double('category_confidence').notNullable().comment('0 to 1, of the automatic decision')
    t.string('requester_id', 100).nullable().comment('Who filed it; null once erased')
    t.string('requester_name', 100).nullable()
    t.string('assignee_id', 100).nullable().comment('Who of the helpdesk takes care of it')
    t.string('assignee_name', 100).nullable()
    t.string('origin', 10).notNullable().comment('slack, discord, portal, api')
    t.string('source_place', 200).nullable().comment('The chat thread or channel that it was filed in')
    t.string('source_ref', 200).nullable().comment("The platform's id of the message that filed it")
    t.datetime('opened_at', { precision: 3 }).notNullable()
    t.datetime('modified_at', { precision: 3 }).notNullable().comment('Last change, or message in the thread')
    t.datetime('activated_at', { precision: 3 }).nullable()
    t.datetime('first_answered_at', { precision: 3 }).nullable().comment("The helpdesk's first message")
    t.datetime('closed_at', { precision: 3 }).nullable()
    t.datetime('erased_at', { precision: 3 }).nullable().comment('Everything personal was removed')
    t.integer('version').notNullable().comment('+1 with each change of the ticket itself')
    t.integer('message_count').notNullable()
    t.unique(['source_place', 'source_ref'], { indexName: 'tickets_source' })
    // Every list is read as one branch a status, each from one of these, in order: see db/README.md.
    for (const sort of ['opened_at', 'modified_at']) {
      const by = sort.replace('_at', '')
      t.index(['status', sort], `tickets_status_${by}`)
      t.index(['status', 'category', sort], `tickets_category_${by}`)
      t.index(['status', 'requester_id', sort], `tickets_requester_${by}`)
      t.index(['status', 'assignee_id', sort], `tickets_assignee_${by}`)
    }
  })
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists(table)
}
