import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { ticketIn } from './scenario.ts'
import { type RunningCoreApi, type Said, startCoreApi } from './startCoreApi.ts'

const controls = Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1)).join('')

const kept: Record<string, string> = {
  'emoji with skin tones, joined families and flags': '👩🏽‍🚒 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 1️⃣ broke the lift 😀',
  'right-to-left text with bidi marks': '\u2067המעלית \u202eתקועה\u202c\u2069 المصعد \u200fمعطل\u200e!',
  SQL: `'; DROP TABLE tickets; -- " OR 1=1 \\' \\\\ \` % _ ? ?? :name $1 {"a":[1]}`,
  HTML: '<script>alert("1")</script> <b onclick=\'x\'>&amp;&lt;&#0;</b> <!-- --> ]]>',
  'every kind of line break, tabs and runs of spaces inside': 'a\r\nb\nc\rd\u2028e\u2029f\u0085g\th   i\v\fj',
  'combining marks, composed and not': 'e\u0301 é ệ \u0041\u030a Å Z\u0351\u0343\u0300 ﬁ fi ſ ß ẞ İ ı',
  'words that collations take for the same': 'resume résumé Resume RÉSUMÉ ss ß o ö oe ø ﷺ の ノ ﾉ',
  'code points without a meaning': '\ufffd \ufffe \uffff \u{10ffff} \ue000 \u200b \u2060 x',
  'all control characters but NUL': `x${controls}\u007f\u0080\u009fx`,
  '10,000 code points of two UTF-16 units each': '𝒳😀'.repeat(5_000),
  '10,000 different characters': String.fromCodePoint(...Array.from({ length: 10_000 }, (_, i) => 0x4e00 + i)),
  'one code point': '𓀀',
  'what looks like a number, null or JSON': '"\\u0000"',
}

/** ECMAScript's white space; U+FEFF, the byte order mark, is among it. */
const whiteSpace = ' \t\r\n\v\f\u00a0\u1680\u2000\u2009\u202f\u205f\u3000\u2028\u2029\ufeff'

const refused: Record<string, { json: string; message: string }> = {
  'with NUL': { json: '"a\\u0000b"', message: 'must not contain the NUL character' },
  'with NUL at its end': { json: '"ab\\u0000"', message: 'must not contain the NUL character' },
  'with a lone high surrogate': { json: '"a\\ud800b"', message: 'must not contain lone surrogates (half a character)' },
  'with a lone low surrogate': { json: '"\\udc00"', message: 'must not contain lone surrogates (half a character)' },
  'with surrogates in the wrong order': {
    json: '"\\ude00\\ud83d"',
    message: 'must not contain lone surrogates (half a character)',
  },
  'that is empty': { json: '""', message: 'must not be empty' },
  'of white space': { json: JSON.stringify(whiteSpace), message: 'must not be empty' },
  'of 10,001 letters': {
    json: `"${'x'.repeat(10_001)}"`,
    message: 'must be at most 10000 characters long, but is 10001',
  },
  'of 10,001 emoji': {
    json: `"${'😀'.repeat(10_001)}"`,
    message: 'must be at most 10000 characters long, but is 10001',
  },
}

describeOnEachDatabase('texts', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  test.each(Object.entries(kept))('%s: given back unchanged, filed, edited and in the thread', async (_, text) => {
    const filed = await api.call('POST', '/tickets', { body: { description: text } })
    expect(filed).toMatchObject({ status: 201, body: { description: text } })
    const path = `/tickets/${filed.body.id}`
    expect((await api.call('GET', path)).body.description).toBe(text)
    expect((await api.call('GET', '/tickets?limit=1')).body.items[0].description).toBe(text)

    const posted = await api.call('POST', `${path}/messages`, { body: { body: text } })
    expect(posted).toMatchObject({ status: 201, body: { body: text } })
    expect((await api.call('GET', `${path}/messages`)).body.items[0].body).toBe(text)
    expect((await api.call('GET', `${path}?include=messages`)).body.messages[0].body).toBe(text)

    const other = await ticketIn(api, 'open')
    const edited = await api.call('PATCH', `/tickets/${other.id}`, { body: { description: text } })
    expect(edited).toMatchObject({ status: 200, body: { description: text } })
    expect((await api.call('GET', `/tickets/${other.id}`)).body.description).toBe(text)
    expect((await api.call('POST', '/classify', { body: { text } })).status).toBe(200)
  })

  test('white space around a text is removed, and not counted; that inside stays', async () => {
    const description = `a ${whiteSpace} ${'b'.repeat(9_980)}`
    const filed = await api.call('POST', '/tickets', {
      body: { description: `${whiteSpace.repeat(20)}${description}${whiteSpace}` },
    })
    expect(filed).toMatchObject({ status: 201, body: { description } })
    const posted = await api.call('POST', `/tickets/${filed.body.id}/messages`, { body: { body: ' \n hi \r\n' } })
    expect(posted.body.body).toBe('hi')
    const edited = await api.call('PATCH', `/tickets/${filed.body.id}`, { body: { description: `\n${description}\t` } })
    expect(edited.body).toMatchObject({ description, version: 1 })
  })

  test('names are texts, too: kept as they are, on tickets and messages', async () => {
    const name = '‏שרה‎ 👩🏽‍🚒 O\'Brien <b>"; -- é e\u0301'
    const filed = await api.call('POST', '/tickets', { actor: 'slack:U1', name, body: { description: 'No light' } })
    expect(filed.body.requester).toEqual({ id: 'slack:U1', name })
    const path = `/tickets/${filed.body.id}`
    await api.call('POST', `${path}/messages`, { actor: 'slack:U1', name, body: { body: 'Still dark' } })
    const assignee = { id: 'discord:1', name: '😀'.repeat(100) }
    await api.call('PATCH', path, { role: 'helpdesk', body: { assignee } })
    const { body } = await api.call('GET', `${path}?include=messages`)
    expect(body).toMatchObject({ requester: { name }, assignee, messages: [{ author: { name, role: 'user' } }] })
  })

  const places: [string, string, string, (json: string) => string][] = [
    ['POST', '/tickets', 'description', (json) => `{"description":${json}}`],
    ['PATCH', '/tickets/1', 'description', (json) => `{"description":${json}}`],
    ['POST', '/tickets/1/messages', 'body', (json) => `{"body":${json}}`],
    ['POST', '/classify', 'text', (json) => `{"text":${json}}`],
  ]
  test.each(Object.entries(refused))('a text %s is refused by its field, and changes nothing', async (_, sent) => {
    const count = () => Promise.all(['tickets', 'messages', 'events'].map((table) => api.db(table).count('* as n')))
    const before = await count()
    for (const [method, path, field, bodyOf] of places) {
      const answer: Said = await api.call(method, path, { raw: bodyOf(sent.json) })
      expect(answer).toMatchObject({
        status: 400,
        body: {
          type: 'urn:campus-helpdesk:problem:invalid-request',
          errors: [{ path: field, message: sent.message }],
        },
      })
    }
    expect(await count()).toEqual(before)
  })

  test('the parts of a source and a name are bounded alike', async () => {
    const call = (place: string, name = 'x') =>
      api
        .call('PATCH', '/tickets/1', { role: 'helpdesk', body: { assignee: { id: 'x', name } } })
        .then(async (one) => [
          one,
          await api.call('POST', '/tickets', { body: { description: 'x', source: { place, ref: '1' } } }),
        ])
    const [named, filed] = await call(`slack:${'😀'.repeat(194)}`, '😀'.repeat(100))
    expect([named?.status, filed?.status]).toEqual([200, 201])
    const [unnamed, unfiled] = await call('😀'.repeat(201), '😀'.repeat(101))
    expect(unnamed?.body.errors).toEqual([
      { path: 'assignee.name', message: 'must be at most 100 characters long, but is 101' },
    ])
    expect(unfiled?.body.errors).toEqual([
      { path: 'source.place', message: 'must be at most 200 characters long, but is 201' },
    ])
  })
})
