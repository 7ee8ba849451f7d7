import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createCoreClient } from '@campus-helpdesk/core-api-contract/coreClient'
import { CoreUnreachable } from '@campus-helpdesk/core-api-contract/coreProblem'
import { type TicketFacts, ticketFactsSchema } from '@campus-helpdesk/core-api-contract/event'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { readFeed, replay } from './feedReaders.ts'
import { expectAllIn, writeUntil } from './feedWriters.ts'
import { ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'
import { until } from './startProgram.ts'

const helpdesk: Call = { role: 'helpdesk', actor: 'portal:h1', name: 'Bo' }
const asHelpdesk = { actor: { role: 'helpdesk', id: 'portal:h1', name: 'Bo' } } as const

describeOnEachDatabase('the export', (kind) => {
  let api: RunningCoreApi
  beforeEach(async () => {
    api = await startCoreApi(kind)
  })
  afterEach(() => api.stop())

  const core = () => createCoreClient({ baseUrl: api.url })
  /** Many tickets, made by hand, as only their number matters. */
  const fill = async (count: number) => {
    const { id } = await ticketIn(api, 'open')
    const [row] = await api.db('tickets').where({ id })
    await api.db.batchInsert(
      'tickets',
      Array.from({ length: count }, (_, n) => ({ ...row, id: id + 1 + n })),
      400,
    )
  }
  const listOf = async (tickets: AsyncIterable<TicketFacts>) => {
    const all: TicketFacts[] = []
    for await (const ticket of tickets) all.push(ticket)
    return all
  }

  test('is every ticket, one a line, without what people wrote, and says as of which position', async () => {
    const tickets = [
      await ticketIn(api, 'open', 'unspoken words'),
      await ticketIn(api, 'active'),
      await ticketIn(api, 'closed'),
    ]
    const gone = await ticketIn(api, 'open')
    await api.call('DELETE', `/tickets/${gone.id}`, helpdesk)
    const { status, headers, body } = await api.call('GET', '/tickets/export', helpdesk)
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      expect.stringMatching(/^application\/x-ndjson/),
      'no-store',
    ])
    const lines: TicketFacts[] = body
      .trimEnd()
      .split('\n')
      .map((line: string) => ticketFactsSchema.strict().parse(JSON.parse(line)))
    expect(lines.map(({ id, status }) => ({ id, status }))).toEqual(tickets.map(({ id, status }) => ({ id, status })))
    expect(body).not.toContain('unspoken')
    expect(headers.get('feed-position')).toBe('8')
    expect(headers.get('feed-id')).toBe((await api.call('GET', '/events', helpdesk)).body.feedId)
    expect(lines).toEqual(replay(await readFeed(api.url)))
  })

  test('is empty where nothing is', async () => {
    const { body, headers } = await api.call('GET', '/tickets/export', helpdesk)
    expect([body, headers.get('feed-position')]).toEqual([null, '0'])
    expect(await listOf((await core().exportTickets(asHelpdesk)).tickets)).toEqual([])
  })

  test('equals the replay of the feed up to its position, each of 50 times while writers go on', async () => {
    let writing = true
    const written = writeUntil([api.url], 8, () => !writing)
    const exports: { position: number; tickets: TicketFacts[] }[] = []
    while (exports.length < 50) {
      const { position, tickets } = await core().exportTickets(asHelpdesk)
      exports.push({ position, tickets: await listOf(tickets) })
    }
    writing = false
    const whole = await written
    await until('every event has a position', async () => !(await api.db('events').whereNull('position').first('id')))
    const events = await readFeed(api.url)
    expectAllIn(events, whole)
    for (const { position, tickets } of exports)
      expect(tickets).toEqual(inPast(replay(events.filter((event) => event.position <= position)), tickets))
    expect(new Set(exports.map(({ position }) => position)).size).toBeGreaterThan(10)
  })

  /** A deletion takes people out of earlier events too; tickets that were deleted since are compared without them. */
  const inPast = (replayed: TicketFacts[], exported: TicketFacts[]) =>
    replayed.map((facts, n) => {
      const then = exported[n]
      const forgotten = facts.requester === null && then?.id === facts.id
      return forgotten ? { ...facts, requester: then.requester, assignee: then.assignee } : facts
    })

  test('gives positions to whatever waits for one, however much that is', async () => {
    const count = 12_000
    await api.db.transaction(async (trx) => {
      await trx('feed_head').where({ id: 1 }).update({ feed_id: 'held' })
      const row = { type: 'ticket.edited', at: '2026-11-21 09:30:00.000', body: '{"previous":{}}' }
      await trx.batchInsert(
        'events',
        Array.from({ length: count }, (_, n) => ({ ...row, ticket_id: n + 1 })),
        400,
      )
    })
    expect((await core().exportTickets(asHelpdesk)).position).toBe(count)
  })

  test('is not for users', async () => {
    expect((await api.call('GET', '/tickets/export', { role: 'user' })).status).toBe(403)
    expect((await api.call('GET', '/tickets/export?limit=1', helpdesk)).status).toBe(400)
  })

  test('lets its snapshot go when its reader goes, at any moment', async () => {
    await fill(20_000)
    const ask = (method: string, signal: AbortSignal) =>
      fetch(`${api.url}/api/v1/tickets/export`, { method, headers: { 'x-actor-role': 'helpdesk' }, signal })
    for (let n = 0; n < 6; n++) {
      // Before there is an answer, at its headers, in its middle.
      for (const moment of ['at once', 'headers', 'middle']) {
        const controller = new AbortController()
        const asked = ask('GET', controller.signal)
        if (moment === 'at once') setTimeout(() => controller.abort(), n)
        const response = await asked.catch(() => undefined)
        if (moment === 'middle') await response?.body?.getReader().read()
        controller.abort()
      }
      expect((await ask('HEAD', AbortSignal.timeout(20_000))).status).toBe(200)
    }
    expect(await listOf((await core().exportTickets(asHelpdesk)).tickets)).toHaveLength(20_001)
  })

  test('keeps nobody waiting while others read exports and do not take them', async () => {
    await fill(30_000)
    // As many as there are connections for, each in its middle, and one more, which has to wait for its turn.
    const readers = await Promise.all(
      Array.from({ length: 4 }, async () => (await core().exportTickets(asHelpdesk)).tickets[Symbol.asyncIterator]()),
    )
    await Promise.all(readers.map((reader) => reader.next()))
    const fifth = core().exportTickets(asHelpdesk)
    const { id } = await ticketIn(api, 'closed')
    await until('the feed goes on', async () => (await readFeed(api.url)).some(({ ticket }) => ticket.id === id))
    expect((await api.call('GET', `/tickets/${id}`, helpdesk)).status).toBe(200)
    await Promise.all(readers.map((reader) => reader.return?.()))
    const { position, tickets } = await fifth
    expect(position).toBeGreaterThanOrEqual(4)
    expect((await listOf(tickets)).at(-1)).toMatchObject({ id, status: 'closed' })
  })

  test('that is cut is no short list to its reader', async () => {
    await fill(10_000)
    const proxy = await startProxy(api.url)
    const { tickets } = await createCoreClient({ baseUrl: proxy.url }).exportTickets(asHelpdesk)
    const reader = tickets[Symbol.asyncIterator]()
    await reader.next()
    proxy.cut()
    await expect(restOf(reader)).rejects.toBeInstanceOf(CoreUnreachable)
    await proxy.stop()
  })

  if (kind === 'SQLite') return

  test('that the database breaks off is no short list to its reader', async () => {
    await fill(30_000)
    const { tickets } = await core().exportTickets(asHelpdesk)
    const reader = tickets[Symbol.asyncIterator]()
    await reader.next()
    // The one transaction that is open is the snapshot.
    const ids: number[] = await api
      .db('information_schema.processlist')
      .join('information_schema.innodb_trx', 'trx_mysql_thread_id', 'id')
      .where('db', api.db.client.database())
      .pluck('id')
    expect(ids).toHaveLength(1)
    for (const id of ids) await api.db.raw('kill connection ?', [id])
    await expect(restOf(reader)).rejects.toBeInstanceOf(CoreUnreachable)
    expect((await core().exportTickets(asHelpdesk)).position).toBeGreaterThan(0)
  })
})

async function restOf(reader: AsyncIterator<TicketFacts>): Promise<void> {
  while (!(await reader.next()).done);
}

/** Passes connections on until it cuts them. */
async function startProxy(to: string): Promise<{ url: string; cut: () => void; stop: () => Promise<unknown> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const onwards = connect(Number(new URL(to).port), '127.0.0.1')
    for (const each of [socket, onwards]) sockets.add(each.on('error', () => undefined))
    socket.pipe(onwards)
    onwards.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}
