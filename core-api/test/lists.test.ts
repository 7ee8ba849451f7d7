import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const helpdesk: Call = { role: 'helpdesk', actor: 'h1', name: 'Bo' }

/** Reads a list page by page to its end. */
async function readAll(
  api: RunningCoreApi,
  query: string,
  call: Call = helpdesk,
  between?: () => Promise<unknown>,
): Promise<Ticket[]> {
  const items: Ticket[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const at = cursor === '' ? '' : `&cursor=${cursor}`
    const { status, body } = await api.call('GET', `/tickets?limit=3${query}${at}`, call)
    expect(status).toBe(200)
    items.push(...body.items)
    cursor = body.nextCursor
    await between?.()
  }
  return items
}

const ids = (tickets: Ticket[]) => tickets.map((ticket) => ticket.id)

describeOnEachDatabase('lists', (database) => {
  let api: RunningCoreApi
  /** By what was done to them, oldest first. */
  let filed: Ticket[]
  beforeAll(async () => {
    api = await startCoreApi(database)
    const texts = ['The lift is stuck', 'The wifi is down', 'The canteen queue is too long and the staff were rude']
    filed = []
    for (let i = 0; i < 12; i++) {
      const as: Call = { actor: `u${i % 3}`, name: 'Ana' }
      const status = (['open', 'active', 'closed'] as const)[Math.floor(i / 4)]
      filed.push(await ticketIn(api, status ?? 'open', texts[i % 3], as))
    }
    for (const i of [1, 5, 6]) {
      await api.call('PATCH', `/tickets/${filed[i]?.id}`, {
        role: 'helpdesk',
        body: { assignee: { id: 'h1', name: 'Bo' } },
      })
    }
    await api.call('POST', `/tickets/${filed[2]?.id}/messages`, { body: { body: 'Any news?' } })
    filed = await Promise.all(filed.map(async ({ id }) => (await api.call('GET', `/tickets/${id}`, helpdesk)).body))
  }, 60_000)
  afterAll(() => api.stop())

  const filters: { query: string; fits: (ticket: Ticket) => boolean }[] = [
    { query: '', fits: () => true },
    { query: '&status=open', fits: (t) => t.status === 'open' },
    { query: '&status=open,closed', fits: (t) => t.status !== 'active' },
    { query: '&category=technical', fits: (t) => t.category === 'technical' },
    { query: '&category=technical,services', fits: (t) => t.category !== 'facility' },
    { query: '&requester=u1', fits: (t) => t.requester?.id === 'u1' },
    { query: '&requester=U1', fits: () => false },
    { query: '&assignee=h1', fits: (t) => t.assignee?.id === 'h1' },
    { query: '&assignee=none', fits: (t) => t.assignee === null },
    { query: '&origin=api', fits: () => true },
    { query: '&origin=slack', fits: () => false },
    { query: '&status=active&category=facility', fits: (t) => t.status === 'active' && t.category === 'facility' },
    { query: '&status=closed&requester=u2', fits: (t) => t.status === 'closed' && t.requester?.id === 'u2' },
    { query: '&requester=u1&assignee=h1', fits: (t) => t.requester?.id === 'u1' && t.assignee?.id === 'h1' },
    {
      query: '&assignee=none&category=facility&origin=api',
      fits: (t) => t.assignee === null && t.category === 'facility',
    },
    { query: '&q=is', fits: (t) => !t.description.startsWith('x') },
    { query: '&q=stuck%20LIFT&status=open', fits: (t) => t.status === 'open' && t.description === 'The lift is stuck' },
  ]

  for (const { query, fits } of filters) {
    test(`?${query.slice(1)} gives exactly what fits, page by page, in each order, with its total`, async () => {
      const expected = filed.filter(fits)
      for (const field of ['openedAt', 'modifiedAt'] as const) {
        const ascending = [...expected].sort((a, b) =>
          a[field] === b[field] ? a.id - b.id : a[field] < b[field] ? -1 : 1,
        )
        expect(ids(await readAll(api, `${query}&sort=${field}`))).toEqual(ids(ascending))
        expect(ids(await readAll(api, `${query}&sort=-${field}`))).toEqual(ids(ascending.reverse()))
      }
      const { body } = await api.call('GET', `/tickets?withTotal=true&limit=1${query}`, helpdesk)
      expect(body).toMatchObject({ total: expected.length })
      expect(body).not.toHaveProperty('totalIsMore')
      expect((await api.call('GET', `/tickets?limit=1${query}`, helpdesk)).body).not.toHaveProperty('total')
    })

    test(`?${query.slice(1)} never shows a user what is closed`, async () => {
      const expected = filed.filter((ticket) => fits(ticket) && ticket.status !== 'closed')
      expect(ids(await readAll(api, query, {})).sort()).toEqual(ids(expected).sort())
    })
  }

  test('openedAfter is inclusive, openedBefore is not, in any zone', async () => {
    const [from, to] = [filed[3], filed[8]]
    if (from === undefined || to === undefined) throw new Error('no tickets')
    const between = filed.filter((t) => t.openedAt >= from.openedAt && t.openedAt < to.openedAt)
    for (const sort of ['openedAt', 'modifiedAt']) {
      const found = await readAll(api, `&sort=${sort}&openedAfter=${from.openedAt}&openedBefore=${to.openedAt}`)
      expect(ids(found).sort()).toEqual(ids(between).sort())
    }
    const zoned = encodeURIComponent(from.openedAt.replace('Z', '+00:00'))
    expect(await readAll(api, `&openedAfter=${zoned}&openedBefore=${to.openedAt}`)).toHaveLength(between.length)
    expect(await readAll(api, '&openedBefore=2020-01-01T00:00:00Z')).toEqual([])
  })

  test('a list without a sort is newest first, 25 a page', async () => {
    const { body } = await api.call('GET', '/tickets', helpdesk)
    expect(ids(body.items)).toEqual(ids(filed).reverse())
    expect(body.nextCursor).toBeNull()
  })

  test('a cursor belongs to the sort that gave it', async () => {
    const { body } = await api.call('GET', '/tickets?limit=1', helpdesk)
    expect((await api.call('GET', `/tickets?sort=-modifiedAt&cursor=${body.nextCursor}`, helpdesk)).status).toBe(400)
  })

  test('pages stay right while tickets are added', async () => {
    const before = (await readAll(api, '')).map((ticket) => ticket.id)
    const during = await readAll(api, '', helpdesk, () => ticketIn(api, 'open', 'The lift is stuck'))
    expect(ids(during)).toEqual(before)
  })
})
