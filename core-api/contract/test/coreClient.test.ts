import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCoreClient } from '../src/coreClient.ts'
import { CoreProblem, CoreUnreachable } from '../src/coreProblem.ts'
import { type ProblemKind, problemKinds, problemType } from '../src/problem.ts'
import { type Behaviour, emptyPage, endless, html, json, never, problem, withServer } from './misbehavingServer.ts'

test.each(Object.keys(problemKinds) as ProblemKind[])(
  'the problem %s is thrown with its kind and details',
  async (kind) => {
    const errors = kind === 'invalid-request' ? { errors: [{ path: 'limit', message: 'must be less' }] } : {}
    await withServer([problem(kind, {}, errors)], async (core, seen) => {
      const error = await core({ attempts: kind === 'unavailable' ? 1 : 4 })
        .listTickets({})
        .catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(CoreProblem)
      expect(error).toMatchObject({
        kind,
        message: `${problemKinds[kind].status} ${kind}: Because`,
        details: { status: problemKinds[kind].status, requestId: 'r1', ...errors },
      })
      // The fetch standard itself asks once more, on a new connection, after a 421: that one was not dealt with.
      expect(seen).toHaveLength(kind === 'wrong-host' ? 2 : 1)
    })
  },
)

test.each<[string, Behaviour]>([
  ['a page of somebody else', html(200)],
  ['JSON of another shape', json(200, { items: 'none' })],
  ['a ticket that lacks a field', json(200, { items: [{ id: 1 }], nextCursor: null })],
  ['nothing', json(200, undefined)],
  ['a status of another route', json(201, { items: [], nextCursor: null })],
  ['an unknown status', html(418)],
  ['a problem of somebody else', json(404, { type: 'about:blank', title: 'Not Found', status: 404 })],
  [
    'a kind that is not known',
    json(404, { type: problemType('not-found').concat('x'), title: 'x', status: 404, detail: 'x', requestId: 'x' }),
  ],
  [
    'a kind by the name of a property of all objects',
    json(404, {
      type: 'urn:campus-helpdesk:problem:constructor',
      title: 'x',
      status: 404,
      detail: 'x',
      requestId: 'x',
    }),
  ],
])('%s is no usable answer', async (_, behaviour) => {
  await withServer([behaviour], async (core) => {
    await expect(core({ attempts: 1 }).listTickets({})).rejects.toBeInstanceOf(CoreUnreachable)
  })
})

test.each([
  ['never comes', never],
  ['never ends', endless],
])('an answer that %s is given up, each attempt for itself', async (_, behaviour) => {
  await withServer([behaviour], async (core, seen) => {
    const error = await core({ timeoutMs: 50, attempts: 2 })
      .listTickets({})
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'CoreUnreachable', cause: { name: 'TimeoutError' } })
    expect(seen).toHaveLength(2)
    await expect(
      core({ timeoutMs: 60_000 }).fileTicket({ body: { description: 'x' } }, { timeoutMs: 50 }),
    ).rejects.toBeInstanceOf(CoreUnreachable)
    expect(seen).toHaveLength(3)
  })
})

test('where nobody listens it says so, without what was asked for', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise((resolve) => server.close(resolve))
  const error = await createCoreClient({ baseUrl, attempts: 2 })
    .listTickets({ query: { q: 'hush' } })
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'CoreUnreachable', cause: { cause: { code: 'ECONNREFUSED' } } })
  expect(String(error)).toBe(`CoreUnreachable: No answer from the core API at ${baseUrl}/api/v1/tickets`)
})

describe('the caller who does not want to wait any more', () => {
  const reason = new Error('enough')

  test.each<[string, Behaviour]>([
    ['during the pause before the next attempt', problem('unavailable', { 'retry-after': '60' })],
    ['while the answer is awaited', never],
    ['in the middle of the answer', endless],
  ])('is heard %s', async (_, behaviour) => {
    const controller = new AbortController()
    const andThen: Behaviour = (request, response) => {
      behaviour(request, response)
      setTimeout(() => controller.abort(reason), 50)
    }
    await withServer([andThen], async (core, seen) => {
      await expect(core({ attempts: 9 }).listTickets({}, { signal: controller.signal })).rejects.toBe(reason)
      expect(seen).toHaveLength(1)
    })
  })

  test('is heard before anything is sent', async () => {
    await withServer([emptyPage], async (core, seen) => {
      await expect(core().listTickets({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
      expect(seen).toHaveLength(0)
    })
  })
})

test('it sends who is acting, the token, key and version, and encodes what needs it', async () => {
  await withServer([problem('not-found')], async (core, seen) => {
    const client = core({ token: 't0ken' })
    const actor = { id: 'slack:U1', name: 'Zoë 😀 100% 50+5\n', role: 'helpdesk' } as const
    const options = { actor, idempotencyKey: 'k1', ifMatch: 3 }
    await client.changeTicket({ params: { id: 7 }, body: { description: 'é' } }, options).catch(() => {})
    await client.listTickets({ query: { q: 'a&b=c d', limit: 5, withTotal: true, cursor: undefined } }).catch(() => {})
    expect(seen).toMatchObject([
      {
        method: 'PATCH',
        url: '/api/v1/tickets/7',
        body: '{"description":"é"}',
        headers: {
          authorization: 'Bearer t0ken',
          'content-type': 'application/json',
          'x-actor-id': 'slack:U1',
          'x-actor-role': 'helpdesk',
          'x-actor-name': 'Zo%C3%AB%20%F0%9F%98%80%20100%25%2050%2B5%0A',
          'idempotency-key': 'k1',
          'if-match': '"3"',
        },
      },
      { method: 'GET', url: '/api/v1/tickets?q=a%26b%3Dc+d&limit=5&withTotal=true', body: '' },
    ])
    for (const name of ['x-actor-id', 'x-actor-name', 'idempotency-key', 'if-match', 'content-type']) {
      expect(seen[1]?.headers).not.toHaveProperty(name)
    }
  })
})
