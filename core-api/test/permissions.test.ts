import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { ticketIn } from './scenario.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const statuses = ['open', 'active', 'closed'] as const
const roles = ['user', 'helpdesk'] as const

/** What is asked for, and what the table of the contract says for open, active and closed tickets. */
const rules: { what: string; ask: (id: number) => [string, string, Call]; user: number[]; helpdesk: number[] }[] = [
  { what: 'read it', ask: (id) => ['GET', `/tickets/${id}`, {}], user: [200, 200, 403], helpdesk: [200, 200, 200] },
  {
    what: 'read its thread',
    ask: (id) => ['GET', `/tickets/${id}/messages`, {}],
    user: [200, 200, 403],
    helpdesk: [200, 200, 200],
  },
  {
    what: 'edit it',
    ask: (id) => ['PATCH', `/tickets/${id}`, { body: { description: 'New words' } }],
    user: [200, 200, 403],
    helpdesk: [200, 200, 409],
  },
  {
    what: 'write in its thread',
    ask: (id) => ['POST', `/tickets/${id}/messages`, { body: { body: 'Hello' } }],
    user: [201, 201, 403],
    helpdesk: [201, 201, 409],
  },
  {
    what: 'assign it',
    ask: (id) => ['PATCH', `/tickets/${id}`, { body: { assignee: { id: 'h1', name: 'Bo' } } }],
    user: [403, 403, 403],
    helpdesk: [200, 200, 409],
  },
  {
    what: 'recategorise it',
    ask: (id) => ['PATCH', `/tickets/${id}`, { body: { category: 'services' } }],
    user: [403, 403, 403],
    helpdesk: [200, 200, 200],
  },
  {
    what: 'make it open',
    ask: (id) => ['PATCH', `/tickets/${id}`, { body: { status: 'open' } }],
    user: [403, 403, 403],
    helpdesk: [200, 409, 409],
  },
  {
    what: 'make it active',
    ask: (id) => ['PATCH', `/tickets/${id}`, { body: { status: 'active' } }],
    user: [403, 403, 403],
    helpdesk: [200, 200, 409],
  },
  {
    what: 'make it closed',
    ask: (id) => ['PATCH', `/tickets/${id}`, { body: { status: 'closed' } }],
    user: [403, 403, 403],
    helpdesk: [409, 200, 200],
  },
  {
    what: 'delete it',
    ask: (id) => ['DELETE', `/tickets/${id}`, {}],
    user: [403, 403, 403],
    helpdesk: [204, 204, 204],
  },
]

const kindOf: Record<number, string> = { 403: 'forbidden', 409: 'conflict' }

describeOnEachDatabase('who may do what', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  for (const role of roles) {
    for (const rule of rules) {
      for (const [index, status] of statuses.entries()) {
        const expected = rule[role][index]
        test(`${status} ticket: a ${role} who wants to ${rule.what} gets ${expected}`, async () => {
          const before = await ticketIn(api, status)
          const [method, path, call] = rule.ask(before.id)
          const answer = await api.call(method, path, { ...call, role })
          expect(answer.status).toBe(expected)
          if (answer.status < 400) return
          expect(answer.body).toMatchObject({
            status: expected,
            type: expect.stringContaining(kindOf[answer.status] ?? '?'),
          })
          expect(answer.headers.get('content-type')).toBe('application/problem+json')
          // Refused means that nothing changed.
          expect((await api.call('GET', `/tickets/${before.id}`, { role: 'helpdesk' })).body).toEqual(before)
        })
      }
    }

    test(`a ${role} may file a ticket, and lists those that the role may see`, async () => {
      for (const status of statuses) await ticketIn(api, status)
      const seen = new Set<string>()
      for (const query of ['', '?status=closed', '?q=lift', '?status=open,closed']) {
        const { body } = await api.call('GET', `/tickets${query}`, { role })
        for (const ticket of body.items) seen.add(ticket.status)
        if (query === '?status=closed' && role === 'user') expect(body).toEqual({ items: [], nextCursor: null })
      }
      expect([...seen].sort()).toEqual(role === 'user' ? ['active', 'open'] : ['active', 'closed', 'open'])
      expect((await api.call('POST', '/tickets', { role, body: { description: 'No light' } })).status).toBe(201)
    })
  }

  test('what does not exist is 404 for everybody, whatever is wanted', async () => {
    for (const role of roles) {
      for (const rule of rules) {
        const [method, path, call] = rule.ask(999_999)
        expect((await api.call(method, path, { ...call, role })).status).toBe(404)
      }
    }
  })
})
