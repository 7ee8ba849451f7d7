import { streamEventSchema } from '@campus-helpdesk/core-api-contract/feed'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { type OpenStream, openStream, readFeed } from './feedReaders.ts'
import { ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'
import { until } from './startProgram.ts'

const helpdesk: Call = { role: 'helpdesk', actor: 'portal:h1', name: 'Bo' }

describeOnEachDatabase('GET /events/stream', (kind) => {
  let api: RunningCoreApi
  let open: OpenStream[] = []
  beforeAll(async () => {
    api = await startCoreApi(kind)
  })
  afterAll(() => api.stop())
  afterEach(async () => {
    await Promise.all(open.map((stream) => stream.close()))
    open = []
  })

  const stream = async (how: Parameters<typeof openStream>[1] = {}) => {
    const opened = await openStream(api.url, how)
    open.push(opened)
    return opened
  }
  const settledHead = async () => {
    await until('every event has a position', async () => !(await api.db('events').whereNull('position').first('id')))
    const [head]: { position: number }[] = await api.db('feed_head')
    return head?.position ?? 0
  }
  const caughtUp = (streams: readonly OpenStream[], position: number) =>
    until(`${streams.length} streams are at ${position}`, () => streams.every(({ got }) => got.at(-1)?.id === position))
  const change = (id: number, body: unknown) => api.call('PATCH', `/tickets/${id}`, { ...helpdesk, body })

  test('gives what happens from now on, each event once, with its position as id', async () => {
    await ticketIn(api, 'open')
    const before = await settledHead()
    const { status, headers, got } = await stream()
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/event-stream/)])
    expect(headers.get('feed-id')).toBe((await api.call('GET', '/events', helpdesk)).body.feedId)
    const { id } = await ticketIn(api, 'active')
    await until('it has two events', () => got.length === 2)
    expect(got).toMatchObject([
      { id: before + 1, event: { position: before + 1, type: 'ticket.filed', ticket: { id } } },
      { id: before + 2, event: { position: before + 2, type: 'ticket.activated', ticket: { id } } },
    ])
    for (const { event } of got) expect(streamEventSchema.parse(event)).toEqual(event)
  })

  test('goes on behind a position, by the query or by Last-Event-ID, and the query counts', async () => {
    for (let n = 0; n < 3; n++) await ticketIn(api, 'open')
    const head = await settledHead()
    const whole = await readFeed(api.url)
    const streams = [
      await stream({ query: '?after=0' }),
      await stream({ headers: { 'last-event-id': '0' } }),
      await stream({ query: `?after=${head - 2}` }),
      await stream({ headers: { 'last-event-id': `${head - 2}` } }),
      await stream({ query: `?after=${head - 2}`, headers: { 'last-event-id': '0' } }),
    ]
    await caughtUp(streams, head)
    expect(streams.map(({ got }) => got.map(({ event }) => event))).toEqual([
      whole,
      whole,
      whole.slice(-2),
      whole.slice(-2),
      whole.slice(-2),
    ])
  })

  test('gives a long feed whole, in order', async () => {
    const bodies = Array.from({ length: 450 }, (_, n) => ({ ticket: { id: 1_000_000 + n }, previous: {} }))
    await api.db.transaction(async (trx) => {
      for (const body of bodies)
        await trx('events').insert({
          ticket_id: body.ticket.id,
          type: 'ticket.filed',
          at: '2026-11-21 09:30:00.000',
          body: JSON.stringify(body),
        })
    })
    await until('every event has a position', async () => !(await api.db('events').whereNull('position').first('id')))
    const positions: number[] = await api.db('events').orderBy('position').pluck('position')
    const all = await stream({ query: '?after=0' })
    await caughtUp([all], positions.at(-1) ?? 0)
    expect(all.got.map(({ id }) => id)).toEqual(positions)
    // The other tests read the feed by the contract, to which these made-up events are nothing.
    await api.db('events').where('ticket_id', '>=', 1_000_000).delete()
  })

  test.each(['x', '-1', '1.5', '9007199254740992'])('refuses %s as Last-Event-ID', async (value) => {
    const said = await api.call('GET', '/events/stream', { headers: { 'last-event-id': value } })
    expect(said).toMatchObject({ status: 400, body: { errors: [{ path: 'Last-Event-ID' }] } })
  })

  test('refuses what is beyond the feed, and parameters that it does not know', async () => {
    const head = await settledHead()
    const statusOf = async (query: string) => (await api.call('GET', `/events/stream${query}`)).status
    expect(await statusOf(`?after=${head + 1}`)).toBe(409)
    for (const query of ['?after=x', '?after=-1', '?limit=1']) expect(await statusOf(query)).toBe(400)
  })

  test('gives a user the facts of tickets that are unresolved, and of others only which and what', async () => {
    const before = await settledHead()
    const [user, bo] = [await stream({ role: 'user' }), await stream({})]
    const { id } = await ticketIn(api, 'active', 'The lift is stuck', { actor: 'slack:U1', name: 'Ana' })
    await caughtUp([user, bo], before + 2)
    expect(user.got).toEqual(bo.got)
    await change(id, { status: 'closed' })
    await caughtUp([user, bo], before + 3)
    expect(user.got.at(-1)?.event).toEqual({ position: before + 3, type: 'ticket.closed', ticket: { id } })
    expect(bo.got.at(-1)?.event).toMatchObject({ ticket: { id, status: 'closed', requester: { name: 'Ana' } } })
  })

  test('tells a user of what is closed or deleted by now nothing more, also of the time before', async () => {
    const before = await settledHead()
    const ana: Call = { actor: 'slack:U1', name: 'Ana' }
    const [closed, deleted, stays] = [
      await ticketIn(api, 'active', 'The lift is stuck', ana),
      await ticketIn(api, 'open', 'No light', ana),
      await ticketIn(api, 'open', 'No water', ana),
    ]
    await settledHead()
    // Reads everything while all of it may still be seen; what is read now must not be kept for those who come later.
    const early = await stream({ role: 'user', query: `?after=${before}` })
    await caughtUp([early], before + 4)
    expect(early.got.every(({ event }) => 'actor' in event)).toBe(true)
    await early.close()
    await change(closed.id, { status: 'closed' })
    await api.call('DELETE', `/tickets/${deleted.id}`, helpdesk)
    const late = await stream({ role: 'user', query: `?after=${before}` })
    await caughtUp([late], await settledHead())
    const hidden = (n: number, type: string, ticket: { id: number }) => ({
      position: before + n,
      type,
      ticket: { id: ticket.id },
    })
    expect(late.got.map(({ event }) => event)).toEqual([
      hidden(1, 'ticket.filed', closed),
      hidden(2, 'ticket.activated', closed),
      hidden(3, 'ticket.filed', deleted),
      expect.objectContaining({ ticket: expect.objectContaining({ id: stays.id, requester: expect.anything() }) }),
      hidden(5, 'ticket.closed', closed),
      hidden(6, 'ticket.deleted', deleted),
    ])
  })

  test('keeps nothing of what one reader got for the next one, though nobody here noticed a change', async () => {
    const before = await settledHead()
    const { id } = await ticketIn(api, 'active')
    const head = await settledHead()
    const how = { role: 'user', query: `?after=${before}` } as const
    const early = await stream(how)
    await caughtUp([early], head)
    // As another process closes it; the head stands where it stood.
    await api.db('tickets').where({ id }).update({ status: 'closed' })
    const late = await stream(how)
    await caughtUp([late], head)
    expect(late.got.map(({ event }) => Object.keys(event))).toEqual(Array(2).fill(['position', 'type', 'ticket']))
  })

  test('tells a user nothing of an erased ticket, whatever its status', async () => {
    const before = await settledHead()
    const { id } = await ticketIn(api, 'open')
    const head = await settledHead()
    await api.db('tickets').where({ id }).update({ erased_at: '2026-11-21 09:30:00.000' })
    const user = await stream({ role: 'user', query: `?after=${before}` })
    await caughtUp([user], head)
    expect(user.got.map(({ event }) => event)).toEqual([{ position: head, type: 'ticket.filed', ticket: { id } }])
  })

  test('gives 200 readers at once all of it', async () => {
    const before = await settledHead()
    const streams = await Promise.all(
      Array.from({ length: 200 }, (_, n) => stream({ role: n % 2 ? 'user' : 'helpdesk' })),
    )
    for (let n = 0; n < 5; n++) await ticketIn(api, 'active')
    await caughtUp(streams, before + 10)
    const whole = await readFeed(api.url, before)
    for (const { got } of streams) expect(got.map(({ event }) => event)).toEqual(whole)
  })

  test('goes on when a reader goes away, for all others', async () => {
    const before = await settledHead()
    const [stays, ...go] = await Promise.all(Array.from({ length: 20 }, () => stream({})))
    await Promise.all(go.map((each) => each.close()))
    await ticketIn(api, 'open')
    await caughtUp(stays === undefined ? [] : [stays], before + 1)
    expect(go.flatMap(({ got }) => got)).toEqual([])
  })
})
