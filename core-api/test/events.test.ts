import { ticketEventSchema } from '@campus-helpdesk/core-api-contract/event'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { fromColumnTime } from '@campus-helpdesk/db/times'
import { ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const lift = 'The lift is stuck'
const wifi = 'The wifi does not work on my laptop'
const ana = { id: 'slack:U1', name: 'Ana' }
const bo = { id: 'portal:h1', name: 'Bo 🛠️ بو' }
const asAna: Call = { actor: ana.id, name: ana.name }
const asBo: Call = { role: 'helpdesk', actor: bo.id, name: bo.name }

describeOnEachDatabase('the event of a change', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  /** As it is stored, checked against the contract. */
  const eventsOf = async (id: number) => {
    const rows: { type: string; at: string; body: string }[] = await api
      .db('events')
      .where({ ticket_id: id })
      .orderBy('id')
    return rows.map(({ type, at, body }) => {
      const event = { type, at: fromColumnTime(at), ...JSON.parse(body) }
      expect(ticketEventSchema.parse(event)).toEqual(event)
      return event
    })
  }
  const factsOf = async (id: number) => {
    const { body } = await api.call('GET', `/tickets/${id}`, { role: 'helpdesk' })
    const { description: _, categoryConfidence: __, ...facts } = body
    return { ...facts, erasedAt: null }
  }
  const file = async (body: object = {}) =>
    (await api.call('POST', '/tickets', { ...asAna, body: { description: lift, ...body } })).body
  const change = (id: number, body: unknown, call: Call = asBo) =>
    api.call('PATCH', `/tickets/${id}`, { ...call, body })

  test('says who filed it, when and from where, and no word of it', async () => {
    const ticket = await file({ origin: 'slack', source: { place: 'slack:T1/C1', ref: '1.0' } })
    expect(await eventsOf(ticket.id)).toEqual([
      {
        type: 'ticket.filed',
        at: ticket.openedAt,
        actor: { ...ana, role: 'user' },
        ticket: {
          id: ticket.id,
          version: 1,
          status: 'open',
          category: 'facility',
          categorySource: 'auto',
          origin: 'slack',
          requester: ana,
          assignee: null,
          openedAt: ticket.openedAt,
          modifiedAt: ticket.openedAt,
          activatedAt: null,
          firstAnsweredAt: null,
          closedAt: null,
          erasedAt: null,
          messageCount: 0,
        },
        previous: {},
      },
    ])
  })

  const changes: { type: string; ready?: object; body: object; by?: Call; previous: object }[] = [
    { type: 'ticket.edited', body: { description: `${lift} again` }, by: asAna, previous: {} },
    { type: 'ticket.recategorised', body: { category: 'services' }, previous: { category: 'facility' } },
    { type: 'ticket.recategorised', body: { category: 'facility' }, previous: { category: 'facility' } },
    { type: 'ticket.assigned', body: { assignee: bo }, previous: { assignee: null } },
    { type: 'ticket.assigned', ready: { assignee: bo }, body: { assignee: null }, previous: { assignee: bo } },
    { type: 'ticket.activated', body: { status: 'active' }, previous: { status: 'open' } },
    { type: 'ticket.closed', ready: { status: 'active' }, body: { status: 'closed' }, previous: { status: 'active' } },
  ]
  test.each(changes)(
    '$type says what is so now and what was before: $body',
    async ({ type, ready, body, by, previous }) => {
      const { id } = await file()
      if (ready !== undefined) await change(id, ready)
      const before = await eventsOf(id)
      await change(id, body, by)
      const facts = await factsOf(id)
      expect(await eventsOf(id)).toEqual([
        ...before,
        {
          type,
          at: facts.modifiedAt,
          actor: by === undefined ? { ...bo, role: 'helpdesk' } : { ...ana, role: 'user' },
          ticket: facts,
          previous,
        },
      ])
    },
  )

  test('of several at once carries the facts after each of them', async () => {
    const { id } = await file()
    await change(id, { description: wifi, status: 'active', assignee: bo })
    const facts = await factsOf(id)
    const after = [
      { version: 2, status: 'open', category: 'facility', assignee: null, activatedAt: null },
      { version: 3, status: 'open', category: 'technical', assignee: null, activatedAt: null },
      { version: 4, status: 'open', category: 'technical', assignee: bo, activatedAt: null },
      { version: 5, status: 'active', category: 'technical', assignee: bo, activatedAt: facts.activatedAt },
    ]
    const events = (await eventsOf(id)).slice(1)
    expect(events.map(({ ticket }) => ticket)).toEqual(after.map((step) => ({ ...facts, ...step })))
    expect(events.map(({ type, previous }) => [type, previous])).toEqual([
      ['ticket.edited', {}],
      ['ticket.recategorised', { category: 'facility' }],
      ['ticket.assigned', { assignee: null }],
      ['ticket.activated', { status: 'open' }],
    ])
  })

  test('message.posted says who wrote, as whom and from where, but not what', async () => {
    const { id } = await file()
    const source = { place: 'slack:T1/C1/1.0', ref: '1.1' }
    const posts = [
      { by: asAna, author: { ...ana, role: 'user' }, origin: 'slack', source },
      { by: asBo, author: { ...bo, role: 'helpdesk' }, origin: 'api' },
    ]
    for (const { by, author, origin, ...more } of posts) {
      const { body } = await api.call('POST', `/tickets/${id}/messages`, {
        ...by,
        body: { body: 'unspoken words', origin, ...more },
      })
      expect((await eventsOf(id)).at(-1)).toEqual({
        type: 'message.posted',
        at: body.createdAt,
        actor: author,
        ticket: await factsOf(id),
        previous: {},
        message: { id: body.id, author, origin, ...more },
      })
    }
    const [, first, second] = await eventsOf(id)
    expect([first.ticket.firstAnsweredAt, second.ticket.firstAnsweredAt]).toEqual([null, second.at])
    expect([first, second].map(({ ticket }) => [ticket.version, ticket.messageCount])).toEqual([
      [1, 1],
      [1, 2],
    ])
  })

  test('never holds what people wrote', async () => {
    const { id } = await file({ description: 'unspoken words' })
    await change(id, { description: 'unspoken words, corrected', category: 'services', status: 'active' })
    await api.call('POST', `/tickets/${id}/messages`, { ...asAna, body: { body: 'unspoken words' } })
    await api.call('DELETE', `/tickets/${id}`, asBo)
    expect(await api.db('events').where('body', 'like', '%unspoken%')).toEqual([])
    expect((await eventsOf(id)).length).toBe(6)
  })

  test('is not written where nothing changes, or nothing may', async () => {
    const { id } = await file()
    const closed = await ticketIn(api, 'closed')
    const count = async () => (await api.db('events')).length
    const before = await count()
    const asks: [string, string, Call, number][] = [
      ['PATCH', `/tickets/${id}`, { ...asBo, body: { description: lift, status: 'open', assignee: null } }, 200],
      ['PATCH', `/tickets/${id}`, { ...asBo, body: { category: 'services', status: 'closed' } }, 409],
      ['PATCH', `/tickets/${id}`, { ...asAna, body: { status: 'active' } }, 403],
      ['PATCH', `/tickets/${id}`, { ...asBo, body: { status: 'active' }, ifMatch: '"2"' }, 412],
      ['PATCH', `/tickets/${id}`, { ...asBo, body: { description: '' } }, 400],
      ['PATCH', '/tickets/999999', { ...asBo, body: { status: 'active' } }, 404],
      ['DELETE', `/tickets/${id}`, asAna, 403],
      ['DELETE', `/tickets/${id}`, { ...asBo, ifMatch: '"2"' }, 412],
      ['POST', '/tickets', { ...asAna, body: { description: lift, colour: 'red' } }, 400],
      ['POST', `/tickets/${closed.id}/messages`, { ...asBo, body: { body: 'Thanks' } }, 409],
      ['POST', '/classify', { ...asAna, body: { text: lift } }, 200],
      ['GET', `/tickets/${id}`, asAna, 200],
    ]
    for (const [method, path, call, status] of asks)
      expect([method, path, (await api.call(method, path, call)).status]).toEqual([method, path, status])
    expect(await count()).toBe(before)
  })
})
