import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { eventsOf, ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const asAna: Call = { actor: 'person-ana', name: 'Private Ana' }
const asBo: Call = { role: 'helpdesk', actor: 'person-bo', name: 'Private Bo' }
const asCy: Call = { role: 'helpdesk', actor: 'h:cy', name: 'Cy' }

describeOnEachDatabase('a deletion', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  /** With people, sources, keys and texts wherever they can be. */
  const fullTicket = async () => {
    const place = 'private-place'
    const filed = await api.call('POST', '/tickets', {
      ...asAna,
      key: `file-${Math.random()}`,
      body: { description: 'private words', origin: 'slack', source: { place, ref: `${Math.random()}` } },
    })
    const path = `/tickets/${filed.body.id}`
    const assignee = { id: 'person-bo', name: 'Private Bo' }
    await api.call('PATCH', path, { ...asBo, body: { assignee, category: 'services', status: 'active' } })
    await api.call('PATCH', path, { ...asBo, body: { assignee: { ...assignee, name: 'Private Bob' } } })
    for (const call of [asAna, asBo]) {
      const source = { place, ref: `${Math.random()}` }
      await api.call('POST', `${path}/messages`, { ...call, body: { body: 'private answer', source } })
    }
    return filed.body.id as number
  }
  const rowsOf = async (id: number) => [
    await api.db('tickets').where({ id }),
    await api.db('messages').where({ ticket_id: id }),
    await api.db('search_terms').where({ ticket_id: id }),
  ]

  test('erases the ticket, its thread, its words and its people', async () => {
    const id = await fullTicket()
    const other = await ticketIn(api, 'open', 'private words of somebody else', asAna)
    expect((await rowsOf(id)).every((rows) => rows.length > 0)).toBe(true)
    expect(await api.call('DELETE', `/tickets/${id}`, asCy)).toMatchObject({ status: 204, body: null })
    expect(await rowsOf(id)).toEqual([[], [], []])
    for (const path of [`/tickets/${id}`, `/tickets/${id}/messages`])
      expect((await api.call('GET', path, asCy)).status).toBe(404)
    const found = await api.call('GET', '/tickets?q=private', asCy)
    expect(found.body.items.map((ticket: { id: number }) => ticket.id)).toEqual([other.id])
    const kept = [
      await api.db('events').where({ ticket_id: id }),
      await api.db('idempotency_keys').where({ ticket_id: id }),
    ]
    expect(JSON.stringify(kept)).not.toMatch(/private|person-/i)
    expect((await eventsOf(api, other.id))[0].ticket.requester).toEqual({ id: 'person-ana', name: 'Private Ana' })
  })

  test('leaves the facts of its older events, in their order', async () => {
    const id = await fullTicket()
    const before = await eventsOf(api, id)
    await api.call('DELETE', `/tickets/${id}`, asCy)
    const after = await eventsOf(api, id)
    expect(after.slice(0, -1)).toEqual(
      before.map(({ message, previous: { assignee: _, ...previous }, ...event }) => ({
        ...event,
        actor: null,
        ticket: { ...event.ticket, requester: null, assignee: null },
        previous,
        ...(message ? { message: { id: message.id, origin: message.origin, author: null } } : {}),
      })),
    )
    expect(after.map(({ type }) => type)).toEqual([
      'ticket.filed',
      'ticket.recategorised',
      'ticket.assigned',
      'ticket.activated',
      'ticket.assigned',
      'message.posted',
      'message.posted',
      'ticket.deleted',
    ])
  })

  test('is itself the last event: the facts, a version more, nobody but who deleted it', async () => {
    const id = await fullTicket()
    const last = (await eventsOf(api, id)).at(-1)
    await api.call('DELETE', `/tickets/${id}`, asCy)
    const deleted = (await eventsOf(api, id)).at(-1)
    expect(deleted).toEqual({
      type: 'ticket.deleted',
      actor: { id: 'h:cy', name: 'Cy', role: 'helpdesk' },
      ticket: {
        ...last.ticket,
        requester: null,
        assignee: null,
        version: last.ticket.version + 1,
        modifiedAt: deleted.ticket.modifiedAt,
      },
      previous: {},
    })
    expect(deleted.ticket.modifiedAt >= last.ticket.modifiedAt).toBe(true)
  })

  test('of the newest ticket does not free its number', async () => {
    const newest = await ticketIn(api, 'open')
    await api.call('POST', `/tickets/${newest.id}/messages`, { body: { body: 'Hello' } })
    await api.call('DELETE', `/tickets/${newest.id}`, asCy)
    expect((await ticketIn(api, 'open')).id).toBeGreaterThan(newest.id)
  })

  test('is made once by two at once', async () => {
    const { id } = await ticketIn(api, 'open')
    const answers = await Promise.all([1, 2].map(() => api.call('DELETE', `/tickets/${id}`, asCy)))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404])
    expect((await eventsOf(api, id)).map(({ type }) => type)).toEqual(['ticket.filed', 'ticket.deleted'])
  })

  test('that meets messages and changes leaves nothing behind, and is the last event', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await ticketIn(api, 'open')
      const path = `/tickets/${id}`
      const statuses = await Promise.all([
        ...[1, 2, 3].map((n) => api.call('POST', `${path}/messages`, { body: { body: `Hello ${n}` } })),
        api.call('DELETE', path, asCy),
        ...[4, 5, 6].map((n) => api.call('POST', `${path}/messages`, { body: { body: `Hello ${n}` } })),
        api.call('PATCH', path, { ...asBo, body: { status: 'active' } }),
      ])
      for (const { status } of statuses) expect([200, 201, 204, 404]).toContain(status)
      expect(await rowsOf(id)).toEqual([[], [], []])
      const events = await eventsOf(api, id)
      expect(events.map(({ type }) => type).indexOf('ticket.deleted')).toBe(events.length - 1)
      expect(events).toHaveLength(1 + statuses.filter(({ status }) => status < 300).length)
    }
  })
})
