import { basePath } from '@campus-helpdesk/core-api-contract/endpoint'
import { feedPageSchema } from '@campus-helpdesk/core-api-contract/feed'
import type { Database } from '@campus-helpdesk/db/connection'
import { readHead } from '../../core-api/src/feed/head.ts'
import type { Generator } from './generator.ts'
import type { Plan } from './plan.ts'
import type { Server } from './servers.ts'

const writesPerSecond = 500
/** From when the first writes are not counted: the compiler and the caches are cold. */
const warmUpSeconds = 1

export type Delays = { byNext: number[]; byStream: number[]; writesPerSecond: number }

/**
 * Milliseconds from an event's time, which is taken before its transaction begins, to a reader's having it: so the
 * commit itself is counted too. One reader goes by `next` and waits, one has the stream.
 */
export async function measureFeedDelay(server: Server, db: Database, generate: Generator, plan: Plan): Promise<Delays> {
  const feed = `http://127.0.0.1:${server.port}${basePath}/events`
  const stop = new AbortController()
  const from = Date.now() + warmUpSeconds * 1000
  const delays: Delays = { byNext: [], byStream: [], writesPerSecond: 0 }
  const take = (to: number[], at: string) => {
    if (Date.parse(at) >= from) to.push(Date.now() - Date.parse(at))
  }
  const { position } = await readHead(db)
  const readers = [
    followByNext(feed, position, stop.signal, (at) => take(delays.byNext, at)),
    followByStream(feed, stop.signal, (at) => take(delays.byStream, at)),
  ]
  const { latencies, seconds, failed, firstFailure } = await generate({
    port: server.port,
    requests: [
      { method: 'POST', path: `${basePath}/tickets`, body: '{"description":"The lift in building C is stuck"}' },
    ],
    connections: 32,
    seconds: warmUpSeconds + plan.feedSeconds,
    most: Number.MAX_SAFE_INTEGER,
    pace: writesPerSecond,
  })
  if (failed > 0) throw new Error(`Filing failed ${failed} times: ${firstFailure}`)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  stop.abort()
  await Promise.all(readers)
  return { ...delays, writesPerSecond: latencies.length / seconds }
}

const headers = { 'x-actor-role': 'helpdesk' }

async function followByNext(
  feed: string,
  from: number,
  signal: AbortSignal,
  take: (at: string) => void,
): Promise<void> {
  for (let after = from; !signal.aborted; ) {
    const answer = await fetch(`${feed}?after=${after}&limit=1000&wait=1`, { headers })
    const { events, next } = feedPageSchema.parse(await answer.json())
    for (const { at } of events) take(at)
    after = next
  }
}

async function followByStream(feed: string, signal: AbortSignal, take: (at: string) => void): Promise<void> {
  try {
    const answer = await fetch(`${feed}/stream`, { headers, signal })
    const decoder = new TextDecoder()
    let rest = ''
    for await (const part of answer.body ?? []) {
      const lines = (rest + decoder.decode(part, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data: ')) take(JSON.parse(line.slice(6)).at)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
