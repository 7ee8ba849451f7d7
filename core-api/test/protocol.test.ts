import { connect } from 'node:net'
import { problemKinds, problemType } from '@campus-helpdesk/core-api-contract/problem'
import { exchange, requestOf } from './rawHttp.ts'
import { ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, type Said, startCoreApi } from './startCoreApi.ts'

const kib256 = 256 * 1024

/** A ticket's JSON, filled up with white space to so many bytes. */
const bodyOf = (bytes: number) => '{"description":"x"}'.padEnd(bytes)

function expectProblem(answer: Said, kind: keyof typeof problemKinds): void {
  const { status, title } = problemKinds[kind]
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const { errors: _, ...rest } = answer.body
  expect(rest).toEqual({
    type: problemType(kind),
    title,
    status,
    detail: expect.stringMatching(/^[A-Z][^<>{}]{5,200}$/),
    requestId: answer.headers.get('x-request-id'),
  })
  expect(JSON.stringify(answer.body)).not.toMatch(/ at .*:\d+|node_modules|select |insert |sqlite|mysql/i)
}

let api: RunningCoreApi
beforeAll(async () => {
  api = await startCoreApi('SQLite')
  await ticketIn(api, 'open')
})
afterAll(() => api.stop())

const host = () => `Host: ${new URL(api.url).host}`
const posting = (...lines: string[]) => [
  'POST /api/v1/tickets HTTP/1.1',
  host(),
  'Content-Type: application/json',
  ...lines,
]
const said = (answer: { status: number; headers: Headers; body: string } | undefined): Said => ({
  status: answer?.status ?? 0,
  headers: answer?.headers ?? new Headers(),
  body: JSON.parse(answer?.body || 'null'),
})
const ticketCount = async () => (await api.db('tickets').count('* as n'))[0]?.n

describe('the size of a body', () => {
  test('256 KiB are taken, declared or in chunks', async () => {
    expect((await api.call('POST', '/tickets', { raw: bodyOf(kib256) })).status).toBe(201)
    const chunk = `${kib256.toString(16)}\r\n${bodyOf(kib256)}\r\n0\r\n\r\n`
    const [answer] = await exchange(api.url, requestOf(posting('Transfer-Encoding: chunked'), chunk))
    expect(answer?.status).toBe(201)
  })

  test('one byte more is refused, also when the body only begins to come', async () => {
    const before = await ticketCount()
    expectProblem(await api.call('POST', '/tickets', { raw: bodyOf(kib256 + 1) }), 'content-too-large')
    const [declared] = await exchange(api.url, requestOf(posting('Content-Length: 99999999999'), '{'))
    expectProblem(said(declared), 'content-too-large')
    const chunk = `${(kib256 + 1).toString(16)}\r\n${bodyOf(kib256 + 1)}\r\n`
    const [chunked] = await exchange(api.url, requestOf(posting('Transfer-Encoding: chunked'), chunk))
    expectProblem(said(chunked), 'content-too-large')
    expect(await ticketCount()).toBe(before)
  })

  test.each([
    ['chunked', 'Transfer-Encoding: chunked', `80000\r\n${bodyOf(0x80000)}\r\n0\r\n\r\n`],
    ['declared', `Content-Length: ${0x80000}`, bodyOf(0x80000)],
  ])('after a body that was too large (%s) the next request on the connection is served', async (_, header, body) => {
    const next = requestOf(['GET /api/v1/tickets HTTP/1.1', host()])
    const answers = await exchange(api.url, Buffer.concat([requestOf(posting(header), body), next]), 2)
    expect(answers.map(({ status }) => status)).toEqual([413, 200])
  })
})

test.each([
  ['no type', { 'content-type': '' }],
  ['text', { 'content-type': 'text/plain' }],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['JSON of another kind', { 'content-type': 'application/merge-patch+json' }],
  ['two types', { 'content-type': 'application/json, text/plain' }],
  ['gzip', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ['an unknown encoding', { 'content-type': 'application/json', 'content-encoding': 'x' }],
])('a body that is declared as %s is refused', async (_, headers) => {
  for (const [method, path] of [
    ['POST', '/tickets'],
    ['PATCH', '/tickets/1'],
    ['POST', '/classify'],
    ['POST', '/entry'],
  ] as const) {
    expectProblem(await api.call(method, path, { headers, raw: bodyOf(20) }), 'unsupported-media-type')
  }
})

test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON ;charset="UTF-8"'])(
  '%s is JSON',
  async (type) => {
    const headers = { 'content-type': type, 'content-encoding': 'identity' }
    expect((await api.call('POST', '/tickets', { headers, raw: bodyOf(20) })).status).toBe(201)
  },
)

test('a POST without any body says that it is missing', async () => {
  const [answer] = await exchange(api.url, requestOf(posting()))
  expectProblem(said(answer), 'malformed-json')
  expect(said(answer).body.detail).toBe('The body ends too early or is no JSON')
})

test.each([
  ['PUT', '/tickets', 'HEAD, GET, POST'],
  ['DELETE', '/tickets', 'HEAD, GET, POST'],
  ['POST', '/tickets/1', 'HEAD, GET, PATCH, DELETE'],
  ['PUT', '/tickets/abc', 'HEAD, GET, PATCH, DELETE'],
  ['DELETE', '/tickets/1/messages', 'HEAD, GET, POST'],
  ['GET', '/classify', 'POST'],
  ['PATCH', '/entry', 'HEAD, GET, POST, DELETE'],
  ['POST', '/openapi.json', 'HEAD, GET'],
  ['POST', '/docs', 'HEAD, GET'],
  ['POST', '!/metrics', 'HEAD, GET'],
  ['DELETE', '!/healthz', 'HEAD, GET'],
  ['POST', '!/', 'HEAD, GET'],
])('%s %s is not allowed; %s are', async (method, path, allowed) => {
  const answer = await api.call(method, path, method === 'GET' ? {} : { body: {} })
  expect(answer).toMatchObject({ status: 405, body: { type: problemType('method-not-allowed') } })
  const names = (list: string | null) => list?.split(', ').sort()
  expect(names(answer.headers.get('allow'))).toEqual(names(allowed))
  const options = await api.call('OPTIONS', path)
  expect([options.status, options.body, names(options.headers.get('allow'))]).toEqual([204, null, names(allowed)])
})

test.each(['TRACE', 'PROPFIND', 'PURGE'])('%s is not allowed anywhere', async (method) => {
  const [answer] = await exchange(api.url, requestOf([`${method} /api/v1/tickets HTTP/1.1`, host()]))
  expectProblem(said(answer), 'method-not-allowed')
})

test('HEAD says what GET says, without the body', async () => {
  for (const path of ['/tickets', '/tickets/1', '/openapi.json', '!/healthz']) {
    const [get, head] = [await api.call('GET', path), await api.call('HEAD', path)]
    expect([head.status, head.body]).toEqual([200, null])
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control']) {
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)])
    }
  }
  expect((await api.call('HEAD', '/tickets/999')).status).toBe(404)
})

test.each([
  '/',
  '/ticket',
  '/tickets/1/history/x',
  '/tickets/1/messages/1',
  '//tickets',
  '/Tickets',
  '/events/x',
  '/docs/x',
  '/docs/../x.css',
])('nothing is at /api/v1%s, and that is a problem, never a page', async (path) => {
  for (const method of ['GET', 'POST', 'DELETE']) expectProblem(await api.call(method, path), 'not-found')
})

test.each([
  '!/api',
  '!/api/',
  '!/api/v2/tickets',
  '!/API/v1/tickets',
  '!/api/V1/tickets',
  '!/api/v1',
  '!/nothing',
  '!/assets/none.js',
  '!/assets/..%2f..%2fpackage.json',
  '!/assets/%2e%2e%2findex.html',
  '!/assets/%00',
  '!/assets/.',
  '!/assets/%zz',
])('nothing is at %s', async (path) => {
  expect(await api.call('GET', path)).toMatchObject({ status: 404, body: { type: problemType('not-found') } })
})

test.each(['/%zz', '/tickets/1/%c3%28', '!/%'])('a path with broken encoding is 400: %s', async (path) => {
  expect(await api.call('GET', path)).toMatchObject({ status: 400, body: { type: problemType('invalid-request') } })
})

describe('headers of answers', () => {
  test('a ticket carries its version as ETag, a new one its address; both come back with a repeated key', async () => {
    const call: Call = { key: 'headers', body: { description: 'No light' } }
    const filed = await api.call('POST', '/tickets', call)
    const path = `/tickets/${filed.body.id}`
    for (const answer of [filed, await api.call('POST', '/tickets', call)]) {
      expect([answer.status, answer.headers.get('location'), answer.headers.get('etag')]).toEqual([
        201,
        `/api/v1${path}`,
        '"1"',
      ])
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
    expect((await api.call('GET', path)).headers.get('etag')).toBe('"1"')
    expect((await api.call('GET', `${path}?include=messages`)).headers.get('etag')).toBe('"1"')
    const moved = await api.call('PATCH', path, { role: 'helpdesk', body: { status: 'active' } })
    expect([moved.headers.get('etag'), moved.headers.get('location')]).toEqual(['"2"', null])
  })

  test('there is no 304', async () => {
    const { headers } = await api.call('GET', '/tickets/1')
    const again = await api.call('GET', '/tickets/1', { headers: { 'if-none-match': headers.get('etag') ?? '' } })
    expect([again.status, again.body.id]).toEqual([200, 1])
  })

  test('a request id is taken over when it is a plain one, else made', async () => {
    const idOf = async (given?: string) => {
      const answer = await api.call('GET', '/tickets/999', {
        headers: given === undefined ? {} : { 'x-request-id': given },
      })
      expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'))
      return answer.body.requestId
    }
    for (const id of ['a', 'AZaz09._-', 'x'.repeat(100)]) expect(await idOf(id)).toBe(id)
    const made = [await idOf()]
    for (const id of ['', 'x'.repeat(101), 'a b', 'a/b', '<script>', 'caf\u00e9', 'a, b']) made.push(await idOf(id))
    for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
    expect(new Set(made).size).toBe(made.length)
  })

  test('browsers are told to be strict', async () => {
    for (const path of ['/tickets', '/tickets/999', '!/healthz']) {
      const { headers } = await api.call('GET', path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';script-src 'self';/)
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('strict-transport-security')).toBeNull()
      for (const name of ['x-powered-by', 'server', 'access-control-allow-origin']) expect(headers.get(name)).toBeNull()
    }
  })
})

describe('requests that go wrong on their way', () => {
  test('huge headers and addresses are 431', async () => {
    for (const lines of [
      ['GET /api/v1/tickets HTTP/1.1', host(), `X-Large: ${'x'.repeat(20_000)}`],
      [`GET /api/v1/tickets?q=${'x'.repeat(20_000)} HTTP/1.1`, host()],
      ['GET /api/v1/tickets HTTP/1.1', host(), ...Array.from({ length: 2_000 }, (_, n) => `X-${n}: aaaaaa`)],
    ]) {
      const [answer] = await exchange(api.url, requestOf(lines))
      expect([answer?.status, answer?.body]).toEqual([431, ''])
    }
  })

  test('a connection that is cut in the middle of a body makes no ticket, and no harm', async () => {
    const before = await ticketCount()
    for (const header of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
      const { hostname, port } = new URL(api.url)
      const socket = connect(Number(port), hostname)
      socket.write(requestOf(posting(header), header.startsWith('C') ? bodyOf(20) : `14\r\n${bodyOf(20)}\r\n`))
      await new Promise((resolve) => socket.once('ready', resolve))
      socket.destroy()
    }
    expect((await api.call('GET', '/tickets')).status).toBe(200)
    expect(await ticketCount()).toBe(before)
  })

  test('what is no HTTP is refused', async () => {
    for (const lines of [
      ['nonsense'],
      ['GET /api/v1/tickets HTTP/1.1'],
      ['GET /api/v1/tickets HTTP/1.1', host(), 'Bad Header: x'],
      posting('Content-Length: 5', 'Transfer-Encoding: chunked'),
      posting('Content-Length: -1'),
    ]) {
      const [answer] = await exchange(api.url, requestOf(lines))
      expect(answer?.status).toBe(400)
    }
  })
})

describe('what is no whole request', () => {
  const path = '/api/v1/tickets'
  const cases: [string, string[], number][] = [
    ['a target without a path', ['GET http://[ HTTP/1.1', 'Host: localhost'], 400],
    ['a target that is no URL', ['GET x://?y HTTP/1.1', 'Host: localhost'], 400],
    [
      'a length and chunks at once',
      [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Content-Length: 3', 'Transfer-Encoding: chunked'],
      400,
    ],
    ['a method that is none', ['FETCH / HTTP/1.1', 'Host: localhost'], 400],
  ]
  test.each(cases)('%s is refused as a problem', async (_, lines, status) => {
    const [answer] = await exchange(api.url, requestOf(lines))
    expect(answer?.status).toBe(status)
    expect(answer?.headers.get('content-type')).toBe('application/problem+json')
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({
      status,
      type: 'urn:campus-helpdesk:problem:invalid-request',
    })
  })

  test('an expectation that is not known is ignored', async () => {
    const [answer] = await exchange(api.url, requestOf([`GET ${path} HTTP/1.1`, 'Host: localhost', 'Expect: miracles']))
    expect(answer?.status).toBe(200)
  })
})
