import { randomUUID } from 'node:crypto'
import { type CoreClient, createCoreClient } from '@campus-helpdesk/core-api-contract/coreClient'
import { CoreProblem } from '@campus-helpdesk/core-api-contract/coreProblem'
import type { FeedEvent } from '@campus-helpdesk/core-api-contract/feed'

/** What was answered with 2xx, and what must never be answered. */
export type Written = { filed: number[]; posted: number[]; deleted: number[]; changed: number; failures: string[] }

const helpdesk = { role: 'helpdesk', id: 'portal:h1', name: 'Bo' } as const
const descriptions = ['The lift is stuck', 'The wifi is down', 'The food was cold']

/**
 * Writers that file, edit, move, assign, write and delete, on tickets that they share, until `done`. Each repeats its
 * requests under a key, as long as the core API is away.
 */
export async function writeUntil(urls: readonly string[], writers: number, done: () => boolean): Promise<Written> {
  const written: Written = { filed: [], posted: [], deleted: [], changed: 0, failures: [] }
  const tickets: number[] = []
  const watchedFetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (response.status >= 500) written.failures.push(`${init?.method} ${input}: ${response.status}`)
    return response
  }
  await Promise.all(
    Array.from({ length: writers }, async (_, n) => {
      const core = createCoreClient({ baseUrl: urls[n % urls.length] ?? '', attempts: 10, fetch: watchedFetch })
      while (!done()) await writeOnce(core, tickets, written)
    }),
  )
  return written
}

/** Refusals that are right while others change the same tickets. */
const expected = new Set(['not-found', 'conflict'])

async function writeOnce(core: CoreClient, tickets: number[], written: Written): Promise<void> {
  const options = { actor: helpdesk, idempotencyKey: randomUUID() }
  const dice = Math.random()
  // Mostly the newest: writers are to meet.
  const index = Math.max(tickets.length - 1 - Math.floor(Math.random() * 10), 0)
  const id = tickets[index]
  const change = (body: NonNullable<Parameters<CoreClient['changeTicket']>[0]['body']>) =>
    core.changeTicket({ params: { id: id ?? 0 }, body }, options).then(() => written.changed++)
  try {
    if (id === undefined || dice < 0.25) {
      const description = `${descriptions[Math.floor(dice * 12) % 3]}, ${randomUUID()}`
      const { body } = await core.fileTicket({ body: { description } }, options)
      written.filed.push(body.id)
      tickets.push(body.id)
    } else if (dice < 0.5) {
      const { body } = await core.postMessage({ params: { id }, body: { body: 'We are on it' } }, options)
      written.posted.push(body.id)
    } else if (dice < 0.7) {
      await change({ description: `${descriptions[Math.floor(dice * 100) % 3]}, ${randomUUID()}` })
    } else if (dice < 0.8) {
      await change({ assignee: { id: `slack:U${Math.floor(dice * 1000)}`, name: 'Ana' }, category: 'services' })
    } else if (dice < 0.95) {
      await change({ status: dice < 0.9 ? 'active' : 'closed' })
    } else {
      await core.deleteTicket({ params: { id } }, options)
      written.deleted.push(id)
      tickets.splice(index, 1)
    }
  } catch (error) {
    if (!(error instanceof CoreProblem && expected.has(error.kind))) written.failures.push(String(error))
  }
}

/** Nothing failed, and what was answered with 2xx is in the feed, each once. */
export function expectAllIn(events: readonly FeedEvent[], { filed, posted, deleted, failures }: Written): void {
  const idsOf = (type: FeedEvent['type']) => events.filter((event) => event.type === type)
  expect(failures.slice(0, 10)).toEqual([])
  expect(
    notOnce(
      filed,
      idsOf('ticket.filed').map(({ ticket }) => ticket.id),
    ),
  ).toEqual([])
  expect(
    notOnce(
      deleted,
      idsOf('ticket.deleted').map(({ ticket }) => ticket.id),
    ),
  ).toEqual([])
  expect(
    notOnce(
      posted,
      idsOf('message.posted').map(({ message }) => message?.id ?? 0),
    ),
  ).toEqual([])
}

function notOnce(wanted: readonly number[], found: readonly number[]): number[] {
  const times = new Map<number, number>()
  for (const id of found) times.set(id, (times.get(id) ?? 0) + 1)
  return wanted.filter((id) => times.get(id) !== 1)
}
