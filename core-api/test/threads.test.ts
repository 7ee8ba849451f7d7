import { messageSchema } from '@campus-helpdesk/core-api-contract/message'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { eventsOf, ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

describeOnEachDatabase("a ticket's thread", (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  const write = async (id: number, body: string, call: Call = {}) =>
    (await api.call('POST', `/tickets/${id}/messages`, { ...call, body: { body } })).body
  const read = async (id: number) => (await api.call('GET', `/tickets/${id}`, { role: 'helpdesk' })).body
  const page = async (id: number, query: string) => (await api.call('GET', `/tickets/${id}/messages?${query}`)).body
  const bodies = (messages: { body: string }[]) => messages.map(({ body }) => body)

  test('says who wrote what, as whom, from where and when', async () => {
    const { id } = await ticketIn(api, 'open')
    const { status, body } = await api.call('POST', `/tickets/${id}/messages`, {
      role: 'helpdesk',
      actor: 'slack:U7',
      name: 'Zoë 🛠️',
      body: { body: ' Which floor?\n\nمرحبا <b>"1"</b> ', origin: 'slack' },
    })
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(Number),
        ticketId: id,
        author: { id: 'slack:U7', name: 'Zoë 🛠️', role: 'helpdesk' },
        body: 'Which floor?\n\nمرحبا <b>"1"</b>',
        origin: 'slack',
        createdAt: (await read(id)).modifiedAt,
      },
    ])
    expect(messageSchema.parse(body)).toEqual(body)
    expect((await page(id, '')).items).toEqual([body])
  })

  test('is empty at first', async () => {
    const { id } = await ticketIn(api, 'open')
    expect(await page(id, '')).toEqual({ items: [], nextCursor: null })
    expect((await api.call('GET', `/tickets/${id}?include=messages`)).body.messages).toEqual([])
    expect(await read(id)).not.toHaveProperty('messages')
  })

  test('is paged oldest first, each message once, with more of them written meanwhile', async () => {
    const { id } = await ticketIn(api, 'open')
    const other = await ticketIn(api, 'open')
    for (let n = 1; n <= 5; n++) {
      await write(id, `Message ${n}`)
      await write(other.id, 'Elsewhere')
    }
    const seen: string[] = []
    let cursor = ''
    for (let pages = 1; ; pages++) {
      const { items, nextCursor } = await page(id, `limit=2${cursor}`)
      seen.push(...bodies(items))
      if (nextCursor === null) break
      if (pages <= 2) await write(id, `Message ${5 + pages}`)
      cursor = `&cursor=${nextCursor}`
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `Message ${n}`))
    const first = await page(id, 'limit=2')
    const elsewhere = await api.call('GET', `/tickets/${other.id}/messages?cursor=${first.nextCursor}`)
    expect([elsewhere.status, elsewhere.body.errors?.[0]?.path]).toEqual([400, 'cursor'])
  })

  test('keeps the order in which messages were taken, whoever wrote them at once', async () => {
    const { id } = await ticketIn(api, 'open')
    const written = await Promise.all(
      Array.from({ length: 12 }, (_, n) => write(id, `Message ${n}`, { role: n % 2 === 0 ? 'user' : 'helpdesk' })),
    )
    const { items } = await page(id, 'limit=100')
    expect(new Set(bodies(items))).toEqual(new Set(bodies(written)))
    const times = items.map(({ createdAt }: { createdAt: string }) => createdAt)
    expect([...times].sort()).toEqual(times)
    const events = (await eventsOf(api, id)).filter(({ type }) => type === 'message.posted')
    expect(events.map(({ message }) => message.id)).toEqual(items.map((message: { id: number }) => message.id))
    expect(events.map(({ ticket }) => ticket.messageCount)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1))
    expect((await read(id)).messageCount).toBe(12)
  })

  test('comes with its ticket as the newest 100, oldest of them first', async () => {
    const { id } = await ticketIn(api, 'open')
    for (let n = 1; n <= 103; n++) await write(id, `Message ${n}`)
    const { status, body, headers } = await api.call('GET', `/tickets/${id}?include=messages`)
    expect([status, headers.get('etag'), body.messageCount]).toEqual([200, '"1"', 103])
    expect(bodies(body.messages)).toEqual(Array.from({ length: 100 }, (_, n) => `Message ${n + 4}`))
    const { messages, ...ticket } = body
    expect(ticket).toEqual(await read(id))
    expect(messages[0]).toEqual((await page(id, 'limit=4')).items[3])
  })

  test("counts as answered with the helpdesk's first message, and only that one", async () => {
    const { id } = await ticketIn(api, 'open')
    const steps: [Call, string | null][] = [
      [{ actor: 'u1' }, null],
      [{ role: 'helpdesk', actor: 'h1' }, 'first'],
      [{ role: 'helpdesk', actor: 'h2' }, 'first'],
      [{ actor: 'u1' }, 'first'],
    ]
    let first: string | null = null
    for (const [call, expected] of steps) {
      const message = await write(id, 'Well', call)
      if (expected !== null) first ??= message.createdAt
      expect((await read(id)).firstAnsweredAt).toBe(expected && first)
    }
  })

  test('modifies its ticket without a new version, so that If-Match still holds', async () => {
    const before = await ticketIn(api, 'active')
    const message = await write(before.id, 'Still stuck')
    expect(await read(before.id)).toEqual({ ...before, modifiedAt: message.createdAt, messageCount: 1 })
    const closed = await api.call('PATCH', `/tickets/${before.id}`, {
      role: 'helpdesk',
      ifMatch: `"${before.version}"`,
      body: { status: 'closed' },
    })
    expect(closed).toMatchObject({ status: 200, body: { messageCount: 1, version: before.version + 1 } })
  })

  test('does not change when a message is refused', async () => {
    const before = await ticketIn(api, 'closed')
    const events = await eventsOf(api, before.id)
    for (const [role, status] of [
      ['user', 403],
      ['helpdesk', 409],
    ] as const) {
      const refused = await api.call('POST', `/tickets/${before.id}/messages`, { role, body: { body: 'Thanks' } })
      expect(refused.status).toBe(status)
    }
    expect(await read(before.id)).toEqual(before)
    expect(await eventsOf(api, before.id)).toEqual(events)
    expect(await api.db('messages').where({ ticket_id: before.id })).toEqual([])
  })
})
