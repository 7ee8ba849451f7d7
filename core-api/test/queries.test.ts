import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { expectRefused, titled } from './expectRefused.ts'
import { ticketIn } from './scenario.ts'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

/** Queries of the list of tickets, with the parameters that are named. */
const wrongQueries: [string, string[]][] = [
  ...['0', '101', '-1', 'abc', '1.5', '1e1', '', '%00', '99999999999999999999'].map((n): [string, string[]] => [
    `limit=${n}`,
    ['limit'],
  ]),
  ['limit', ['limit']],
  ['status=new', ['status']],
  ['status=', ['status']],
  ['status=Open', ['status']],
  ['status=open,,active', ['status']],
  ['status=open;active', ['status']],
  ['category=it', ['category']],
  ['origin=email', ['origin']],
  ['sort=id', ['sort']],
  ['sort=-closedAt', ['sort']],
  ['sort=openedAt%20desc', ['sort']],
  ['withTotal=1', ['withTotal']],
  ['withTotal', ['withTotal']],
  ['requester=', ['requester']],
  ['requester=has%20space', ['requester']],
  [`requester=${'x'.repeat(101)}`, ['requester']],
  ['assignee=%C3%A9', ['assignee']],
  ['q=%00', ['q']],
  [`q=${'x'.repeat(201)}`, ['q']],
  [`q=${encodeURIComponent('😀'.repeat(201))}`, ['q']],
  ['limit=5&limit=5', ['limit']],
  ['status=open&status=active', ['status']],
  ['status[]=open', ['status[]']],
  ['include=messages', ['include']],
  ['page=2&offset=5', ['page', 'offset']],
  ['__proto__=1', ['__proto__']],
  ['toString=1&hasOwnProperty=2', ['toString', 'hasOwnProperty']],
  ['=1', ['']],
  ['limit=%zz', ['limit']],
  ['q=%c3%28', ['q']],
  ['q=%ED%A0%80', ['q']],
  ['%zz=1', ['query']],
  ['cursor=', ['cursor']],
  ['cursor=abc', ['cursor']],
  [`cursor=${'A'.repeat(60)}`, ['cursor']],
  [`cursor=${'A'.repeat(501)}`, ['cursor']],
  ['limit=0&sort=x&status=y&nonsense=1&q=%zz', ['limit', 'sort', 'status', 'nonsense', 'q']],
]
const noTimes = [
  '2026-11-21T09:30Z',
  '',
  'yesterday',
  '2026-11-21',
  '2026-11-21T09:30:00',
  '2026-02-30T00:00:00Z',
  '2026-11-21T25:00:00Z',
]
const noTimesEither = [
  '1795263808',
  '2026-11-21T09:30:00%20Z',
  '0000-01-01T00:00:00%2B01:00',
  '9999-12-31T23:00:00-02:00',
]

describeOnEachDatabase('queries', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
    for (let n = 0; n < 3; n++) await ticketIn(api, 'active')
    for (const id of [1, 1, 1, 2]) await api.call('POST', `/tickets/${id}/messages`, { body: { body: 'More' } })
  })
  afterAll(() => api.stop())

  test.each(titled(wrongQueries))('/tickets?%s is refused', async (_, query, paths) => {
    expectRefused(await api.call('GET', `/tickets?${query}`), paths)
  })

  test.each([...noTimes, ...noTimesEither])('%j is no time to list from or to', async (time) => {
    const query = `openedAfter=${time}&openedBefore=${time}`
    expectRefused(await api.call('GET', `/tickets?${query}`), ['openedAfter', 'openedBefore'])
  })

  test('other routes name what they do not know, too', async () => {
    expectRefused(await api.call('GET', '/tickets/1?include=history'), ['include'])
    expectRefused(await api.call('GET', '/tickets/1?include=messages&include=messages'), ['include'])
    expectRefused(await api.call('GET', '/tickets/1/messages?sort=id&limit=101'), ['sort', 'limit'])
    expectRefused(await api.call('POST', '/tickets?dry=1', { body: { description: 'x' } }), ['dry'])
    expectRefused(await api.call('DELETE', '/tickets/1?force', { role: 'helpdesk' }), ['force'])
    expectRefused(await api.call('POST', '/classify', { body: { text: 'x', n: 3 } }), ['n'])
  })

  test('a cursor works only unaltered, on the list that gave it', async () => {
    const tickets = (await api.call('GET', '/tickets?limit=1')).body.nextCursor
    const messages = (await api.call('GET', '/tickets/1/messages?limit=1')).body.nextCursor
    expect(
      (await api.call('GET', `/tickets?cursor=${tickets}`)).body.items.map((one: { id: number }) => one.id),
    ).toEqual([2, 1])
    expect((await api.call('GET', `/tickets/1/messages?cursor=${messages}`)).body.items).toHaveLength(2)
    const other = tickets.startsWith('A') ? `B${tickets.slice(1)}` : `A${tickets.slice(1)}`
    for (const query of [
      `cursor=${messages}`,
      `sort=openedAt&cursor=${tickets}`,
      `sort=-modifiedAt&cursor=${tickets}`,
      `cursor=${tickets.slice(0, -1)}`,
      `cursor=${tickets}A`,
      `cursor=${tickets}%3D`,
      `cursor=${tickets.slice(0, 10)}`,
      `cursor=${other}`,
      `cursor=${Buffer.from('1.2026-01-01').toString('base64url')}`,
    ]) {
      expectRefused(await api.call('GET', `/tickets?${query}`), ['cursor'])
    }
    expectRefused(await api.call('GET', `/tickets/1/messages?cursor=${tickets}`), ['cursor'])
    expectRefused(await api.call('GET', `/tickets/2/messages?cursor=${messages}`), ['cursor'])
  })

  test('times are taken in every zone and precision; from is inclusive, to is exclusive', async () => {
    const filed = await api.call('POST', '/tickets', { actor: 'timed', body: { description: 'Now' } })
    const { id, openedAt } = filed.body
    const atNine = new Date(Date.parse(openedAt) + 9 * 3_600_000).toISOString().replace('Z', '%2B09:00')
    const later = new Date(Date.parse(openedAt) + 1).toISOString()
    const early = new Date(Date.parse(openedAt) - 120_000).toISOString()
    const found = async (query: string) =>
      (await api.call('GET', `/tickets?requester=timed&${query}`)).body.items.map((one: { id: number }) => one.id)
    for (const from of [
      openedAt,
      atNine,
      early.slice(0, 19).concat('Z'),
      early.replace('Z', '789Z'),
      '0001-01-01T00:00:00Z',
    ]) {
      expect(await found(`openedAfter=${from}`)).toEqual([id])
      expect(await found(`sort=modifiedAt&openedAfter=${from}`)).toEqual([id])
    }
    expect(await found(`openedAfter=${later}`)).toEqual([])
    for (const to of [openedAt, atNine, early]) expect(await found(`openedBefore=${to}`)).toEqual([])
    for (const to of [later, '9999-12-31T23:59:59.999Z']) expect(await found(`openedBefore=${to}`)).toEqual([id])
  })

  test('words to search for may be 200 code points long, whatever script', async () => {
    const q = encodeURIComponent('𠀀'.repeat(200))
    expect(await api.call('GET', `/tickets?q=${q}`)).toMatchObject({ status: 200, body: { items: [] } })
  })
})
