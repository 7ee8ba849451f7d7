import type { Status, Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { eventsOf, ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'
import { until } from './startProgram.ts'

const lift = 'The lift is stuck'
const wifi = 'The wifi does not work on my laptop'
const bo = { id: 'h:bo', name: 'Bo' }

describeOnEachDatabase('a change of a ticket', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  const change = (id: number, body: unknown, call: Call = {}) =>
    api.call('PATCH', `/tickets/${id}`, { role: 'helpdesk', body, ...call })
  const read = async (id: number): Promise<Ticket> =>
    (await api.call('GET', `/tickets/${id}`, { role: 'helpdesk' })).body
  const typesOf = async (id: number) => (await eventsOf(api, id)).map(({ type }) => type)

  test('of several things gives one event and one version for each kind, in their order', async () => {
    const { id } = await ticketIn(api, 'open', lift)
    const all = await change(id, { status: 'active', assignee: bo, category: 'services', description: wifi })
    expect(all).toMatchObject({
      status: 200,
      body: { version: 5, status: 'active', assignee: bo, category: 'services', description: wifi },
    })
    expect(all.headers.get('etag')).toBe('"5"')
    expect(await read(id)).toEqual(all.body)
    const closed = await change(id, { status: 'closed', description: lift })
    expect(closed.body).toMatchObject({ version: 7, status: 'closed', description: lift })
    const events = await eventsOf(api, id)
    expect(events.map(({ type, ticket }) => [type, ticket.version])).toEqual([
      ['ticket.filed', 1],
      ['ticket.edited', 2],
      ['ticket.recategorised', 3],
      ['ticket.assigned', 4],
      ['ticket.activated', 5],
      ['ticket.edited', 6],
      ['ticket.closed', 7],
    ])
  })

  const refusals: [Status, string, unknown, Call, number][] = [
    ['open', 'a step that does not exist', { description: wifi, category: 'services', status: 'closed' }, {}, 409],
    ['active', 'a step back', { assignee: bo, status: 'open' }, {}, 409],
    ['closed', 'an edit of a closed ticket', { category: 'services', description: wifi }, {}, 409],
    ['closed', 'reopening', { category: 'services', status: 'active' }, {}, 409],
    ['open', "a user's wish to start it", { description: wifi, status: 'active' }, { role: 'user' }, 403],
    ['open', "a user's wish to recategorise it", { description: wifi, category: 'services' }, { role: 'user' }, 403],
    ['open', 'a status that is none', { description: wifi, status: 'gone' }, {}, 400],
    ['open', 'a field that is none', { description: wifi, priority: 1 }, {}, 400],
    ['open', 'somebody who was faster', { description: wifi, status: 'active' }, { ifMatch: '"9"' }, 412],
  ]
  test.each(refusals)('of a ticket that is %s is nothing with %s in it', async (status, _, body, call, expected) => {
    const before = await ticketIn(api, status, lift)
    const events = await eventsOf(api, before.id)
    expect((await change(before.id, body, call)).status).toBe(expected)
    expect(await read(before.id)).toEqual(before)
    expect(await eventsOf(api, before.id)).toEqual(events)
  })

  for (const status of ['open', 'active', 'closed'] as const) {
    test(`to what is already so is none, on a ticket that is ${status}`, async () => {
      const { id } = await ticketIn(api, 'open', lift)
      for (const next of ['active', 'closed']) {
        await change(id, { assignee: bo, category: 'services' })
        if ((await read(id)).status !== status) await change(id, { status: next })
      }
      const before = await read(id)
      expect(before).toMatchObject({ status, assignee: bo, categorySource: 'helpdesk' })
      const events = await eventsOf(api, id)
      const same = { status, assignee: bo, category: 'services', description: lift }
      const parts = Object.entries(same).map(([field, value]) => ({ [field]: value }))
      for (const body of [...parts, same, { description: `\n ${lift}\t` }]) {
        const answer = await change(id, body)
        expect([body, answer.status, answer.body]).toEqual([body, 200, before])
      }
      expect(await eventsOf(api, id)).toEqual(events)
    })
  }

  test('by two who press Start at once is made by the first, and both see it', async () => {
    const { id } = await ticketIn(api, 'open')
    const answers = await Promise.all([1, 2].map(() => change(id, { status: 'active' })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[0]?.body).toEqual(answers[1]?.body)
    expect(await typesOf(id)).toEqual(['ticket.filed', 'ticket.activated'])
  })

  test('to the category that was found automatically confirms it, on a closed ticket too', async () => {
    for (const status of ['open', 'closed'] as const) {
      const before = await ticketIn(api, status, lift)
      expect(before).toMatchObject({ category: 'facility', categorySource: 'auto' })
      const { body } = await change(before.id, { category: 'facility' })
      expect(body).toMatchObject({ category: 'facility', categorySource: 'helpdesk', version: before.version + 1 })
      expect((await typesOf(before.id)).at(-1)).toBe('ticket.recategorised')
    }
  })

  const edits: { what: string; first: unknown; edit: unknown; ticket: Partial<Ticket>; events: string[] }[] = [
    {
      what: 'recategorises it while the category is automatic',
      first: {},
      edit: { description: wifi },
      ticket: { category: 'technical', categorySource: 'auto', version: 3 },
      events: ['ticket.edited', 'ticket.recategorised'],
    },
    {
      what: 'is all that happens if it still says the same category',
      first: {},
      edit: { description: `${lift}, again` },
      ticket: { category: 'facility', categorySource: 'auto', version: 2 },
      events: ['ticket.edited'],
    },
    {
      what: 'leaves what the helpdesk decided',
      first: { category: 'services' },
      edit: { description: wifi },
      ticket: { category: 'services', categorySource: 'helpdesk', version: 3 },
      events: ['ticket.recategorised', 'ticket.edited'],
    },
    {
      what: 'leaves what the helpdesk decides in the same request',
      first: {},
      edit: { description: wifi, category: 'services' },
      ticket: { category: 'services', categorySource: 'helpdesk', version: 3 },
      events: ['ticket.edited', 'ticket.recategorised'],
    },
    {
      what: 'leaves the old category where the helpdesk confirms it in the same request',
      first: {},
      edit: { description: wifi, category: 'facility' },
      ticket: { category: 'facility', categorySource: 'helpdesk', version: 3 },
      events: ['ticket.edited', 'ticket.recategorised'],
    },
  ]
  test.each(edits)('of the description $what', async ({ first, edit, ticket, events }) => {
    const { id } = await ticketIn(api, 'open', lift)
    if (Object.keys(first as object).length > 0) await change(id, first)
    const { status, body } = await change(id, edit)
    expect([status, body]).toEqual([200, expect.objectContaining(ticket)])
    expect(await typesOf(id)).toEqual(['ticket.filed', ...events])
  })

  test('by a user of the words alone recategorises, too', async () => {
    const { id } = await ticketIn(api, 'active', lift)
    const { body } = await change(id, { description: wifi }, { role: 'user' })
    expect(body).toMatchObject({ category: 'technical', categorySource: 'auto', status: 'active', version: 4 })
  })

  const conditions: [string, number, number][] = [
    ['"2"', 200, 204],
    ['*', 200, 204],
    ['"9", "2"', 200, 204],
    ['"1"', 412, 412],
    ['"3"', 412, 412],
    ['W/"2"', 412, 412],
    ['"9", W/"2"', 412, 412],
    ['"two"', 412, 412],
    ['""', 412, 412],
    ['2', 400, 400],
    ['"2" "2"', 400, 400],
  ]
  test.each(conditions)(
    'with If-Match: %s at version 2 is answered %i, a deletion %i',
    async (ifMatch, patched, gone) => {
      const { id } = await ticketIn(api, 'active')
      const answer = await change(id, { assignee: bo }, { ifMatch })
      expect(answer.status).toBe(patched)
      if (patched === 412) expect(answer.headers.get('etag')).toBe('"2"')
      const other = await ticketIn(api, 'active')
      const deleted = await api.call('DELETE', `/tickets/${other.id}`, { role: 'helpdesk', ifMatch })
      expect(deleted.status).toBe(gone)
      if (gone === 412) expect(deleted.headers.get('etag')).toBe('"2"')
    },
  )

  test('with an If-Match that matches no more is refused also where nothing would change', async () => {
    const { id } = await ticketIn(api, 'active')
    expect((await change(id, { status: 'active' }, { ifMatch: '"1"' })).status).toBe(412)
    expect((await change(id, { status: 'closed', category: 'facility' }, { ifMatch: '"1"' })).status).toBe(412)
  })

  test('by two at once with the same If-Match is made by one, and the other is told', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await ticketIn(api, 'open')
      const answers = await Promise.all(
        ['First words', 'Second words'].map((description) => change(id, { description }, { ifMatch: '"1"' })),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
      const made = answers.find(({ status }) => status === 200)
      expect(await read(id)).toEqual(made?.body)
      expect(answers.find(({ status }) => status === 412)?.headers.get('etag')).toBe(`"${made?.body.version}"`)
    }
  })

  test('by two at once without If-Match is made twice, and the last one stays', async () => {
    const { id } = await ticketIn(api, 'open')
    const answers = await Promise.all(['One', 'Two'].map((name) => change(id, { assignee: { ...bo, name } })))
    expect(answers.map(({ status, body }) => [status, body.version]).sort()).toEqual([
      [200, 2],
      [200, 3],
    ])
    expect(await read(id)).toEqual(answers.find(({ body }) => body.version === 3)?.body)
  })

  test('sets each time once, when it happens', async () => {
    const filed = await ticketIn(api, 'open')
    expect(filed).toMatchObject({
      modifiedAt: filed.openedAt,
      activatedAt: null,
      firstAnsweredAt: null,
      closedAt: null,
      assignee: null,
      messageCount: 0,
      version: 1,
    })
    const started: Ticket = (await change(filed.id, { status: 'active' })).body
    expect(started).toMatchObject({ activatedAt: started.modifiedAt, closedAt: null, openedAt: filed.openedAt })
    const closed: Ticket = (await change(filed.id, { status: 'closed' })).body
    expect(closed).toMatchObject({ closedAt: closed.modifiedAt, activatedAt: started.activatedAt })
    const confirmed: Ticket = (await change(filed.id, { category: 'services' })).body
    expect(confirmed).toMatchObject({ activatedAt: started.activatedAt, closedAt: closed.closedAt })
    const times = [filed, started, closed, confirmed].map(({ modifiedAt }) => modifiedAt)
    expect([...times].sort()).toEqual(times)
  })

  test('never takes time back, though the clock of another process was ahead', async () => {
    const { id } = await ticketIn(api, 'open')
    const ahead = '2099-01-01T00:00:00.000Z'
    await api.db('tickets').where({ id }).update({ modified_at: '2099-01-01 00:00:00.000' })
    expect((await change(id, { status: 'active' })).body).toMatchObject({ modifiedAt: ahead, activatedAt: ahead })
    const message = await api.call('POST', `/tickets/${id}/messages`, { role: 'helpdesk', body: { body: 'On my way' } })
    expect(message.body.createdAt).toBe(ahead)
    expect(await read(id)).toMatchObject({ modifiedAt: ahead, firstAnsweredAt: ahead })
    await api.call('DELETE', `/tickets/${id}`, { role: 'helpdesk' })
    const events = await eventsOf(api, id)
    expect(events.slice(1).map(({ ticket }) => ticket.modifiedAt)).toEqual([ahead, ahead, ahead])
  })

  test('of the assignee puts somebody in, gives another name, and takes them out', async () => {
    const { id } = await ticketIn(api, 'open')
    for (const assignee of [bo, { ...bo, name: 'Bo 🛠️ بو' }, { id: 'h:cy', name: 'Cy' }, null]) {
      const before = await read(id)
      expect((await change(id, { assignee })).body).toMatchObject({ assignee, version: before.version + 1 })
      expect((await eventsOf(api, id)).at(-1)).toMatchObject({
        type: 'ticket.assigned',
        previous: { assignee: before.assignee },
      })
    }
  })

  if (database === 'SQLite') return // One connection writes there: nobody waits for a lock.

  test('that is the victim of a deadlock is made all the same', async () => {
    const { id } = await ticketIn(api, 'open')
    const other = await api.db.transaction()
    // The lighter of the two is the victim; this one is to win.
    await other('secrets').insert(Array.from({ length: 100 }, (_, n) => ({ name: `${n}`, value: '' })))
    await other('tickets').where({ id }).update({ origin: 'portal' })
    const changing = change(id, { status: 'active' }, { key: 'deadlock' })
    const waiting = api
      .db('information_schema.processlist')
      .where({ db: api.db.raw('database()') })
      .where('info', 'like', 'select `tickets`%for update')
    await until('the change waits for the ticket', async () => (await waiting.clone().select('id')).length > 0)
    const key = { scope: 'local', key: 'deadlock', request_hash: '', created_at: '2026-11-21 00:00:00.000' }
    await other('idempotency_keys').insert(key)
    await other.rollback()
    expect(await changing).toMatchObject({ status: 200, body: { status: 'active', version: 2 } })
    expect(await typesOf(id)).toEqual(['ticket.filed', 'ticket.activated'])
  })
})
