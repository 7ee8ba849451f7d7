import { leaseMs, readerListSchema, readerSchema } from '@campus-helpdesk/core-api-contract/chat'
import { createCoreClient } from '@campus-helpdesk/core-api-contract/coreClient'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'
import { until } from './startProgram.ts'

const bot: Call = { role: 'helpdesk', actor: 'slack:bot', name: 'Bot' }

describeOnEachDatabase('a named reader of the feed', (kind) => {
  let api: RunningCoreApi
  let feedId: string
  let name = 'reader-0'
  let names = 0
  beforeAll(async () => {
    api = await startCoreApi(kind)
    await ticketIn(api, 'closed')
    await ticketIn(api, 'closed')
    await until('the feed has six events', async () => {
      const { body } = await api.call('GET', '/events', bot)
      feedId = body.feedId
      return body.events.length === 6
    })
  })
  afterAll(() => api.stop())
  beforeEach(() => {
    name = `reader-${names++}`
  })

  const lease = (body: unknown, call: Call = bot) => api.call('POST', `/readers/${name}/lease`, { ...call, body })
  const move = (fence: number, position: number, feed = feedId) =>
    api.call('PATCH', `/readers/${name}`, { ...bot, body: { fence, feedId: feed, position } })
  const release = (fence: number) => api.call('DELETE', `/readers/${name}/lease?fence=${fence}`, bot)
  const row = async () => {
    const { body } = await api.call('GET', '/readers', bot)
    expect(readerListSchema.strict().parse(body)).toEqual(body)
    return body.items.find((reader: { name: string }) => reader.name === name)
  }
  /** As if the holder had said nothing for longer than its lease. */
  const letPass = () => api.db('readers').where({ name }).update({ lease_until: '2026-01-01 00:00:00.000' })

  test('begins nowhere, and is made by taking its lease', async () => {
    expect(await row()).toBeUndefined()
    const before = Date.now()
    const said = await lease({ holder: 'one' })
    expect(said.body).toEqual({
      name,
      position: null,
      feedId: null,
      behind: 6,
      holder: 'one',
      fence: 1,
      leaseUntil: expect.any(String),
    })
    expect(readerSchema.strict().parse(said.body)).toEqual(said.body)
    expect(Date.parse(said.body.leaseUntil)).toBeGreaterThanOrEqual(before + leaseMs)
    expect(await row()).toEqual(said.body)
  })

  test('is held by one at a time', async () => {
    const { fence } = (await lease({ holder: 'one' })).body
    expect((await lease({ holder: 'two' })).status).toBe(409)
    expect(await row()).toMatchObject({ holder: 'one', fence })
  })

  test('is taken over once its lease has run out, and the late one can move nothing any more', async () => {
    const one = (await lease({ holder: 'one' })).body
    expect((await move(one.fence, 2)).status).toBe(200)
    await letPass()
    const two = (await lease({ holder: 'two' })).body
    expect(two).toMatchObject({ holder: 'two', position: 2 })
    expect(two.fence).toBeGreaterThan(one.fence)
    expect((await move(one.fence, 3)).status).toBe(409)
    expect((await lease({ holder: 'one', fence: one.fence })).status).toBe(409)
    expect((await release(one.fence)).status).toBe(409)
    expect(await row()).toMatchObject({ holder: 'two', position: 2, fence: two.fence })
    expect((await move(two.fence, 3)).body).toMatchObject({ position: 3, behind: 3 })
  })

  test('stays with its holder who renews in time, with the same fence', async () => {
    const { fence } = (await lease({ holder: 'one' })).body
    await letPass()
    const renewed = await lease({ holder: 'one', fence })
    expect(renewed).toMatchObject({ status: 200, body: { fence } })
    expect(Date.parse(renewed.body.leaseUntil)).toBeGreaterThan(Date.now())
    expect((await lease({ holder: 'two' })).status).toBe(409)
  })

  test('may be taken again by its holder, which makes its own old fence worthless', async () => {
    const first = (await lease({ holder: 'one' })).body
    const second = (await lease({ holder: 'one' })).body
    expect(second.fence).toBeGreaterThan(first.fence)
    expect((await move(first.fence, 1)).status).toBe(409)
    expect((await move(second.fence, 1)).status).toBe(200)
  })

  test('can be let go, and then be taken by the next one', async () => {
    const { fence } = (await lease({ holder: 'one' })).body
    expect((await release(fence)).status).toBe(204)
    expect(await row()).toMatchObject({ holder: null, leaseUntil: null })
    expect((await move(fence, 1)).status).toBe(409)
    expect((await lease({ holder: 'one', fence })).status).toBe(409)
    expect((await lease({ holder: 'two' })).body.fence).toBe(fence + 1)
  })

  test('bears repeated requests', async () => {
    const { fence } = (await lease({ holder: 'one' })).body
    for (let n = 0; n < 2; n++) expect((await move(fence, 4)).body).toMatchObject({ position: 4 })
    for (let n = 0; n < 2; n++) expect((await release(fence)).status).toBe(204)
  })

  test('only goes forward, and not beyond the feed', async () => {
    const { fence } = (await lease({ holder: 'one' })).body
    expect((await move(fence, 5)).status).toBe(200)
    expect((await move(fence, 4)).status).toBe(409)
    expect((await move(fence, 7)).status).toBe(409)
    expect((await move(fence, 6)).body).toMatchObject({ position: 6, behind: 0 })
    expect(await row()).toMatchObject({ position: 6 })
  })

  test('does not take a position of another feed for one of this', async () => {
    const { fence } = (await lease({ holder: 'one' })).body
    expect((await move(fence, 1, 'another')).status).toBe(409)
    expect(await row()).toMatchObject({ position: null })
    // As after a restore: what was noted is of the feed before, and behind it there is less.
    await api.db('readers').where({ name }).update({ position: 99, feed_id: 'before' })
    expect(await row()).toMatchObject({ position: 99, feedId: 'before', behind: 6 })
    expect((await move(fence, 2)).body).toMatchObject({ position: 2, feedId, behind: 4 })
  })

  test('must exist to be moved or let go', async () => {
    expect((await move(1, 1)).status).toBe(404)
    expect((await release(1)).status).toBe(404)
  })

  test('goes to one of 20 that reach for it at once, new or run out', async () => {
    const race = () =>
      Promise.all(Array.from({ length: 20 }, (_, n) => lease({ holder: `process-${n}` }).then(({ status }) => status)))
    const oneGotIt = [200, ...Array(19).fill(409)]
    expect((await race()).sort()).toEqual(oneGotIt)
    await letPass()
    expect((await race()).sort()).toEqual(oneGotIt)
    expect(await row()).toMatchObject({ fence: 2 })
  })

  test('never goes back, however its moves overtake each other', async () => {
    const { fence } = (await lease({ holder: 'one' })).body
    await Promise.all([3, 1, 6, 2, 5, 4].map((position) => move(fence, position)))
    expect(await row()).toMatchObject({ position: 6 })
  })

  test('is not for users', async () => {
    const user: Call = { role: 'user' }
    const asks: [string, string, unknown?][] = [
      ['GET', '/readers'],
      ['POST', `/readers/${name}/lease`, { holder: 'one' }],
      ['DELETE', `/readers/${name}/lease?fence=1`],
      ['PATCH', `/readers/${name}`, { fence: 1, feedId, position: 1 }],
    ]
    for (const [method, path, body] of asks) expect((await api.call(method, path, { ...user, body })).status).toBe(403)
    expect(await row()).toBeUndefined()
  })

  test.each([
    ['POST', 'Slack/lease', { holder: 'one' }, 'name'],
    ['POST', `${'a'.repeat(51)}/lease`, { holder: 'one' }, 'name'],
    ['POST', 'slack/lease', {}, 'holder'],
    ['POST', 'slack/lease', { holder: 'two words' }, 'holder'],
    ['POST', 'slack/lease', { holder: 'one', fence: 0 }, 'fence'],
    ['POST', 'slack/lease', { holder: 'one', until: 'noon' }, 'until'],
    ['PATCH', 'slack', { fence: 1, feedId: 'a', position: -1 }, 'position'],
    ['PATCH', 'slack', { fence: 1, feedId: 'a'.repeat(37), position: 1 }, 'feedId'],
    ['DELETE', 'slack/lease', undefined, 'fence'],
    ['DELETE', 'slack/lease?fence=x', undefined, 'fence'],
  ])('refuses %s /readers/%s with %j because of %s', async (method, path, body, field) => {
    const said = await api.call(method, `/readers/${path}`, { ...bot, body })
    expect(said).toMatchObject({ status: 400, body: { errors: [{ path: field }] } })
  })

  test('can be led by the typed client, also where answers get lost on their way', async () => {
    let calls = 0
    const core = createCoreClient({
      baseUrl: api.url,
      fetch: async (input, init) => {
        const response = await fetch(input, init)
        // Every other answer is lost after the work was done.
        if (calls++ % 2 === 0) throw new TypeError('fetch failed')
        return response
      },
    })
    const options = { actor: { role: 'helpdesk', id: 'slack:bot', name: 'Bot' } } as const
    const params = { name }
    const { fence } = (await core.leaseReader({ params, body: { holder: 'one' } }, options)).body
    expect((await core.leaseReader({ params, body: { holder: 'one', fence } }, options)).body.fence).toBe(fence)
    expect((await core.moveReader({ params, body: { fence, feedId, position: 3 } }, options)).body.position).toBe(3)
    expect((await core.listReaders({}, options)).body.items).toContainEqual(expect.objectContaining({ name, fence }))
    expect((await core.releaseReader({ params, query: { fence } }, options)).status).toBe(204)
    expect(await row()).toMatchObject({ holder: null, position: 3 })
  })
})
