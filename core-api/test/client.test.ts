import { createCoreClient } from '@campus-helpdesk/core-api-contract/coreClient'
import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const user = { id: 'slack:U1', name: 'Zoë 😀 50% + "x"', role: 'user' } as const
const desk = { id: 'slack:H1', name: 'Bo', role: 'helpdesk' } as const
const notOne = { name: 'CoreProblem' }

describeOnEachDatabase('the typed client', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database, { API_TOKENS: 'bots:helpdesk:t0ken,kiosk:user:k' })
  })
  afterAll(() => api.stop())
  const clientOf = (token: string) => createCoreClient({ baseUrl: `${api.url}/`, token, attempts: 1 })

  test('takes a ticket through its life', async () => {
    const core = clientOf('t0ken')
    const source = { place: 'slack:T1/C9', ref: '1' }
    const filed = await core.fileTicket({ body: { description: 'The lift 🛗 is stuck', source } }, { actor: user })
    expect(filed).toMatchObject({ status: 201, replayed: false, body: { requester: { id: user.id, name: user.name } } })
    const again = await core.fileTicket({ body: { description: 'Anything', source } }, { actor: user })
    expect(again).toEqual({ status: 200, replayed: true, body: filed.body })

    const params = { id: filed.body.id }
    const moving = { actor: desk, idempotencyKey: 'move', ifMatch: 1 }
    const moved = await core.changeTicket({ params, body: { status: 'active', assignee: desk2 } }, moving)
    expect(moved.body).toMatchObject({ status: 'active', version: 3, assignee: desk2 })
    expect(await core.changeTicket({ params, body: { status: 'active', assignee: desk2 } }, moving)).toEqual({
      ...moved,
      replayed: true,
    })
    const posted = await core.postMessage({ params, body: { body: 'On my way', origin: 'slack' } }, { actor: desk })
    expect(posted.body).toMatchObject({ author: desk, body: 'On my way', origin: 'slack' })
    expect((await core.listMessages({ params, query: { limit: 1 } })).body.items).toEqual([posted.body])
    const whole = await core.readTicket({ params, query: { include: 'messages' } })
    expect(whole.body).toMatchObject({ version: 3, messageCount: 1, messages: [posted.body] })
    const listed = await core.listTickets({ query: { q: 'lift', status: 'active', withTotal: true } })
    expect(listed.body).toMatchObject({ items: [{ id: params.id }], nextCursor: null, total: 1 })
    expect((await core.readHistory({ params }, { actor: desk })).body.items.map(({ type }) => type)).toEqual([
      'ticket.filed',
      'ticket.assigned',
      'ticket.activated',
      'message.posted',
    ])
    expect((await core.classify({ body: { text: 'The lift is stuck' } })).body.category).toBe('facility')
    expect(await core.deleteTicket({ params }, { actor: desk })).toEqual({ status: 204, body: null, replayed: false })
    await expect(core.readTicket({ params })).rejects.toMatchObject({ ...notOne, kind: 'not-found' })
  })
  const desk2 = { id: desk.id, name: desk.name }

  test('says why the API refused', async () => {
    const core = clientOf('t0ken')
    const { body } = await core.fileTicket({ body: { description: 'No light' } })
    const params = { id: body.id }
    const refusals: [Promise<unknown>, string][] = [
      [clientOf('wrong').listTickets({}), 'unauthenticated'],
      [clientOf('k').listTickets({}, { actor: desk }), 'forbidden'],
      [core.changeTicket({ params, body: { status: 'active' } }, { actor: user }), 'forbidden'],
      [core.changeTicket({ params, body: { status: 'closed' } }, { actor: desk }), 'conflict'],
      [core.changeTicket({ params, body: { status: 'active' } }, { actor: desk, ifMatch: 9 }), 'version-mismatch'],
      [core.readTicket({ params: { id: 999_999 } }), 'not-found'],
      [core.fileTicket({ body: { description: 'x'.repeat(300_000) } }), 'content-too-large'],
    ]
    for (const [refusal, kind] of refusals) await expect(refusal).rejects.toMatchObject({ ...notOne, kind })
    await expect(
      core.fileTicket({ body: { description: ' ' } }, { actor: { ...user, name: '' }, idempotencyKey: 'a b' }),
    ).rejects.toMatchObject({
      kind: 'invalid-request',
      details: {
        errors: expect.arrayContaining([
          { path: 'description', message: 'must not be empty' },
          { path: 'Idempotency-Key', message: 'must be one or more visible ASCII characters' },
        ]),
      },
    })
  })
})
