import { feedPageSchema, historyPageSchema } from '@campus-helpdesk/core-api-contract/feed'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { headOf, readFeed } from './feedReaders.ts'
import { ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'
import { until } from './startProgram.ts'

const helpdesk: Call = { role: 'helpdesk', actor: 'portal:h1', name: 'Bo' }

describeOnEachDatabase('GET /events', (kind) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(kind)
  })
  afterAll(() => api.stop())

  const read = (query: string, call: Call = helpdesk) => api.call('GET', `/events${query}`, call)
  const placed = () =>
    until('every event has a position', async () => !(await api.db('events').whereNull('position').first('id')))
  const settledHead = async () => {
    await placed()
    return headOf(api.url)
  }

  test('gives an empty page of an empty feed', async () => {
    const said = await read('')
    expect(said.body).toEqual({ feedId: expect.any(String), events: [], next: 0 })
    expect(said.headers.get('cache-control')).toBe('no-store')
    expect(said.headers.get('content-type')).toMatch(/^application\/json/)
  })

  test('gives each change as the contract says, in order, from the first on', async () => {
    const { id } = await ticketIn(api, 'closed')
    await placed()
    const { body } = await read('')
    expect(feedPageSchema.strict().parse(body)).toEqual(body)
    const own = body.events.filter((event: { ticket: { id: number } }) => event.ticket.id === id)
    expect(own.map((event: { type: string }) => event.type)).toEqual([
      'ticket.filed',
      'ticket.activated',
      'ticket.closed',
    ])
    expect(own.at(-1)).toMatchObject({ actor: { role: 'helpdesk' }, previous: { status: 'active' } })
    expect(body.next).toBe(body.events.at(-1).position)
  })

  test('gives pages by limit that go on where the one before ended', async () => {
    for (let n = 0; n < 5; n++) await ticketIn(api, 'open')
    await placed()
    const whole = await readFeed(api.url)
    expect(await readFeed(api.url, 0, 2)).toEqual(whole)
    expect(await readFeed(api.url, 0, 1)).toEqual(whole)
    expect((await read('?limit=2')).body).toEqual({
      feedId: expect.any(String),
      events: whole.slice(0, 2),
      next: whole[1]?.position,
    })
    expect((await read(`?after=${whole[1]?.position}`)).body.events).toEqual(whole.slice(2))
  })

  test('gives at most 100 without a limit', async () => {
    await Promise.all(Array.from({ length: 101 }, () => ticketIn(api, 'open')))
    await placed()
    expect((await read('')).body.events).toHaveLength(100)
    expect((await read('?limit=1000')).body.events.length).toBeGreaterThan(100)
  })

  test('is empty at the head, and next stays where it was', async () => {
    const head = await settledHead()
    expect((await read(`?after=${head}`)).body).toMatchObject({ events: [], next: head })
    expect((await read(`?after=${head}&wait=1`)).body).toMatchObject({ events: [], next: head })
  })

  test('does not wait where there is something', async () => {
    const head = await settledHead()
    // A wait that was not cut short would end this test by its time.
    for (let n = 0; n < 5; n++) expect((await read(`?after=${head - 1}&wait=30`)).body.events).toHaveLength(1)
  })

  test('waits for the first event, and all that wait get it', async () => {
    const head = await settledHead()
    const waiting = Array.from({ length: 20 }, () => read(`?after=${head}&wait=30`))
    const { id } = await ticketIn(api, 'open')
    for (const said of await Promise.all(waiting)) {
      expect(said.body).toMatchObject({ events: [{ type: 'ticket.filed', ticket: { id } }], next: head + 1 })
    }
  })

  test('waits also where a gap lies between the last event and the head', async () => {
    const { length } = await readFeed(api.url)
    const head = await settledHead()
    await ticketIn(api, 'open')
    await placed()
    await api.db('events').where('position', '>', head).delete()
    const waiting = read(`?after=${head}&wait=30`)
    const { id } = await ticketIn(api, 'open')
    expect((await waiting).body).toMatchObject({ events: [{ ticket: { id } }], next: head + 2 })
    expect(await readFeed(api.url)).toHaveLength(length + 1)
  })

  test('is not hindered by readers that go away while they wait', async () => {
    const head = await settledHead()
    const gone = Array.from({ length: 20 }, async () => {
      const controller = new AbortController()
      const asked = fetch(`${api.url}/api/v1/events?after=${head}&wait=30`, {
        headers: { 'x-actor-role': 'helpdesk' },
        signal: controller.signal,
      })
      setTimeout(() => controller.abort(), 100)
      await expect(asked).rejects.toThrow()
    })
    const stays = read(`?after=${head}&wait=30`)
    await Promise.all(gone)
    await ticketIn(api, 'open')
    expect((await stays).body.events).toHaveLength(1)
  })

  test('refuses a position beyond the head, with or without waiting', async () => {
    const head = await settledHead()
    for (const query of [`?after=${head + 1}`, `?after=${head + 1}&wait=30`, `?after=${Number.MAX_SAFE_INTEGER}`]) {
      const said = await read(query)
      expect([query, said.status, said.body.title]).toEqual([query, 409, expect.any(String)])
    }
  })

  test.each(['after=-1', 'after=1.5', 'after=x', 'after=9007199254740992', 'limit=0', 'limit=1001', 'wait=31'])(
    'refuses %s and says which parameter it is',
    async (query) => {
      const said = await read(`?${query}`)
      expect(said).toMatchObject({ status: 400, body: { errors: [{ path: query.split('=')[0] }] } })
    },
  )

  test('is not for users', async () => {
    for (const query of ['', '?wait=30', '?after=999999'])
      expect((await read(query, { role: 'user' })).status).toBe(403)
  })

  test('says another feedId, and refuses what is beyond, after a restore', async () => {
    const before = (await read('')).body
    expect((await read('')).body.feedId).toBe(before.feedId)
    const head = await settledHead()
    await api.db('events').where({ position: head }).delete()
    await api.db('feed_head').update({ feed_id: 'restored', position: head - 1 })
    expect((await read(`?after=${head - 1}`)).body).toEqual({ feedId: 'restored', events: [], next: head - 1 })
    expect((await read(`?after=${head}`)).status).toBe(409)
    // The feed goes on behind the restored head, and who waits gets it.
    await ticketIn(api, 'open')
    await until('it has news', async () => {
      const { body } = await read(`?after=${head - 1}&wait=30`)
      return body.feedId === 'restored' && body.events[0]?.position === head
    })
  })
})

describeOnEachDatabase("a ticket's history", (kind) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(kind)
  })
  afterAll(() => api.stop())
  const history = (id: number, query = '', call: Call = helpdesk) =>
    api.call('GET', `/tickets/${id}/history${query}`, call)

  test('is its own events, oldest first, also those that have no position yet', async () => {
    const { id } = await ticketIn(api, 'active')
    await ticketIn(api, 'open')
    await api.call('POST', `/tickets/${id}/messages`, { body: { body: 'Any news?' } })
    const { body } = await history(id)
    expect(historyPageSchema.strict().parse(body)).toEqual(body)
    expect(body.items.map((event: { type: string }) => event.type)).toEqual([
      'ticket.filed',
      'ticket.activated',
      'message.posted',
    ])
    expect(body.nextCursor).toBeNull()
    await until('every event has a position', async () => !(await api.db('events').whereNull('position').first('id')))
    expect((await history(id)).body).toEqual(body)
    const inFeed = (await readFeed(api.url)).filter(({ ticket }) => ticket.id === id)
    expect(body.items).toEqual(inFeed.map(({ position: _, ...event }) => event))
  })

  test('comes in pages, whatever is added meanwhile', async () => {
    const { id } = await ticketIn(api, 'open')
    const post = () => api.call('POST', `/tickets/${id}/messages`, { body: { body: 'Any news?' } })
    for (let n = 0; n < 5; n++) await post()
    const items: unknown[] = []
    for (let cursor = ''; ; ) {
      const { body } = await history(id, `?limit=2${cursor}`)
      items.push(...body.items)
      if (body.nextCursor === null) break
      if (items.length === 2) await post()
      cursor = `&cursor=${body.nextCursor}`
    }
    expect(items).toEqual((await history(id)).body.items)
    expect(items).toHaveLength(7)
  })

  test('is for those who may see the ticket', async () => {
    const [open, closed, deleted] = [
      await ticketIn(api, 'open'),
      await ticketIn(api, 'closed'),
      await ticketIn(api, 'open'),
    ]
    await api.call('DELETE', `/tickets/${deleted.id}`, helpdesk)
    const statuses = async (call: Call) =>
      Promise.all([open, closed, deleted, { id: 999_999 }].map(async ({ id }) => (await history(id, '', call)).status))
    expect(await statuses({ role: 'user' })).toEqual([200, 403, 404, 404])
    expect(await statuses(helpdesk)).toEqual([200, 200, 404, 404])
    const other = (await history(open.id, '?limit=1')).body.nextCursor ?? 'eA'
    expect((await history(closed.id, `?cursor=${other}`)).status).toBe(400)
  })
})

describeOnEachDatabase('the figures of the feed', (kind) => {
  test('say how far it reaches, what waits for its place, and how far behind each reader is', async () => {
    const api = await startCoreApi(kind)
    const figure = async (name: string) => {
      const text: string = (await api.call('GET', '!/metrics')).body
      const line = text.split('\n').find((each) => each.startsWith(`${name} `))
      return line === undefined ? undefined : Number(line.split(' ').at(-1))
    }
    await ticketIn(api, 'closed')
    await until('the feed has three events', async () => (await figure('helpdesk_feed_position')) === 3)
    expect(await figure('helpdesk_feed_unsequenced_events')).toBe(0)
    expect(await figure('helpdesk_feed_oldest_unsequenced_seconds')).toBe(0)

    const leased = await api.call('POST', '/readers/slack/lease', { ...helpdesk, body: { holder: 'one' } })
    const behind = 'helpdesk_feed_reader_behind_events{reader="slack"}'
    expect(await figure(behind)).toBe(3)
    const { feedId } = (await api.call('GET', '/events', helpdesk)).body
    await api.call('PATCH', '/readers/slack', {
      ...helpdesk,
      body: { fence: leased.body.fence, feedId, position: 2 },
    })
    expect(await figure(behind)).toBe(1)

    // Nobody can give positions to what is locked; SQLite has one connection, which would be the lock's.
    if (kind === 'MariaDB') {
      const held = await api.db.transaction()
      await held('feed_head').forUpdate()
      await ticketIn(api, 'active')
      expect(await figure('helpdesk_feed_unsequenced_events')).toBe(2)
      await until('they are a while old', async () => (await figure('helpdesk_feed_oldest_unsequenced_seconds')) !== 0)
      await held.rollback()
    }
    await api.stop()
  })
})
