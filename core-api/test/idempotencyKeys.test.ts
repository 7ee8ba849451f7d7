import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { purgeKeys } from '../src/http/answerOnce.ts'
import { ticketIn } from './scenario.ts'
import { expectOncePerKey, madeIds, sendInParallel } from './sendInParallel.ts'
import { type Call, callApi, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

let keys = 0
const newKey = () => `key-${++keys}`

/** Each keyed route, asked of a ticket. */
const asks: { what: string; ask: (id: number) => [string, string, Call]; status: number }[] = [
  { what: 'filing', ask: () => ['POST', '/tickets', { body: { description: 'No light' } }], status: 201 },
  { what: 'an edit', ask: (id) => ['PATCH', `/tickets/${id}`, { body: { description: 'New words' } }], status: 200 },
  {
    what: 'a message',
    ask: (id) => ['POST', `/tickets/${id}/messages`, { body: { body: 'Hello', origin: 'portal' } }],
    status: 201,
  },
  { what: 'a deletion', ask: (id) => ['DELETE', `/tickets/${id}`, {}], status: 204 },
]

describeOnEachDatabase('an Idempotency-Key', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  const state = async () => ({
    tickets: await api.db('tickets').orderBy('id'),
    messages: await api.db('messages').orderBy('id'),
    events: await api.db('events').orderBy('id').select('id', 'ticket_id', 'type', 'body'),
  })

  const keptAnswersWith = async (text: string) =>
    (await api.db('idempotency_keys').pluck('answer')).filter((answer: string | null) => answer?.includes(text))

  test.each(asks)('makes the repeat of $what give the first answer and change nothing', async ({ ask, status }) => {
    const [method, path, call] = ask((await ticketIn(api, 'open')).id)
    const keyed: Call = { role: 'helpdesk', key: newKey(), ...call }
    const first = await api.call(method, path, keyed)
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([status, null])
    const before = await state()
    const again = await api.call(method, path, keyed)
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([status, first.body, 'true'])
    for (const name of ['etag', 'location', 'content-type'])
      expect([name, again.headers.get(name)]).toEqual([name, first.headers.get(name)])
    expect(await state()).toEqual(before)
  })

  test('gives the first answer also when the ticket has changed since, and may not be touched any more', async () => {
    const { id } = await ticketIn(api, 'open')
    const edit: Call = { key: newKey(), body: { description: 'Better words' } }
    const first = await api.call('PATCH', `/tickets/${id}`, edit)
    for (const status of ['active', 'closed'])
      await api.call('PATCH', `/tickets/${id}`, { role: 'helpdesk', body: { status } })
    expect(await api.call('PATCH', `/tickets/${id}`, edit)).toMatchObject({ status: 200, body: first.body })
    expect((await api.call('PATCH', `/tickets/${id}`, { ...edit, key: newKey() })).status).toBe(403)
  })

  test('is refused with anything else than its own request, which it goes on answering', async () => {
    const { id } = await ticketIn(api, 'open')
    const other = await ticketIn(api, 'open')
    const call: Call = { actor: 'a1', name: 'Ana', key: newKey(), body: { body: 'Hello' } }
    const path = `/tickets/${id}/messages`
    const first = await api.call('POST', path, call)
    const before = await state()
    const others: [string, string, Call][] = [
      ['POST', path, { ...call, body: { body: 'Hello!' } }],
      ['POST', path, { ...call, body: { body: 'Hello', origin: 'slack' } }],
      ['POST', path, { ...call, body: { body: 'Hello', source: { place: 'p', ref: 'r' } } }],
      ['POST', `/tickets/${other.id}/messages`, call],
      ['POST', '/tickets', { ...call, body: { description: 'Hello' } }],
      ['PATCH', `/tickets/${id}`, { ...call, body: { description: 'Hello' } }],
      ['DELETE', `/tickets/${id}`, { ...call, role: 'helpdesk' }],
      ['POST', path, { ...call, actor: 'a2' }],
      ['POST', path, { ...call, name: 'Ann' }],
      ['POST', path, { ...call, role: 'helpdesk' }],
    ]
    for (const [method, where, asked] of others) {
      const said = await api.call(method, where, asked)
      expect([method, where, said.status, said.body.type]).toEqual([
        method,
        where,
        422,
        'urn:campus-helpdesk:problem:key-reused',
      ])
    }
    expect((await api.call('POST', '/tickets/999999/messages', call)).status).toBe(404)
    expect((await api.call('POST', path, { ...call, body: { body: '' } })).status).toBe(400)
    expect(await state()).toEqual(before)
    expect(await api.call('POST', path, call)).toMatchObject({ status: 201, body: first.body })
  })

  test('says the same of a body that is written another way', async () => {
    const key = newKey()
    const first = await api.call('POST', '/tickets', { key, body: { description: 'No light', origin: 'api' } })
    const again = await api.call('POST', '/tickets', { key, raw: ' { "description": "No light\\n" }' })
    expect([again.status, again.body]).toEqual([201, first.body])
  })

  const refused: { status: number; ask: (id: number) => [string, string, Call] }[] = [
    { status: 400, ask: (id) => ['PATCH', `/tickets/${id}`, { body: { description: '' } }] },
    { status: 403, ask: (id) => ['PATCH', `/tickets/${id}`, { role: 'user', body: { status: 'active' } }] },
    { status: 404, ask: () => ['PATCH', '/tickets/999999', { body: { status: 'active' } }] },
    { status: 409, ask: (id) => ['PATCH', `/tickets/${id}`, { body: { status: 'closed' } }] },
    { status: 412, ask: (id) => ['PATCH', `/tickets/${id}`, { ifMatch: '"7"', body: { status: 'active' } }] },
  ]
  test.each(refused)('is free again after a refusal with $status', async ({ status, ask }) => {
    const { id } = await ticketIn(api, 'open')
    const [method, path, call] = ask(id)
    const keyed: Call = { role: 'helpdesk', key: newKey(), ...call }
    for (let time = 1; time <= 2; time++) {
      const said = await api.call(method, path, keyed)
      expect([said.status, said.headers.get('idempotency-replayed')]).toEqual([status, null])
    }
    const other = await api.call('PATCH', `/tickets/${id}`, {
      role: 'helpdesk',
      ...(keyed.key ? { key: keyed.key } : {}),
      body: { status: 'active' },
    })
    expect([other.status, other.headers.get('idempotency-replayed')]).toEqual([200, null])
  })

  test('is compared exactly', async () => {
    const alike = ['a', 'A', 'a.', 'a..', '"a"', 'a%20', 'a~', 'b'.repeat(199), 'b'.repeat(200)]
    const ids = new Set<number>()
    for (const key of alike) {
      const { status, body } = await api.call('POST', '/tickets', { key, body: { description: 'No light' } })
      expect([key, status]).toEqual([key, 201])
      ids.add(body.id)
    }
    expect(ids.size).toBe(alike.length)
  })

  test('belongs to its token', async () => {
    const tokens = await startCoreApi(database, { API_TOKENS: 'a:user:token-a,b:user:token-b,a:user:new-token-a' })
    try {
      const file = (token: string) =>
        tokens.call('POST', '/tickets', {
          key: 'one',
          body: { description: 'No light' },
          headers: { authorization: `Bearer ${token}` },
        })
      const [a, b, renewed] = [await file('token-a'), await file('token-b'), await file('new-token-a')]
      expect([a.status, b.status, renewed.status]).toEqual([201, 201, 201])
      expect(b.body.id).not.toBe(a.body.id)
      expect(renewed.body).toEqual(a.body)
    } finally {
      await tokens.stop()
    }
  })

  test('makes 200 parallel requests with 20 keys file 20 tickets', async () => {
    const before = (await api.db('tickets')).length
    const requests = Array.from({ length: 20 }, (_, n) => ({
      method: 'POST',
      path: '/tickets',
      name: `file-${n}`,
      headers: { 'idempotency-key': `file-${n}` },
      body: { description: `Lamp ${n} is broken` },
    }))
    const answers = await sendInParallel([api.url], requests, 10)
    expectOncePerKey(answers)
    expect((await api.db('tickets')).length).toBe(before + 20)
    expect(await api.db('events').whereIn('ticket_id', madeIds(answers))).toHaveLength(20)
  })

  test('makes 200 parallel requests with 20 keys write 20 messages', async () => {
    const { id } = await ticketIn(api, 'open')
    const requests = Array.from({ length: 20 }, (_, n) => ({
      method: 'POST',
      path: `/tickets/${id}/messages`,
      name: `write-${n}`,
      headers: { 'idempotency-key': `write-${n}` },
      body: { body: `Message ${n}` },
    }))
    expectOncePerKey(await sendInParallel([api.url], requests, 10))
    expect((await api.call('GET', `/tickets/${id}`)).body.messageCount).toBe(20)
    expect(await api.db('messages').where({ ticket_id: id })).toHaveLength(20)
  })

  test('gives nothing of a deleted ticket back', async () => {
    const file: Call = { actor: 'secret-person', key: newKey(), body: { description: 'secret-words' } }
    const { id } = (await api.call('POST', '/tickets', file)).body
    const edit: Call = { ...file, key: newKey(), body: { description: 'secret-words, corrected' } }
    await api.call('PATCH', `/tickets/${id}`, edit)
    const write: Call = { ...file, key: newKey(), body: { body: 'secret-words, again' } }
    await api.call('POST', `/tickets/${id}/messages`, write)
    const erase: Call = { role: 'helpdesk', key: newKey() }
    await api.call('DELETE', `/tickets/${id}`, erase)
    for (const [method, path, call] of [
      ['POST', '/tickets', file],
      ['PATCH', `/tickets/${id}`, edit],
      ['POST', `/tickets/${id}/messages`, write],
    ] as const) {
      const said = await api.call(method, path, call)
      expect([method, path, said.status]).toEqual([method, path, 404])
      expect(JSON.stringify(said.body)).not.toContain('secret')
    }
    expect((await api.call('DELETE', `/tickets/${id}`, erase)).status).toBe(204)
    expect(await keptAnswersWith('secret')).toEqual([])
  })

  test('gives nothing of a deleted ticket back that was reached by its source', async () => {
    const source = { place: 'slack:T1/C1', ref: '1.1' }
    const { id } = (await api.call('POST', '/tickets', { body: { description: 'secret-words', source } })).body
    const other = await ticketIn(api, 'open')
    await api.call('POST', `/tickets/${id}/messages`, { body: { body: 'secret-words, again', source } })
    const repeats: [string, Call][] = [
      ['/tickets', { key: newKey(), body: { description: 'Other words', source } }],
      [`/tickets/${other.id}/messages`, { key: newKey(), body: { body: 'Other words', source } }],
    ]
    for (const [path, call] of repeats)
      expect(JSON.stringify((await api.call('POST', path, call)).body)).toContain('secret-words')
    await api.call('DELETE', `/tickets/${id}`, { role: 'helpdesk' })
    expect(await keptAnswersWith('secret')).toEqual([])
    for (const [path, call] of repeats) expect((await api.call('POST', path, call)).status).toBe(404)
  })

  test('keeps nothing of a ticket that is deleted while its source is repeated', async () => {
    for (let round = 0; round < 25; round++) {
      const source = { place: 'slack:T1/C2', ref: `${round}` }
      const words = `secret-words ${round}`
      const { id } = (await api.call('POST', '/tickets', { body: { description: words, source } })).body
      const other = await ticketIn(api, 'open')
      await api.call('POST', `/tickets/${id}/messages`, { body: { body: words, source } })
      const repeats: [string, unknown][] = [
        ['/tickets', { description: 'Other words', source }],
        [`/tickets/${other.id}/messages`, { body: 'Other words', source }],
      ]
      const statuses = await Promise.all([
        ...repeats.map(async ([path, body]) => (await api.call('POST', path, { key: newKey(), body })).status),
        api.call('DELETE', `/tickets/${id}`, { role: 'helpdesk' }).then(({ status }) => status),
        ...repeats.map(async ([path, body]) => (await api.call('POST', path, { key: newKey(), body })).status),
      ])
      expect(statuses.filter((status) => status >= 300)).toEqual([])
      expect(await keptAnswersWith(words)).toEqual([])
    }
  })

  test('means nothing where nothing is changed', async () => {
    const key = newKey()
    for (const text of ['No light', 'No wifi']) {
      const said = await api.call('POST', '/classify', { key, body: { text } })
      expect([said.status, said.headers.get('idempotency-replayed')]).toEqual([200, null])
    }
    expect((await api.call('GET', '/tickets', { key })).status).toBe(200)
    expect((await api.call('POST', '/tickets', { key, body: { description: 'No light' } })).status).toBe(201)
  })

  test('is kept for 48 hours', async () => {
    const own = await startCoreApi(database)
    try {
      const file = (key: string) => callApi(own.url, 'POST', '/tickets', { key, body: { description: 'No light' } })
      for (const key of ['old', 'young']) await file(key)
      const now = new Date('2026-11-21T12:00:00.000Z')
      await own.db('idempotency_keys').where({ key: 'old' }).update({ created_at: '2026-11-19 11:59:59.999' })
      await own.db('idempotency_keys').where({ key: 'young' }).update({ created_at: '2026-11-19 12:00:00.000' })
      const filler = { scope: 'other', request_hash: 'h', created_at: '2026-11-01 00:00:00.000' }
      for (let batch = 0; batch < 6; batch++) {
        await own
          .db('idempotency_keys')
          .insert(Array.from({ length: 200 }, (_, n) => ({ ...filler, key: `${batch}-${n}` })))
      }
      await purgeKeys(own.db, now)
      expect(await own.db('idempotency_keys').pluck('key')).toEqual(['young'])
      expect((await file('young')).headers.get('idempotency-replayed')).toBe('true')
      expect((await file('old')).headers.get('idempotency-replayed')).toBe(null)
      expect(await own.db('tickets')).toHaveLength(3)
    } finally {
      await own.stop()
    }
  })
})
