import type { Knex } from 'knex'
import { createTable } from '../createTable.ts'

const table = 'idempotency_keys'

export async function up(db: Knex): Promise<void> {
  await createTable(db, table, 'What was answered under which Idempotency-Key', (t) => {
    t.string('scope', 200).notNullable().comment('The token or the entry cookie that the key belongs to')
    t.string('key', 200).notNullable()
    t.string('request_hash', 64).notNullable().comment('SHA-256 of method, path, actor and body')
    t.bigInteger('ticket_id').unsigned().nullable().comment('The ticket that the answer is about')
    t.text('answer', 'mediumtext').nullable().comment('JSON: status, headers, body; null once the ticket is deleted')
    t.datetime('created_at', { precision: 3 }).notNullable()
    t.primary(['scope', 'key'])
    t.index(['created_at'], 'idempotency_keys_created')
    t.index(['ticket_id'], 'idempotency_keys_ticket')
  })
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists(table)
}
