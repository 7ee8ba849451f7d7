import type { Said } from './startCoreApi.ts'
import { callApi } from './startCoreApi.ts'

/** A change that was sent, under a key of its own; `ticketId`: of the ticket that the path names. */
type Sent = { method: string; path: string; body?: unknown; key: string; ticketId?: number }

export type Load = {
  answered: { sent: Sent; said: Said }[]
  /** Whether they were made is not known: no answer came, or 503. */
  unanswered: Sent[]
  /** The status of every answer that was not 2xx, with what came along. */
  refusals: Said[]
  /** Lost connections and time-outs. */
  lost: number
  stop: () => Promise<void>
}

type Options = {
  url: string
  workers: number
  /** A change without an answer is sent again with its key until there is one; else its worker ends. */
  again: boolean
}

let keys = 0

/**
 * People at work, `workers` of them at once, until stopped: each files tickets, edits, assigns, discusses, starts, closes
 * and now and then deletes them, and writes in a thread that all of them share.
 */
export function putUnderLoad({ url, workers, again }: Options): Load {
  let stopping = false
  const load: Load = {
    answered: [],
    unanswered: [],
    refusals: [],
    lost: 0,
    stop: async () => {
      stopping = true
      await ended
    },
  }
  const shared = send({ method: 'POST', path: '/tickets', body: { description: 'A thread for all' }, key: newKey() })
  const ended = Promise.all(Array.from({ length: workers }, (_, n) => work(n)))
  return load

  async function send(sent: Sent): Promise<number | undefined> {
    for (;;) {
      const said = await ask(url, sent)
      if (said !== undefined && said.status < 300) {
        load.answered.push({ sent, said })
        return said.body?.id
      }
      if (said === undefined) load.lost++
      else load.refusals.push(said)
      if (!again || stopping) {
        load.unanswered.push(sent)
        stopping = true
        return undefined
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async function work(worker: number): Promise<void> {
    const sharedId = await shared
    for (let round = 0; !stopping; round++) {
      const body = { description: `Lamp ${round} on floor ${worker} is broken` }
      const ticketId = await send({ method: 'POST', path: '/tickets', body, key: newKey() })
      if (ticketId === undefined) return
      const path = `/tickets/${ticketId}`
      const steps: Omit<Sent, 'key'>[] = [
        { method: 'POST', path: `${path}/messages`, body: { body: `On my way to floor ${worker}` }, ticketId },
        { method: 'PATCH', path, body: { status: 'active', assignee: { id: `h:${worker}`, name: 'Bo' } }, ticketId },
        { method: 'PATCH', path, body: { description: `The wifi on floor ${worker} is down` }, ticketId },
        ...(sharedId === undefined
          ? []
          : [
              {
                method: 'POST',
                path: `/tickets/${sharedId}/messages`,
                body: { body: `Floor ${worker}, ${round}` },
                ticketId: sharedId,
              },
            ]),
        round % 3 === 2
          ? { method: 'DELETE', path, ticketId }
          : { method: 'PATCH', path, body: { status: 'closed', category: 'services' }, ticketId },
      ]
      for (const step of steps) {
        if (stopping) return
        await send({ ...step, key: newKey() })
      }
    }
  }
}

/** Sends what had no answer again, with its key, until there is one. */
export async function repeatUnanswered(url: string, load: Load): Promise<void> {
  for (const sent of load.unanswered.splice(0)) {
    const said = await ask(url, sent)
    if (said === undefined || said.status >= 300) throw new Error(`${sent.method} ${sent.path}: ${said?.status}`)
    load.answered.push({ sent, said })
  }
}

function newKey(): string {
  return `load-${++keys}`
}

async function ask(url: string, { method, path, body, key }: Sent): Promise<Said | undefined> {
  try {
    return await callApi(url, method, path, { role: 'helpdesk', key, ...(body === undefined ? {} : { body }) })
  } catch {
    return undefined
  }
}
