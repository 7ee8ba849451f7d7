import { problemType } from '@campus-helpdesk/core-api-contract/problem'
import { exchange, requestOf } from './rawHttp.ts'
import { ticketIn } from './scenario.ts'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const filing = { body: { description: 'No light' } }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('with tokens', () => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi('SQLite', {
      API_TOKENS: 'bots:helpdesk:old-token,bots:helpdesk:new-token,kiosk:user:kiosk-token',
      HOST: '0.0.0.0',
      PORTAL_ROLES: 'user',
    })
  })
  afterAll(() => api.stop())

  test.each([
    ['old-token', 'helpdesk', 201],
    ['new-token', 'helpdesk', 201],
    ['new-token', 'user', 201],
    ['kiosk-token', 'user', 201],
    ['kiosk-token', 'helpdesk', 403],
  ] as const)('%s may speak for %s: %s', async (token, role, status) => {
    const answer = await api.call('POST', '/tickets', { ...filing, role, headers: bearer(token) })
    expect(answer.status).toBe(status)
    if (status === 403) expect(answer.body.type).toBe(problemType('forbidden'))
  })

  test('without X-Actor headers a token speaks for an anonymous user', async () => {
    const { body: ticket } = await api.call('POST', '/tickets', { ...filing, headers: bearer('new-token') })
    expect(ticket.requester).toEqual({ id: 'anonymous', name: 'anonymous' })
    const path = `/tickets/${ticket.id}`
    const moved = await api.call('PATCH', path, { headers: bearer('new-token'), body: { status: 'active' } })
    expect(moved.status).toBe(403)
  })

  test.each([
    ['', 'Bearer'],
    ['Bearer', 'Bearer error="invalid_token"'],
    ['Bearer wrong', 'Bearer error="invalid_token"'],
    ['Bearer new-toke', 'Bearer error="invalid_token"'],
    ['Bearer new-token2', 'Bearer error="invalid_token"'],
    ['Bearer NEW-TOKEN', 'Bearer error="invalid_token"'],
    ['Bearer new-token old-token', 'Bearer error="invalid_token"'],
    ['Bearer old-token,new-token', 'Bearer error="invalid_token"'],
    ['Bearer "new-token"', 'Bearer error="invalid_token"'],
    ['Bearer bots:helpdesk:new-token', 'Bearer error="invalid_token"'],
    ['Bearer bots', 'Bearer error="invalid_token"'],
    ['Bearer undefined', 'Bearer error="invalid_token"'],
    ['new-token', 'Bearer error="invalid_token"'],
    ['Basic bmV3LXRva2Vu', 'Bearer error="invalid_token"'],
    ['Token new-token', 'Bearer error="invalid_token"'],
    ['Bearer \u00fc', 'Bearer error="invalid_token"'],
    [`Bearer ${'x'.repeat(10_000)}`, 'Bearer error="invalid_token"'],
  ])('Authorization: %.30s is not known', async (authorization, challenge) => {
    const ask = (method: string, path: string) => api.call(method, path, { headers: { authorization } })
    for (const [method, path] of [
      ['GET', '/tickets'],
      ['GET', '/tickets/export'],
      ['DELETE', '/tickets/1'],
      ['GET', '/events'],
      ['GET', '/nothing'],
      ['OPTIONS', '/tickets'],
      ['POST', '/classify'],
    ] as const) {
      const answer = await ask(method, path)
      expect(answer).toMatchObject({ status: 401, body: { type: problemType('unauthenticated') } })
      expect(answer.headers.get('www-authenticate')).toBe(challenge)
    }
  })

  test('no other spelling of a path leads around the token', async () => {
    for (const path of [
      ...[
        '/API/v1/tickets',
        '/api/V1/tickets',
        '/api/v1/Tickets',
        '//api/v1/tickets',
        '/api//v1/tickets',
        '/api/v1//tickets',
      ],
      ...['/api/v1/tickets/', '/api/v1/tickets;x=1', '/api/v1%2Ftickets', '/%61pi/v1/tickets', '/x/../api/v1/tickets'],
      ...[
        '/./api/v1/tickets',
        '/api/v1/./tickets',
        '\\api\\v1\\tickets',
        '/api/v1/tickets#x',
        '/api/v1/docs/../tickets',
      ],
      ...[`${api.url}/api/v1/tickets`, 'http://x/API/v1/tickets', '/api/v1/tickets?x=/healthz', '*'],
    ]) {
      const [answer] = await exchange(api.url, requestOf([`GET ${path} HTTP/1.1`, 'Host: x']))
      expect([400, 401, 404]).toContain(answer?.status)
      expect(answer?.body).not.toContain('items')
    }
  })

  test('the documentation, health and metrics need no token', async () => {
    for (const path of ['/openapi.json', '/docs', '/docs/swagger-ui.css', '!/healthz', '!/readyz', '!/metrics']) {
      for (const headers of [{}, bearer('wrong')]) expect((await api.call('GET', path, { headers })).status).toBe(200)
    }
  })

  test('Host does not matter', async () => {
    for (const host of ['evil.example', '127.0.0.1', 'helpdesk.example.edu:8443']) {
      const lines = ['GET /api/v1/tickets HTTP/1.1', `Host: ${host}`, 'Authorization: bearer  kiosk-token ']
      expect((await exchange(api.url, requestOf(lines)))[0]?.status).toBe(200)
    }
  })

  test('an idempotency key belongs to the name of the token that it came with', async () => {
    const file = async (token: string) =>
      (await api.call('POST', '/tickets', { ...filing, key: 'same', headers: bearer(token) })).body.id
    const ids = [await file('old-token'), await file('new-token'), await file('kiosk-token'), await file('kiosk-token')]
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).toBe(ids[3])
    expect(ids[0]).not.toBe(ids[2])
  })
})

describe('without tokens', () => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi('SQLite')
    await ticketIn(api, 'open')
  })
  afterAll(() => api.stop())

  const statusFor = async (...lines: string[]) => {
    const [answer] = await exchange(api.url, requestOf(lines))
    return [answer?.status, JSON.parse(answer?.body || '{}').type]
  }

  test.each([
    'localhost',
    'LOCALHOST:3000',
    '127.0.0.1',
    '127.0.0.1:80',
    '127.9.9.9',
    '[::1]',
    '[::1]:3000',
    'desk.localhost:1',
  ])('Host: %s is served', async (host) => {
    for (const path of ['/api/v1/tickets', '/healthz', '/api/v1/openapi.json']) {
      expect(await statusFor(`GET ${path} HTTP/1.1`, `Host: ${host}`)).toEqual([200, undefined])
    }
  })

  test.each([
    ...[
      'evil.example',
      'evil.example:3000',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      'localhost.',
      'xlocalhost',
    ],
    ...[
      '127.0.0.1@evil.example',
      'evil.example@localhost',
      '10.0.0.7',
      '0.0.0.0',
      '[::]',
      '[::2]:3000',
      '127.1',
      '2130706433',
    ],
    ...['', ' ', ':3000', '[', '[::1', 'evil.example#localhost', 'evil.example/localhost', 'evil.example, localhost'],
  ])('Host: %s is refused, wherever it asks', async (host) => {
    for (const path of ['/api/v1/tickets', '/healthz', '/metrics', '/', '/api/v1/openapi.json', '/nothing']) {
      expect(await statusFor(`GET ${path} HTTP/1.1`, `Host: ${host}`)).toEqual([421, problemType('wrong-host')])
    }
  })

  test('a forwarded host or another second one changes nothing', async () => {
    expect(
      await statusFor('GET /api/v1/tickets HTTP/1.1', 'Host: evil.example', 'X-Forwarded-Host: localhost'),
    ).toEqual([421, problemType('wrong-host')])
    expect(await statusFor('GET http://localhost/api/v1/tickets HTTP/1.1', 'Host: evil.example')).toEqual([
      421,
      problemType('wrong-host'),
    ])
    expect(await statusFor('GET /api/v1/tickets HTTP/1.0')).toEqual([421, problemType('wrong-host')])
  })

  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'something-new' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost' }, 403],
    [{ origin: 'http://127.0.0.1:1' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: 'OWN' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ origin: 'OWN' }, 200],
    [{}, 200],
  ])('a request of a browser with %j gets %s', async (sent, status) => {
    const headers = Object.fromEntries(Object.entries(sent).map(([k, v]) => [k, v === 'OWN' ? api.url : v]))
    const count = async () => (await api.db('tickets').count('* as n'))[0]?.n
    const before = Number(await count())
    const answers = [
      await api.call('GET', '/tickets', { headers }),
      await api.call('GET', '/tickets/1', { headers, role: 'helpdesk' }),
      await api.call('POST', '/tickets', { headers, ...filing }),
    ]
    const expected = status === 200 ? [200, 200, 201] : [403, 403, 403]
    expect(answers.map((answer) => answer.status)).toEqual(expected)
    for (const answer of answers) {
      if (status === 403) expect(answer.body.type).toBe(problemType('forbidden'))
      for (const [name] of answer.headers) expect(name).not.toMatch(/^access-control/)
    }
    expect(await count()).toBe(before + (status === 200 ? 1 : 0))
  })

  test('no browser is told by a preflight that a page elsewhere may ask', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const answer = await api.call('OPTIONS', '/tickets', { headers })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('a token is wrong where none is known', async () => {
    const answer = await api.call('GET', '/tickets', { headers: bearer('any') })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"'])
  })
})

test('with tokens on loopback the page can be entered under no name that somebody else points here', async () => {
  const tokens = { API_TOKENS: 'bots:helpdesk:secret', PUBLIC_URL: 'https://helpdesk.example.edu' }
  const own = await startCoreApi('SQLite', tokens)
  try {
    const enter = async (host: string) => {
      const body = '{"role":"helpdesk","name":"x"}'
      const lines = [
        `POST /api/v1/entry HTTP/1.1`,
        `Host: ${host}`,
        `Origin: http://${host}`,
        'Content-Type: application/json',
      ]
      const [answer] = await exchange(own.url, requestOf([...lines, `Content-Length: ${body.length}`], body))
      return answer?.status
    }
    expect(await enter('evil.example')).toBe(421)
    expect(await enter('localhost')).toBe(200)
    expect(await enter('helpdesk.example.edu')).toBe(200)
    const withToken = ['GET /api/v1/tickets HTTP/1.1', 'Host: behind.a.proxy', 'Authorization: Bearer secret']
    expect((await exchange(own.url, requestOf(withToken)))[0]?.status).toBe(200)
  } finally {
    await own.stop()
  }
})
