import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { ticketIn } from './scenario.ts'
import { expectOncePerSource, madeIds, sendInParallel } from './sendInParallel.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

let refs = 0
const newSource = () => ({ place: 'slack:T1/C9', ref: `1712.${++refs}` })

describeOnEachDatabase('a source', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  const file = (source: unknown, call: Call = {}) =>
    api.call('POST', '/tickets', { body: { description: 'The lift is stuck', origin: 'slack', source }, ...call })
  const write = (id: number, source: unknown, call: Call = {}) =>
    api.call('POST', `/tickets/${id}/messages`, { body: { body: 'Still stuck', origin: 'slack', source }, ...call })
  const change = (id: number, body: unknown) => api.call('PATCH', `/tickets/${id}`, { role: 'helpdesk', body })
  const counts = async () => [
    (await api.db('tickets')).length,
    (await api.db('messages')).length,
    (await api.db('events')).length,
  ]

  test('that has filed a ticket answers with it as it is now, whoever says what', async () => {
    const source = newSource()
    const filed = await file(source)
    expect([filed.status, filed.headers.get('idempotency-replayed')]).toEqual([201, null])
    const now = (await change(filed.body.id, { status: 'active', category: 'services' })).body
    const before = await counts()
    const other = { description: 'Other words', source }
    for (const call of [{}, { actor: 'somebody-else' }, { role: 'helpdesk', body: other }] as const) {
      const again = await file(source, call)
      expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([200, 'true', now])
      expect(again.headers.get('etag')).toBe(`"${now.version}"`)
    }
    expect(await counts()).toEqual(before)
  })

  test('that has written a message answers with it', async () => {
    const { id } = await ticketIn(api, 'open')
    const other = await ticketIn(api, 'open')
    const source = newSource()
    const written = await write(id, source)
    expect([written.status, written.headers.get('idempotency-replayed')]).toEqual([201, null])
    const before = await counts()
    for (const ticket of [id, other.id]) {
      const again = await write(ticket, source, { actor: 'somebody-else' })
      expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([200, 'true', written.body])
    }
    expect((await write(999_999, source)).status).toBe(404)
    expect(await counts()).toEqual(before)
  })

  test('counts apart for tickets and messages', async () => {
    const source = newSource()
    const filed = await file(source)
    const written = await write(filed.body.id, source)
    expect([filed.status, written.status]).toEqual([201, 201])
    expect((await file(source)).body.id).toBe(filed.body.id)
    expect((await write(filed.body.id, source)).body.id).toBe(written.body.id)
  })

  test('is compared exactly, in both its parts', async () => {
    const alike: [string, string][] = [
      ['p', 'r'],
      ['P', 'r'],
      ['p', 'R'],
      ['r', 'p'],
      ['p', 'r.'],
      ['p', 'r\u0301'],
      ['p', 'ŕ'],
      ['p', 'ß'],
      ['p', 'ss'],
      ['p', '1'],
      ['p', '01'],
      ['p', '🛗'],
      ['p', '🛠'],
    ]
    for (const [place, ref] of alike)
      expect([place, ref, (await file({ place, ref })).status]).toEqual([place, ref, 201])
  })

  test('whose ticket is closed still answers a user', async () => {
    const source = newSource()
    const { id } = (await file(source)).body
    const message = newSource()
    await write(id, message)
    for (const status of ['active', 'closed']) await change(id, { status })
    const again = await file(source)
    expect([again.status, again.body.id, again.body.status]).toEqual([200, id, 'closed'])
    expect((await write(id, message)).status).toBe(200)
    expect((await write(id, newSource())).status).toBe(403)
  })

  test('whose ticket was deleted files anew, and so do its messages', async () => {
    const source = newSource()
    const message = newSource()
    const { id } = (await file(source)).body
    await write(id, message)
    await api.call('DELETE', `/tickets/${id}`, { role: 'helpdesk' })
    const anew = await file(source)
    expect([anew.status, anew.headers.get('idempotency-replayed')]).toEqual([201, null])
    expect(anew.body.id).toBeGreaterThan(id)
    expect((await write(anew.body.id, message)).status).toBe(201)
  })

  test('of a refused message is free again', async () => {
    const closed = await ticketIn(api, 'closed')
    const { id } = await ticketIn(api, 'open')
    const source = newSource()
    expect((await write(closed.id, source)).status).toBe(403)
    expect((await write(id, source)).status).toBe(201)
  })

  test('makes 200 parallel requests with 20 sources file 20 tickets', async () => {
    const [before = 0] = await counts()
    const requests = Array.from({ length: 20 }, (_, n) => ({
      method: 'POST',
      path: '/tickets',
      name: `${n}`,
      body: { description: `Lamp ${n} is broken`, origin: 'slack', source: { place: 'parallel', ref: `${n}` } },
    }))
    const answers = await sendInParallel([api.url], requests, 10)
    expectOncePerSource(answers)
    expect((await counts())[0]).toBe(before + 20)
    expect(await api.db('events').whereIn('ticket_id', madeIds(answers))).toHaveLength(20)
  })

  test('makes 200 parallel requests with 20 sources write 20 messages', async () => {
    const { id } = await ticketIn(api, 'open')
    const requests = Array.from({ length: 20 }, (_, n) => ({
      method: 'POST',
      path: `/tickets/${id}/messages`,
      name: `${n}`,
      body: { body: `Message ${n}`, origin: 'slack', source: { place: 'parallel', ref: `${n}` } },
    }))
    expectOncePerSource(await sendInParallel([api.url], requests, 10))
    expect((await api.call('GET', `/tickets/${id}`)).body.messageCount).toBe(20)
    expect(await api.db('messages').where({ ticket_id: id })).toHaveLength(20)
  })
})
