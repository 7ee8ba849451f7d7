import { type Database, openDatabase } from './connection.ts'
import { dialectOf } from './dialect.ts'
import { isMigrated, migrateDown, migrateUp, migrations } from './migrate.ts'
import { FileInUse } from './singleOwner.ts'
import { describeOnEachDatabase, emptyDatabase, freshDatabase } from './testing/eachDatabase.ts'

const now = '2026-11-21 09:30:00.123'

async function insertTicketWithThread(db: Database): Promise<number> {
  const [id] = await db('tickets').insert({
    status: 'open',
    description: 'The lift is stuck \u{1F6D7}',
    category: 'facility',
    category_source: 'auto',
    category_confidence: 0.75,
    requester_id: 'slack:U1',
    requester_name: 'Ana',
    origin: 'slack',
    opened_at: now,
    modified_at: now,
    version: 1,
    message_count: 1,
  })
  const author = { author_id: 'a', author_name: 'Ana', author_role: 'user', origin: 'api' }
  const [message] = await db('messages').insert({ ticket_id: id, body: 'Still stuck', ...author, created_at: now })
  await db('search_terms').insert({ term: 'stuck', ticket_id: id, part: message })
  await db('events').insert({ ticket_id: id, type: 'ticket.filed', at: now, body: '{}' })
  await db('idempotency_keys').insert({ scope: 's', key: 'k', request_hash: 'h', created_at: now })
  await db('secrets').insert({ name: 'n', value: 'v' })
  await db('readers').insert({ name: 'r', fence: 0 })
  await db('places').insert({ ticket_id: id, platform: 'slack', purpose: 'helpdesk', place: 'p' })
  return Number(id)
}

describeOnEachDatabase('migrations', (kind) => {
  test('go forward, take rows, go back one by one and forward again', async () => {
    const database = await freshDatabase(kind)
    try {
      const { db } = database
      const id = await insertTicketWithThread(db)
      expect(await db('tickets').where({ id }).first('description', 'opened_at', 'category_confidence')).toMatchObject({
        description: 'The lift is stuck \u{1F6D7}',
        opened_at: now,
        category_confidence: 0.75,
      })
      for (let left = migrations.length; left > 0; left--) {
        expect(await isMigrated(db)).toBe(left === migrations.length)
        await migrateDown(db, 1)
      }
      for (const table of ['tickets', 'messages', 'events', 'search_terms', 'places'])
        expect(await db.schema.hasTable(table)).toBe(false)
      await migrateUp(db)
      expect(await isMigrated(db)).toBe(true)
      await insertTicketWithThread(db)
    } finally {
      await database.drop()
    }
  })

  test('are repeated without effect, and finish what an interrupted run began', async () => {
    const database = await freshDatabase(kind)
    try {
      const { db } = database
      await insertTicketWithThread(db)
      const feed = await db('feed_head').first()
      await migrateUp(db)
      // As after a kill between the last table and the note that it is there; with the lock that Knex leaves behind.
      await db('knex_migrations')
        .whereNotIn('name', ['20261121_1_create_tickets', '20261121_2_create_messages', '20261121_3_create_events'])
        .delete()
      await db('knex_migrations_lock').update({ is_locked: 1 })
      expect(await isMigrated(db)).toBe(false)
      await migrateUp(db)
      expect(await isMigrated(db)).toBe(true)
      expect(await db('feed_head').first()).toEqual(feed)
      expect(await db('tickets').count({ n: '*' })).toEqual([{ n: 1 }])
    } finally {
      await database.drop()
    }
  })

  test('erase a ticket with its thread and its words', async () => {
    const database = await freshDatabase(kind)
    try {
      const { db } = database
      const id = await insertTicketWithThread(db)
      await db('tickets').where({ id }).delete()
      for (const table of ['messages', 'search_terms', 'places'])
        expect(await db(table).count({ n: '*' })).toEqual([{ n: 0 }])
    } finally {
      await database.drop()
    }
  })

  test('compare keys, people and sources exactly', async () => {
    const database = await freshDatabase(kind)
    try {
      const { db } = database
      const row = { request_hash: 'h', created_at: now, scope: 's' }
      for (const key of ['k', 'K', 'k\u0301', 'ｋ']) await db('idempotency_keys').insert({ ...row, key })
      expect(await db('idempotency_keys').where({ key: 'K' }).select('key')).toEqual([{ key: 'K' }])
      await expect(db('idempotency_keys').insert({ ...row, key: 'k' })).rejects.toThrow(/Duplicate|UNIQUE/)
    } finally {
      await database.drop()
    }
  })

  test('started by two at once are made once', async () => {
    const empty = await emptyDatabase(kind)
    try {
      if (empty.settings.kind === 'sqlite') {
        const first = openDatabase(empty.settings)
        expect(() => openDatabase(empty.settings)).toThrow(FileInUse)
        await migrateUp(first.db)
        await first.close()
        const second = openDatabase(empty.settings)
        expect(await isMigrated(second.db)).toBe(true)
        await second.close()
        return
      }
      const processes = [1, 2, 3].map(() => openDatabase(empty.settings))
      await Promise.all(processes.map(({ db }) => migrateUp(db)))
      for (const { db } of processes) expect(await isMigrated(db)).toBe(true)
      expect(await processes[0]?.db('knex_migrations').count({ n: '*' })).toEqual([{ n: migrations.length }])
      for (const { close } of processes) await close()
    } finally {
      await empty.drop()
    }
  })

  test('say on MySQL that every table compares text exactly', async () => {
    const database = await freshDatabase(kind)
    try {
      if (dialectOf(database.db) === 'sqlite') {
        expect((await database.db.raw('pragma foreign_keys'))[0]).toEqual({ foreign_keys: 1 })
        return
      }
      const [tables] = await database.db.raw('show table status')
      const own = tables.filter((row: { Name: string }) => !/^knex|^migration_lock/.test(row.Name))
      expect(own).toHaveLength(migrations.length)
      for (const table of own) expect(table).toMatchObject({ Engine: 'InnoDB', Collation: 'utf8mb4_bin' })
    } finally {
      await database.drop()
    }
  })
})
