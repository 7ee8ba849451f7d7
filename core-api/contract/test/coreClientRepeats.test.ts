import type { CoreClient } from '../src/coreClient.ts'
import type { CallOptions } from '../src/request.ts'
import { type Behaviour, cut, emptyPage, halved, html, problem, withServer } from './misbehavingServer.ts'

const source = { place: 'slack:T1/C9', ref: '1712.000100' }
const params = { id: 7 }
const keyed = { idempotencyKey: 'k1' }

/** Each call, and whether it may be sent again when nobody knows what became of it. */
const calls: [string, boolean, (core: CoreClient, more: CallOptions) => Promise<unknown>][] = [
  ['a list', true, (core, more) => core.listTickets({ query: { limit: 5 } }, more)],
  ['a ticket', true, (core, more) => core.readTicket({ params }, more)],
  ['a thread', true, (core, more) => core.listMessages({ params }, more)],
  ['a classification', true, (core, more) => core.classify({ body: { text: 'x' } }, more)],
  ['filing', false, (core, more) => core.fileTicket({ body: { description: 'x' } }, more)],
  ['filing with a key', true, (core, more) => core.fileTicket({ body: { description: 'x' } }, { ...more, ...keyed })],
  ['filing with a source', true, (core, more) => core.fileTicket({ body: { description: 'x', source } }, more)],
  ['writing', false, (core, more) => core.postMessage({ params, body: { body: 'x' } }, more)],
  [
    'writing with a key',
    true,
    (core, more) => core.postMessage({ params, body: { body: 'x' } }, { ...more, ...keyed }),
  ],
  ['writing with a source', true, (core, more) => core.postMessage({ params, body: { body: 'x', source } }, more)],
  ['a change', false, (core, more) => core.changeTicket({ params, body: { status: 'active' } }, more)],
  [
    'a change of a version',
    false,
    (core, more) => core.changeTicket({ params, body: { status: 'active' } }, { ...more, ifMatch: 3 }),
  ],
  [
    'a change with a key',
    true,
    (core, more) => core.changeTicket({ params, body: { status: 'active' } }, { ...more, ...keyed }),
  ],
  ['a deletion', false, (core, more) => core.deleteTicket({ params }, more)],
  ['a deletion with a key', true, (core, more) => core.deleteTicket({ params }, { ...more, ...keyed })],
  [
    'entering, which takes no key',
    false,
    (core, more) => core.enter({ body: { role: 'user', name: 'Ann' } }, { ...more, ...keyed }),
  ],
  ['leaving', false, (core, more) => core.leave({}, more)],
]

/** What an attempt may come to when nobody knows whether it had an effect. */
const failures: [string, Behaviour][] = [
  ['503', problem('unavailable', { 'retry-after': '0' })],
  ['502 of a balancer', html(502)],
  ['a cut connection', cut],
  ['an answer that is cut', halved],
]

test.each(calls)('%s: may be sent again: %s', async (_, again, call) => {
  const tries = failures.map(([failure, behaviour]) =>
    withServer([behaviour], async (core, seen) => {
      await expect(call(core(), {})).rejects.toThrow(
        /^No answer from|^Unexpected answer with status 502|^503 unavailable/,
      )
      expect([failure, seen.length]).toEqual([failure, again ? 2 : 1])
      const [first, second] = seen.map(({ method, url, body, headers }) => [
        method,
        url,
        body,
        headers['idempotency-key'],
      ])
      if (again) expect(second).toEqual(first)
    }),
  )
  await Promise.all(tries)
})

test.each([429, 503, 504])('a read that met %s once is answered by the second attempt', async (status) => {
  await withServer([html(status), emptyPage], async (core, seen) => {
    expect(await core().listTickets({})).toEqual({
      status: 200,
      body: { items: [], nextCursor: null },
      replayed: false,
    })
    expect(seen).toHaveLength(2)
  })
})

test.each([
  [{}, 4],
  [{ attempts: 1 }, 1],
  [{ attempts: 3 }, 3],
])('with %j it gives up after %s attempts', async (options, count) => {
  await withServer([problem('unavailable', { 'retry-after': '0' })], async (core, seen) => {
    await expect(core(options).listTickets({})).rejects.toMatchObject({ name: 'CoreProblem', kind: 'unavailable' })
    expect(seen).toHaveLength(count)
  })
})

test.each([
  ['seconds', () => '1', 990],
  ['a date', () => new Date(Date.now() + 2_000).toUTCString(), 900],
  ['nonsense', () => 'soon', 90],
  ['nothing', () => '', 90],
])('Retry-After in %s is waited for', async (_, value, leastMs) => {
  const refusing: Behaviour = (request, response) =>
    problem('unavailable', { 'retry-after': value() })(request, response)
  await withServer([refusing, emptyPage], async (core, seen) => {
    expect((await core().listTickets({})).status).toBe(200)
    expect((seen[1]?.at ?? 0) - (seen[0]?.at ?? 0)).toBeGreaterThanOrEqual(leastMs)
  })
})
