import type { Database } from '@campus-helpdesk/db/connection'
import { describeOnEachDatabase, freshDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { appendEvent } from '../src/feed/appendEvent.ts'
import { createFeedHub } from '../src/feed/feedHub.ts'
import { createLog } from '../src/log.ts'
import { expectPromises, readFeed } from './feedReaders.ts'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'
import { until } from './startProgram.ts'

const at = '2026-11-21T09:30:00.000Z'
const actor = { id: 'slack:U1', name: 'Ana', role: 'user' } as const

/** As `fileTicket` (0 messages) and `postMessage` write it, without the ticket. */
const eventOf = (ticketId: number, messageCount = 0) =>
  ({
    type: messageCount === 0 ? 'ticket.filed' : 'message.posted',
    at,
    actor,
    ticket: {
      id: ticketId,
      version: 1,
      status: 'open',
      category: 'facility',
      categorySource: 'auto',
      origin: 'api',
      requester: { id: actor.id, name: actor.name },
      assignee: null,
      openedAt: at,
      modifiedAt: at,
      activatedAt: null,
      firstAnsweredAt: null,
      closedAt: null,
      erasedAt: null,
      messageCount,
    },
    previous: {},
  }) as const

/** The tickets of the feed, in its order. */
const ticketsIn = async (url: string, after = 0) => (await readFeed(url, after)).map(({ ticket }) => ticket.id)
const allPlaced = (db: Database) =>
  until('every event has a position', async () => (await db('events').whereNull('position').first('id')) === undefined)

describeOnEachDatabase('the order of the feed', (kind) => {
  let api: RunningCoreApi
  beforeEach(async () => {
    api = await startCoreApi(kind)
  })
  afterEach(() => api.stop())

  test('gives what was committed without this process to a reader that waits, soon', async () => {
    const answer = api.call('GET', '/events?wait=30', { role: 'helpdesk' })
    await api.db.transaction((trx) => appendEvent(trx, eventOf(1)))
    expect((await answer).body).toMatchObject({ events: [{ position: 1, ticket: { id: 1 } }], next: 1 })
  })

  test('holds any number of events that waited for their positions, each once', async () => {
    const ids = Array.from({ length: 2_500 }, (_, n) => n + 1)
    await api.db.transaction(async (trx) => {
      for (const id of ids) await appendEvent(trx, eventOf(id))
    })
    await allPlaced(api.db)
    const events = await readFeed(api.url)
    expect(events.map(({ ticket }) => ticket.id)).toEqual(ids)
    expect(events.map(({ position }) => position)).toEqual(ids)
  })

  test('has no other events in it than those that were committed', async () => {
    await expect(
      api.db.transaction(async (trx) => {
        await appendEvent(trx, eventOf(1))
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await api.db.transaction((trx) => appendEvent(trx, eventOf(2)))
    await allPlaced(api.db)
    expect(await ticketsIn(api.url)).toEqual([2])
  })

  if (kind === 'SQLite') return

  test('lets a reader miss nothing that takes its id first and is committed last', async () => {
    const slow = await api.db.transaction()
    await appendEvent(slow, eventOf(1))
    const quick = await api.db.transaction()
    await appendEvent(quick, eventOf(2))
    await quick.commit()
    const first = (await api.call('GET', '/events?wait=30', { role: 'helpdesk' })).body
    expect(first.events.map((event: { ticket: { id: number } }) => event.ticket.id)).toEqual([2])
    expect(await api.db('events').orderBy('id').pluck('ticket_id')).toEqual([2])
    const waiting = api.call('GET', `/events?after=${first.next}&wait=30`, { role: 'helpdesk' })
    await slow.commit()
    const second = (await waiting).body
    expect(second.events).toMatchObject([{ ticket: { id: 1 } }])
    expect(second.events[0].position).toBeGreaterThan(first.next)
    // The one that has the lower id stands behind.
    expect(await api.db('events').orderBy('position').pluck('ticket_id')).toEqual([2, 1])
    expect(await api.db('events').orderBy('id').pluck('ticket_id')).toEqual([1, 2])
  })

  test('is not held up by a deletion that takes its time, once that ends', async () => {
    await api.db.transaction((trx) => appendEvent(trx, eventOf(1)))
    const deleting = await api.db.transaction()
    await deleting('events')
      .where({ ticket_id: 1 })
      .update({ body: JSON.stringify({ ...eventOf(1), actor: null }) })
    await api.db.transaction((trx) => appendEvent(trx, eventOf(2)))
    await deleting.commit()
    await allPlaced(api.db)
    expect((await readFeed(api.url)).map(({ ticket, actor }) => [ticket.id, actor])).toEqual([
      [1, null],
      [2, actor],
    ])
  })
})

if (process.env.TEST_MYSQL_URL) {
  test('several that give positions at once leave no gap, double nothing, and keep the order of each ticket', async () => {
    const database = await freshDatabase('MariaDB')
    const hubs = Array.from({ length: 3 }, () => createFeedHub(database.db, createLog('silent')))
    // A row of its own to lock, as each ticket has one.
    await database.db('readers').insert(Array.from({ length: 5 }, (_, n) => ({ name: `ticket-${n + 1}`, fence: 0 })))
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        for (let n = 0; n < 20; n++) {
          const ticketId = 1 + Math.floor(Math.random() * 5)
          await database.db.transaction(async (trx) => {
            const row = await trx('readers')
              .where({ name: `ticket-${ticketId}` })
              .forUpdate()
              .first()
            await trx('readers')
              .where({ name: row.name })
              .update({ fence: row.fence + 1 })
            await appendEvent(trx, eventOf(ticketId, row.fence))
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
          })
          for (const hub of hubs) hub.committed()
        }
      }),
    )
    await allPlaced(database.db)
    const rows: { id: number; position: number; type: string; body: string }[] = await database
      .db('events')
      .orderBy('position')
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1))
    expectPromises(rows.map(({ position, type, body }) => ({ position, type, at, ...JSON.parse(body) })))
    expect(await database.db('feed_head').pluck('position')).toEqual([200])
    await Promise.all(hubs.map((hub) => hub.stop()))
    await database.drop()
  })
}
