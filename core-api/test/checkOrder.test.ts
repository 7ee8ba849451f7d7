import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { exchange, requestOf } from './rawHttp.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const wrongToken = { authorization: 'Bearer wrong' }
const userToken = { authorization: 'Bearer for-users' }
const token = { authorization: 'Bearer for-all' }
const text = { 'content-type': 'text/plain' }
const large = { raw: 'x'.repeat(256 * 1024 + 1) }

describeOnEachDatabase('of two rules that a request breaks, the earlier one answers', (database) => {
  let api: RunningCoreApi
  let open: number
  let closed: number
  beforeAll(async () => {
    api = await startCoreApi(database, { API_TOKENS: 'bots:helpdesk:for-all,kiosk:user:for-users' })
    const filed = await api.call('POST', '/tickets', { headers: token, body: { description: 'One' } })
    open = filed.body.id
    closed = await closedTicket()
  })
  afterAll(() => api.stop())

  const asHelpdesk = (call: Call = {}): Call => ({ ...call, role: 'helpdesk', headers: { ...token, ...call.headers } })
  const asUser = (call: Call = {}): Call => ({ ...call, role: 'user', headers: { ...token, ...call.headers } })
  const close = async (id: number) => {
    for (const status of ['active', 'closed'])
      await api.call('PATCH', `/tickets/${id}`, asHelpdesk({ body: { status } }))
  }
  const closedTicket = async () => {
    const { body } = await api.call('POST', '/tickets', asUser({ body: { description: 'Two' } }))
    await close(body.id)
    return body.id
  }

  const cases: [string, number, () => [string, string, Call]][] = [
    ['401 before 403 (role)', 401, () => ['GET', '/tickets', { role: 'helpdesk', headers: wrongToken }]],
    ['401 before 404 (route)', 401, () => ['GET', '/nothing', { headers: wrongToken }]],
    ['401 before 405', 401, () => ['PUT', '/tickets', { headers: wrongToken, body: {} }]],
    ['401 before 415', 401, () => ['POST', '/tickets', { headers: { ...wrongToken, ...text }, raw: 'x' }]],
    ['401 before 400', 401, () => ['GET', '/tickets?limit=0', { headers: wrongToken }]],
    ['403 (role) before 413', 403, () => ['POST', '/tickets', { role: 'helpdesk', headers: userToken, ...large }]],
    [
      '403 (role) before 415',
      403,
      () => ['POST', '/tickets', { role: 'helpdesk', headers: { ...userToken, ...text }, raw: 'x' }],
    ],
    ['403 (role) before 400', 403, () => ['GET', '/tickets?limit=0', { role: 'helpdesk', headers: userToken }]],
    ['413 before 400', 413, () => ['POST', '/tickets/abc/messages?x=1', asUser({ key: ' ', ...large })]],
    ['413 before 404', 413, () => ['POST', '/tickets/999/messages', asUser(large)]],
    ['415 before 400', 415, () => ['PATCH', '/tickets/abc', asUser({ headers: text, raw: '{' })]],
    ['400 (JSON) before 404', 400, () => ['PATCH', '/tickets/999', asUser({ raw: '{' })]],
    ['400 before 404', 400, () => ['PATCH', '/tickets/999', asUser({ body: { status: 'x' } })]],
    ['400 (query) before 404', 400, () => ['GET', '/tickets/999?include=x', asUser()]],
    ['400 (cursor) before 404', 400, () => ['GET', '/tickets/999/messages?cursor=x', asUser()]],
    ['400 (header) before 404', 400, () => ['DELETE', '/tickets/999', asHelpdesk({ ifMatch: '7' })]],
    ['400 before 403 (policy)', 400, () => ['PATCH', `/tickets/${open}`, asUser({ body: { status: 'x' } })]],
    ['404 before 403 (policy)', 404, () => ['DELETE', '/tickets/999', asUser()]],
    ['404 before 412', 404, () => ['DELETE', '/tickets/999', asHelpdesk({ ifMatch: '"7"' })]],
    [
      '403 (policy) before 412',
      403,
      () => ['PATCH', `/tickets/${open}`, asUser({ ifMatch: '"7"', body: { status: 'active' } })],
    ],
    ['403 (policy) before 412 on delete', 403, () => ['DELETE', `/tickets/${open}`, asUser({ ifMatch: '"7"' })]],
    [
      '403 (policy) before 409',
      403,
      () => ['PATCH', `/tickets/${closed}`, asUser({ body: { description: 'x', status: 'open' } })],
    ],
    [
      '412 before 409',
      412,
      () => ['PATCH', `/tickets/${closed}`, asHelpdesk({ ifMatch: '"7"', body: { description: 'x' } })],
    ],
    [
      '412 before 409 (step)',
      412,
      () => ['PATCH', `/tickets/${open}`, asHelpdesk({ ifMatch: '"7"', body: { status: 'closed' } })],
    ],
  ]
  test.each(cases)('%s', async (_, status, ask) => {
    expect((await api.call(...ask())).status).toBe(status)
  })

  test('404 before a used key', async () => {
    const call = asHelpdesk({ key: 'used', body: { category: 'services' } })
    expect((await api.call('PATCH', `/tickets/${open}`, call)).status).toBe(200)
    expect((await api.call('PATCH', '/tickets/999', call)).status).toBe(404)
    expect((await api.call('PATCH', `/tickets/${closed}`, call)).status).toBe(422)
  })

  test('a repeated key before 403 (policy), 412 and 409', async () => {
    const { body: ticket } = await api.call('POST', '/tickets', asUser({ body: { description: 'Three' } }))
    const path = `/tickets/${ticket.id}`
    const posted = asUser({ key: 'post', body: { body: 'Hello' } })
    const edited = asHelpdesk({ key: 'edit', ifMatch: '"1"', body: { description: 'Four' } })
    const first = [await api.call('POST', `${path}/messages`, posted), await api.call('PATCH', path, edited)]
    expect(first.map(({ status }) => status)).toEqual([201, 200])
    await close(ticket.id)
    const again = [await api.call('POST', `${path}/messages`, posted), await api.call('PATCH', path, edited)]
    for (const [index, answer] of again.entries()) {
      expect([answer.status, answer.body]).toEqual([first[index]?.status, first[index]?.body])
      expect(answer.headers.get('idempotency-replayed')).toBe('true')
    }
    const other = await api.call('POST', `${path}/messages`, asUser({ key: 'post', body: { body: 'Bye' } }))
    expect(other.status).toBe(422)
  })

  test('a repeated source before 403 (policy) and 409', async () => {
    const { body: ticket } = await api.call('POST', '/tickets', asUser({ body: { description: 'Five' } }))
    const path = `/tickets/${ticket.id}/messages`
    const call = { body: { body: 'Hello', source: { place: 'slack:T1/C9', ref: '1712.000200' } } }
    const { body: message } = await api.call('POST', path, asUser(call))
    await close(ticket.id)
    for (const again of [await api.call('POST', path, asUser(call)), await api.call('POST', path, asHelpdesk(call))]) {
      expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([200, 'true', message])
    }
  })
})

test('a foreign Host before everything else', async () => {
  const api = await startCoreApi('SQLite')
  try {
    const lines = ['PUT /api/v1/nothing?limit=0 HTTP/1.1', 'Host: evil.example', 'Authorization: Bearer wrong']
    const [answer] = await exchange(api.url, requestOf(lines))
    expect(answer?.status).toBe(421)
  } finally {
    await api.stop()
  }
})
