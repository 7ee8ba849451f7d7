import { problemType } from '@campus-helpdesk/core-api-contract/problem'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { expectRefused, titled } from './expectRefused.ts'
import { ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const deep = '['.repeat(100_000)

/** Bodies that are no JSON in UTF-8. */
const noJson: Record<string, string | Buffer> = {
  'nothing at all': '',
  'white space': ' \n',
  'half an object': '{"description":"x"',
  'a comma too many': '{"description":"x",}',
  'single quotes': "{'description':'x'}",
  'a name without quotes': '{description:"x"}',
  'two objects': '{"description":"x"}{"description":"y"}',
  'a comment': '{"description":"x"} // filed by me',
  NaN: '{"description":NaN}',
  undefined: 'undefined',
  'a form': 'description=x',
  'a line break in a string': '{"description":"a\nb"}',
  'a broken escape': '{"description":"\\u12"}',
  'invalid UTF-8': Buffer.from('7b226465736372697074696f6e223a22c3287d', 'hex'),
  'UTF-8 of a surrogate': Buffer.concat([
    Buffer.from('{"description":"'),
    Buffer.from('eda080', 'hex'),
    Buffer.from('"}'),
  ]),
  'UTF-16 with a byte order mark': Buffer.from('\ufeff{"description":"x"}', 'utf16le'),
  'nesting 100,000 levels deep without end': deep,
}

/** JSON that is no such request, with the paths of all that is wrong. */
const wrong: [string, string[]][] = [
  ['null', ['body']],
  ['[]', ['body']],
  ['"text"', ['body']],
  ['7', ['body']],
  [`${deep}${']'.repeat(100_000)}`, ['body']],
  ['{}', ['description']],
  ['{"Description":"x"}', ['description', 'Description']],
  ['{"description":null}', ['description']],
  ['{"description":7}', ['description']],
  ['{"description":1e999}', ['description']],
  [`{"description":${'9'.repeat(10_000)}}`, ['description']],
  ['{"description":true}', ['description']],
  ['{"description":["x"]}', ['description']],
  ['{"description":{"toString":"x"}}', ['description']],
  [`{"description":${deep}${']'.repeat(100_000)}}`, ['description']],
  ['{"description":"x","id":7,"category":"facility"}', ['id', 'category']],
  ['{"description":"x","__proto__":{"origin":"slack"}}', ['__proto__']],
  ['{"description":"x","constructor":{"prototype":{}}}', ['constructor']],
  ['{"description":"x","":1}', ['']],
  ['{"description":"x","origin":"email"}', ['origin']],
  ['{"description":"x","origin":null}', ['origin']],
  ['{"description":"x","source":null}', ['source']],
  ['{"description":"x","source":"slack:1"}', ['source']],
  ['{"description":"x","source":{}}', ['source.place', 'source.ref']],
  ['{"description":"x","source":{"place":"a","ref":7}}', ['source.ref']],
  ['{"description":"x","source":{"place":" ","ref":"\\u0000"}}', ['source.place', 'source.ref']],
  ['{"description":"x","source":{"place":"a","ref":"b","url":"c"}}', ['source.url']],
  [
    '{"description":"","origin":7,"source":{"place":"","ref":"b","x":1},"y":2}',
    ['description', 'origin', 'source.place', 'source.x', 'y'],
  ],
]

const wrongChanges: [string, string[]][] = [
  ['{}', ['body']],
  ['{"status":"done"}', ['status']],
  ['{"status":null,"category":"other","version":3}', ['status', 'category', 'version']],
  ['{"assignee":"h1"}', ['assignee']],
  ['{"assignee":{"id":"h1"}}', ['assignee.name']],
  ['{"assignee":{"id":"has space","name":" ","role":"helpdesk"}}', ['assignee.id', 'assignee.name', 'assignee.role']],
  [`{"assignee":{"id":"${'x'.repeat(101)}","name":"x"}}`, ['assignee.id']],
  ['{"requester":{"id":"a","name":"b"}}', ['requester', 'body']],
  ['{"description":"new","status":7}', ['status']],
]

const badIds = [
  '0',
  '-1',
  '9007199254740992',
  '99999999999999999999',
  'abc',
  '1e3',
  '1.0',
  '+1',
  '01',
  '0x1',
  '1%00',
  '%00',
]
const moreBadIds = ['1%20', '%F0%9F%98%80', '１', '1;drop', '%zz', '%', '%c3%28', '1%2F2', 'null', 'NaN']

describeOnEachDatabase('input', (database) => {
  let api: RunningCoreApi
  let rowsBefore: unknown
  // The positions of events are given a moment after them.
  const events = () => api.db('events').select('id', 'body')
  const rows = () => Promise.all([api.db('tickets'), api.db('messages'), api.db('idempotency_keys'), events()])
  beforeAll(async () => {
    api = await startCoreApi(database)
    for (let n = 0; n < 3; n++) await ticketIn(api, 'active')
    for (const id of [1, 1, 1, 2]) await api.call('POST', `/tickets/${id}/messages`, { body: { body: 'More' } })
    rowsBefore = await rows()
  })
  afterEach(async () => expect(await rows()).toEqual(rowsBefore))
  afterAll(() => api.stop())

  test.each(Object.entries(noJson))('%s is no JSON', async (_, raw) => {
    for (const [method, path] of [
      ['POST', '/tickets'],
      ['PATCH', '/tickets/1'],
      ['POST', '/tickets/1/messages'],
    ] as const) {
      const answer = await api.call(method, path, { raw, key: 'k', role: 'helpdesk' })
      expect(answer).toMatchObject({ status: 400, body: { type: problemType('malformed-json') } })
      // Nothing of what was sent is repeated.
      expect(answer.body.detail).toMatch(
        /^The body (is not valid (UTF-8|JSON at character \d+)|ends too early or is no JSON)$/,
      )
    }
  })

  test.each(titled(wrong))('filing %s is refused', async (_, raw, paths) => {
    expectRefused(await api.call('POST', '/tickets', { raw, key: 'k' }), paths)
  })

  test.each(titled(wrongChanges))('changing by %s is refused', async (_, raw, paths) => {
    expectRefused(await api.call('PATCH', '/tickets/1', { raw, role: 'helpdesk', key: 'k' }), paths)
  })

  test.each([...badIds, ...moreBadIds])('/tickets/%s has a malformed id', async (id) => {
    const asks: [string, string, Call][] = [
      ['GET', `/tickets/${id}`, {}],
      ['PATCH', `/tickets/${id}`, { body: { status: 'closed' } }],
      ['DELETE', `/tickets/${id}`, {}],
      ['GET', `/tickets/${id}/messages`, {}],
      ['POST', `/tickets/${id}/messages`, { body: { body: 'x' } }],
    ]
    for (const [method, path, call] of asks) {
      expectRefused(await api.call(method, path, { ...call, role: 'helpdesk' }), ['id'])
    }
  })

  test('a well-formed id that no ticket has is 404, up to the largest', async () => {
    for (const id of ['4', '9007199254740991']) {
      expect(await api.call('GET', `/tickets/${id}`)).toMatchObject({
        status: 404,
        body: { type: problemType('not-found') },
      })
    }
  })

  const badHeaders: [Record<string, string>, string[]][] = [
    [{ 'X-Actor-Role': 'admin' }, ['X-Actor-Role']],
    [{ 'X-Actor-Role': 'Helpdesk' }, ['X-Actor-Role']],
    [{ 'X-Actor-Role': 'user, helpdesk' }, ['X-Actor-Role']],
    [{ 'X-Actor-Id': 'has space' }, ['X-Actor-Id']],
    [{ 'X-Actor-Id': 'caf\u00e9' }, ['X-Actor-Id']],
    [{ 'X-Actor-Id': 'a\tb' }, ['X-Actor-Id']],
    [{ 'X-Actor-Id': 'x'.repeat(101) }, ['X-Actor-Id']],
    [{ 'X-Actor-Name': '%' }, ['X-Actor-Name']],
    [{ 'X-Actor-Name': '%zz' }, ['X-Actor-Name']],
    [{ 'X-Actor-Name': '%c3%28' }, ['X-Actor-Name']],
    [{ 'X-Actor-Name': '%ED%A0%80' }, ['X-Actor-Name']],
    [{ 'X-Actor-Name': 'caf\u00e9' }, ['X-Actor-Name']],
    [{ 'X-Actor-Name': 'a%00b' }, ['X-Actor-Name']],
    [{ 'X-Actor-Name': '%20%E2%80%83' }, ['X-Actor-Name']],
    [{ 'X-Actor-Name': encodeURIComponent('😀'.repeat(101)) }, ['X-Actor-Name']],
    [{ 'Idempotency-Key': '' }, ['Idempotency-Key']],
    [{ 'Idempotency-Key': 'has space' }, ['Idempotency-Key']],
    [{ 'Idempotency-Key': 'caf\u00e9' }, ['Idempotency-Key']],
    [{ 'Idempotency-Key': 'x'.repeat(201) }, ['Idempotency-Key']],
    ...['3', '"3', "'3'", '*, "3"', '"3" "4"', '"3",,"4"', 'w/"3"', '"\u00e9"'].map(
      (value): [Record<string, string>, string[]] => [{ 'If-Match': value }, ['If-Match']],
    ),
    [
      { 'X-Actor-Role': 'x', 'X-Actor-Id': 'a b', 'X-Actor-Name': '%', 'Idempotency-Key': '', 'If-Match': '3' },
      ['X-Actor-Role', 'X-Actor-Id', 'X-Actor-Name', 'Idempotency-Key', 'If-Match'],
    ],
  ]
  test.each(badHeaders)('the headers %j are refused', async (headers, paths) => {
    const answer = await api.call('PATCH', '/tickets/1', { role: 'helpdesk', headers, body: { description: 'x' } })
    expectRefused(answer, paths)
  })

  test('everything that is wrong in path, query, headers and body is said at once', async () => {
    const answer = await api.call('PATCH', '/tickets/zero?force=1&force=2&x=%zz', {
      headers: { 'X-Actor-Id': ' a b', 'X-Actor-Role': 'root', 'If-Match': '7', 'Idempotency-Key': 'a b' },
      body: { description: ' ', status: 'done', assignee: { id: '', name: 7 }, extra: 1 },
    })
    expectRefused(answer, [
      ...['id', 'force', 'force', 'x', 'X-Actor-Id', 'X-Actor-Role', 'If-Match', 'Idempotency-Key'],
      ...['description', 'status', 'assignee.id', 'assignee.name', 'extra'],
    ])
    for (const { message } of answer.body.errors) expect(message).toEqual(expect.stringMatching(/\w+/))
  })
})

describeOnEachDatabase('unusual input that is right', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  test.each([
    ['a byte order mark, which RFC 8259 lets a reader ignore', '\ufeff{"description":"x"}'],
    ['a repeated name, of which the last counts', '{"description":"y","description":"x"}'],
    ['escapes', '{"\\u0064escription":"\\u0078"}'],
    ['a source whose parts are no words', '{"description":"x","source":{"place":"__proto__","ref":"constructor"}}'],
  ])('%s is taken', async (_, raw) => {
    expect(await api.call('POST', '/tickets', { raw })).toMatchObject({ status: 201, body: { description: 'x' } })
  })

  test.each(['slack', 'discord', 'portal', 'api'])('a ticket and a message may come from %s', async (origin) => {
    const source = { place: `${origin}:T1/C9`, ref: '1712.000100' }
    const filed = await api.call('POST', '/tickets', { body: { description: 'x', origin, source } })
    expect(filed).toMatchObject({ status: 201, body: { origin } })
    const posted = await api.call('POST', `/tickets/${filed.body.id}/messages`, { body: { body: 'x', origin, source } })
    expect(posted).toMatchObject({ status: 201, body: { origin } })
  })

  test.each([
    ['', { id: 'anonymous', name: 'anonymous' }],
    ['slack:U1', { id: 'slack:U1', name: 'slack:U1' }],
    ['!"#$%&\'()*+,-./~'.padEnd(100, 'x'), undefined],
  ])('the actor id %j is taken', async (actor, requester) => {
    const filed = await api.call('POST', '/tickets', { actor, body: { description: 'x' } })
    expect(filed).toMatchObject({ status: 201, body: { requester: requester ?? { id: actor, name: actor } } })
  })

  test('a name is decoded from percent-encoded UTF-8, once; a plus is a plus', async () => {
    const headers = { 'X-Actor-Name': `a+b%2520%F0%9F%98%80${'%F0%9F%98%80'.repeat(90)}` }
    const filed = await api.call('POST', '/tickets', { headers, body: { description: 'x' } })
    expect(filed.body.requester.name).toBe(`a+b%20😀${'😀'.repeat(90)}`)
  })
})
