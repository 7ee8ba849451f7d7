import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { ticketIn } from './scenario.ts'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

describeOnEachDatabase('one key, sent many times at once', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  test('is refused each time for what is wrong, never for the crowd', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await ticketIn(api, 'open')
      const call = { role: 'helpdesk', key: `refused-${round}`, body: { status: 'closed' } } as const
      const answers = await Promise.all(Array.from({ length: 60 }, () => api.call('PATCH', `/tickets/${id}`, call)))
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([409]))
      // What was refused may be tried again, with the same key.
      await api.call('PATCH', `/tickets/${id}`, { role: 'helpdesk', body: { status: 'active' } })
      expect(await api.call('PATCH', `/tickets/${id}`, call)).toMatchObject({ status: 200, body: { status: 'closed' } })
    }
  }, 60_000)

  test('is answered once for a lease as well', async () => {
    const call = { role: 'helpdesk', key: 'lease', body: { holder: 'h' } } as const
    const first = await api.call('POST', '/readers/slack/lease', call)
    const again = await api.call('POST', '/readers/slack/lease', call)
    expect(first).toMatchObject({ status: 200, body: { fence: 1 } })
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  test('an If-Match that is there and empty is no permission to overwrite', async () => {
    const { id } = await ticketIn(api, 'open')
    const answer = await api.call('PATCH', `/tickets/${id}`, {
      headers: { 'if-match': '' },
      body: { description: 'New' },
    })
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'If-Match' }] } })
  })
})
