import { setMaxListeners } from 'node:events'
import type { Database } from '@campus-helpdesk/db/connection'
import type { Logger } from 'pino'
import { readHead } from './head.ts'
import { sequencePositions } from './sequencePositions.ts'

/** After a commit in this process: long enough for a few more to come along. */
const soonMs = 10
/** For what other processes, and processes that died, have committed. */
const pollMs = 100

/** Keeps the feed of this process's readers moving. */
export type FeedHub = {
  /** Something has just been committed here. */
  committed: () => void
  /**
   * Resolves when the head is beyond this position, with where it is then; or with undefined after `ms`, or when the
   * signal or the hub ends it.
   */
  waitBeyond: (position: number, ms: number, signal: AbortSignal) => Promise<number | undefined>
  /** Ends with the hub: readers stop waiting and streams end. */
  ended: AbortSignal
  stop: () => Promise<void>
}

type Waiter = { position: number; wake: () => void }

/**
 * Gives positions soon after each commit here, and looks every 100 ms for what others have committed. However many
 * readers wait in this process, they share that one look.
 */
export function createFeedHub(db: Database, log: Logger): FeedHub {
  const waiters = new Set<Waiter>()
  const end = new AbortController()
  // Each waiting reader listens; there is no telling how many.
  setMaxListeners(0, end.signal)
  let head = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let looking = false
  let failing = false
  /** When to look next, by performance.now(). */
  let dueAt = Number.POSITIVE_INFINITY

  schedule(0)

  function schedule(ms: number): void {
    const at = performance.now() + ms
    if (end.signal.aborted || at >= dueAt) return
    dueAt = at
    if (looking) return
    clearTimeout(timer)
    timer = setTimeout(look, ms)
  }

  /** One look at a time; what was asked for meanwhile is done in the next one. */
  function look(): void {
    looking = true
    dueAt = Number.POSITIVE_INFINITY
    running = run().finally(() => {
      looking = false
      const ms = Math.min(Math.max(dueAt - performance.now(), 0), pollMs)
      dueAt = Number.POSITIVE_INFINITY
      schedule(ms)
    })
  }

  async function run(): Promise<void> {
    try {
      const { position, more } = await sequencePositions(db)
      if (more) schedule(0)
      // Also without anybody who waits: after a restore the head is behind what was seen here.
      moveTo(position ?? (await readHead(db)).position)
      failing = false
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'feed cannot be sequenced, trying again')
      failing = true
    }
  }

  function moveTo(position: number): void {
    if (position === head) return
    head = position
    for (const waiter of waiters) if (position > waiter.position) waiter.wake()
  }

  return {
    committed: () => schedule(soonMs),
    ended: end.signal,
    waitBeyond: (position, ms, signal) =>
      new Promise((resolve) => {
        if (head > position) return resolve(head)
        if (signal.aborted || end.signal.aborted) return resolve(undefined)
        const finish = (reached: number | undefined) => {
          waiters.delete(waiter)
          clearTimeout(timeout)
          signal.removeEventListener('abort', giveUp)
          end.signal.removeEventListener('abort', giveUp)
          resolve(reached)
        }
        const giveUp = () => finish(undefined)
        const waiter: Waiter = { position, wake: () => finish(head) }
        const timeout = setTimeout(giveUp, ms)
        signal.addEventListener('abort', giveUp, { once: true })
        end.signal.addEventListener('abort', giveUp, { once: true })
        waiters.add(waiter)
      }),
    stop: async () => {
      end.abort()
      clearTimeout(timer)
      await running
    },
  }
}
