import { placeListSchema, placeSchema } from '@campus-helpdesk/core-api-contract/chat'
import { createCoreClient } from '@campus-helpdesk/core-api-contract/coreClient'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const bot: Call = { role: 'helpdesk', actor: 'slack:bot', name: 'Bot' }

describeOnEachDatabase('where a ticket is shown', (kind) => {
  let api: RunningCoreApi
  let id: number
  let other: number
  let rounds = 0
  beforeAll(async () => {
    api = await startCoreApi(kind)
  })
  afterAll(() => api.stop())
  beforeEach(async () => {
    id = (await ticketIn(api, 'open')).id
    other = (await ticketIn(api, 'open')).id
    rounds++
  })

  const thread = (name = 'a') => `slack:T1/C${rounds}/${name}`
  const put = (ticket: number, where: string, body: unknown, call: Call = bot) =>
    api.call('PUT', `/tickets/${ticket}/places/${where}`, { ...call, body })
  const remove = (ticket: number, where: string) => api.call('DELETE', `/tickets/${ticket}/places/${where}`, bot)
  const list = async (ticket: number) => {
    const { body } = await api.call('GET', `/tickets/${ticket}/places`, bot)
    expect(placeListSchema.strict().parse(body)).toEqual(body)
    return body.items
  }
  const find = async (place: string) =>
    (await api.call('GET', `/places?place=${encodeURIComponent(place)}`, bot)).body.items

  test('is kept, and found from both sides', async () => {
    const said = await put(id, 'slack/helpdesk', { place: thread(), ref: '1712.000100' })
    const place = {
      ticketId: id,
      platform: 'slack',
      purpose: 'helpdesk',
      place: thread(),
      ref: '1712.000100',
      failedAt: null,
    }
    expect(said).toMatchObject({ status: 200, body: place })
    expect(placeSchema.strict().parse(said.body)).toEqual(said.body)
    expect(await list(id)).toEqual([place])
    expect(await find(thread())).toEqual([place])
    expect(await find(thread('b'))).toEqual([])
    expect(await list(other)).toEqual([])
  })

  test('is one place for each platform and purpose, and four in all', async () => {
    for (const where of ['slack/helpdesk', 'slack/requester', 'discord/helpdesk', 'discord/requester'])
      expect((await put(id, where, { place: thread(where) })).status).toBe(200)
    expect((await list(id)).map(({ place }: { place: string }) => place)).toEqual(
      ['slack/helpdesk', 'slack/requester', 'discord/helpdesk', 'discord/requester'].map(thread),
    )
  })

  test('moves when it is put again, and frees the thread where it was', async () => {
    await put(id, 'slack/helpdesk', { place: thread('a'), ref: '1' })
    await put(id, 'slack/helpdesk', { place: thread('b') })
    expect(await list(id)).toMatchObject([{ place: thread('b'), ref: null }])
    expect(await find(thread('a'))).toEqual([])
    expect((await put(other, 'slack/helpdesk', { place: thread('a') })).status).toBe(200)
  })

  test('can be noted as failed for good, and be mended', async () => {
    const failed = await put(id, 'slack/helpdesk', { place: thread(), failed: true })
    expect(failed.body.failedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/)
    expect(await list(id)).toEqual([failed.body])
    expect((await put(id, 'slack/helpdesk', { place: thread() })).body.failedAt).toBeNull()
  })

  test('is no other ticket nor purpose: a thread shows one', async () => {
    await put(id, 'slack/helpdesk', { place: thread() })
    expect((await put(other, 'slack/helpdesk', { place: thread() })).status).toBe(409)
    expect((await put(id, 'slack/requester', { place: thread() })).status).toBe(409)
    expect(await find(thread())).toMatchObject([{ ticketId: id, purpose: 'helpdesk' }])
    expect(await list(other)).toEqual([])
  })

  test('tells threads apart exactly, by case and accents too', async () => {
    const names = ['room', 'Room', 'rôom']
    for (const [n, name] of names.entries())
      expect(
        (await put([id, other, id][n] ?? id, n === 2 ? 'discord/helpdesk' : 'slack/helpdesk', { place: thread(name) }))
          .status,
      ).toBe(200)
    for (const name of names) expect(await find(thread(name))).toMatchObject([{ place: thread(name) }])
  })

  test('goes to one of the tickets that 20 requests put into the same thread at once', async () => {
    const tickets = await Promise.all(Array.from({ length: 20 }, () => ticketIn(api, 'open')))
    const answers = await Promise.all(
      tickets.map(async (ticket) => ({ ticket, said: await put(ticket.id, 'slack/helpdesk', { place: thread() }) })),
    )
    expect(answers.map(({ said }) => said.status).sort()).toEqual([200, ...Array(19).fill(409)])
    const winner = answers.find(({ said }) => said.status === 200)?.ticket
    expect(await find(thread())).toMatchObject([{ ticketId: winner?.id }])
  })

  test('is one of the threads that 20 requests put for the same ticket at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => put(id, 'slack/helpdesk', { place: thread(`${n}`) })),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(await list(id)).toHaveLength(1)
  })

  test('is forgotten when asked, twice as well as once', async () => {
    await put(id, 'slack/helpdesk', { place: thread() })
    for (let n = 0; n < 2; n++) expect((await remove(id, 'slack/helpdesk')).status).toBe(204)
    expect(await list(id)).toEqual([])
    expect((await put(other, 'slack/helpdesk', { place: thread() })).status).toBe(200)
  })

  test('goes with the ticket', async () => {
    await put(id, 'slack/helpdesk', { place: thread() })
    await api.call('DELETE', `/tickets/${id}`, bot)
    expect(await find(thread())).toEqual([])
    expect((await put(id, 'slack/helpdesk', { place: thread() })).status).toBe(404)
    expect((await remove(id, 'slack/helpdesk')).status).toBe(404)
    expect((await api.call('GET', `/tickets/${id}/places`, bot)).status).toBe(404)
    expect((await put(other, 'slack/helpdesk', { place: thread() })).status).toBe(200)
  })

  test('is put by the holder of a lease only, where one is named', async () => {
    const name = `placer-${rounds}`
    const lease = (body: unknown) => api.call('POST', `/readers/${name}/lease`, { ...bot, body })
    const old = (await lease({ holder: 'one' })).body.fence
    expect((await put(id, 'slack/helpdesk', { place: thread(), reader: { name, fence: old } })).status).toBe(200)
    await api.db('readers').where({ name }).update({ lease_until: '2026-01-01 00:00:00.000' })
    const { fence } = (await lease({ holder: 'two' })).body
    expect((await put(id, 'slack/helpdesk', { place: thread('b'), reader: { name, fence: old } })).status).toBe(409)
    expect((await put(other, 'slack/helpdesk', { place: thread('c'), reader: { name, fence: old } })).status).toBe(409)
    expect([await list(id), await list(other)]).toMatchObject([[{ place: thread() }], []])
    expect((await put(id, 'slack/helpdesk', { place: thread('b'), reader: { name, fence } })).status).toBe(200)
    expect((await put(id, 'slack/helpdesk', { place: thread('b'), reader: { name: 'nobody', fence } })).status).toBe(
      404,
    )
  })

  test('is no news, and no change of the ticket', async () => {
    const before = (await api.call('GET', `/tickets/${id}`, bot)).body
    await put(id, 'slack/helpdesk', { place: thread() })
    expect((await api.call('GET', `/tickets/${id}`, bot)).body).toEqual(before)
    expect(await api.db('events').where({ ticket_id: id })).toHaveLength(1)
  })

  test('is not for users', async () => {
    const user: Call = { role: 'user' }
    expect((await put(id, 'slack/helpdesk', { place: thread() }, user)).status).toBe(403)
    const asks = [
      ['DELETE', `/tickets/${id}/places/slack/helpdesk`],
      ['GET', `/tickets/${id}/places`],
      ['GET', '/places?place=x'],
    ] as const
    for (const [method, path] of asks) expect((await api.call(method, path, user)).status).toBe(403)
    expect(await list(id)).toEqual([])
  })

  test.each([
    ['teams/helpdesk', { place: 'x' }, 'platform'],
    ['slack/boss', { place: 'x' }, 'purpose'],
    ['slack/helpdesk', {}, 'place'],
    ['slack/helpdesk', { place: ' ' }, 'place'],
    ['slack/helpdesk', { place: 'x'.repeat(201) }, 'place'],
    ['slack/helpdesk', { place: 'x', ref: '' }, 'ref'],
    ['slack/helpdesk', { place: 'x', failed: 'yes' }, 'failed'],
    ['slack/helpdesk', { place: 'x', colour: 'red' }, 'colour'],
    ['slack/helpdesk', { place: 'x', reader: { name: 'slack' } }, 'reader.fence'],
  ])('is refused at %s with %j because of %s', async (where, body, field) => {
    expect(await put(id, where, body)).toMatchObject({ status: 400, body: { errors: [{ path: field }] } })
  })

  test('can be led by the typed client, also where answers get lost on their way', async () => {
    let calls = 0
    const core = createCoreClient({
      baseUrl: api.url,
      fetch: async (input, init) => {
        const response = await fetch(input, init)
        if (calls++ % 2 === 0) throw new TypeError('fetch failed')
        return response
      },
    })
    const options = { actor: { role: 'helpdesk', id: 'slack:bot', name: 'Bot' } } as const
    const params = { id, platform: 'slack', purpose: 'helpdesk' }
    const kept = await core.putPlace({ params, body: { place: thread(), ref: '1' } }, options)
    expect((await core.findPlace({ query: { place: thread() } }, options)).body.items).toEqual([kept.body])
    expect((await core.listPlaces({ params: { id } }, options)).body.items).toEqual([kept.body])
    expect((await core.removePlace({ params }, options)).status).toBe(204)
    expect(await list(id)).toEqual([])
  })
})
