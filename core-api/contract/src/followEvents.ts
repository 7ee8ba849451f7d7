import type { Actor } from './actor.ts'
import type { CoreClient } from './coreClient.ts'
import { CoreProblem } from './coreProblem.ts'
import { type FeedEvent, feedPageSizes, longestWait } from './feed.ts'
import type { TicketExport } from './openExport.ts'
import { backOffMs, pause } from './pause.ts'

/** A position, and the feed that it is a position of. */
export type FeedPlace = { feedId: string; position: number }

export type Follow = {
  core: CoreClient
  /** Must speak for the helpdesk. */
  actor: Actor
  /** Where it stopped; undefined where it has not begun. Asked once. */
  load: () => Promise<FeedPlace | undefined>
  /** Takes everything as of the export, instead of what was before: at the beginning, and when the feed is another one. */
  startOver: (all: TicketExport) => Promise<void>
  /** Must be safe to repeat: after a failure, events that were handled may come again. */
  handle: (event: FeedEvent) => Promise<void> | void
  /** Keeps the place, after what lies before it has been handled. */
  store: (place: FeedPlace) => Promise<void>
  /** The core API was heard of, with or without news. */
  onHeard?: () => void
  /** Something failed, in reading or in handling; it is tried again after this pause. */
  onTrouble?: (error: unknown, pauseMs: number) => void
  signal: AbortSignal
}

const longestPauseMs = 30_000

/**
 * Follows the feed until the signal ends it: from a position, in order, nothing left out. Stores its place after what it
 * has handled, goes on by itself after any failure, and starts over from the export when the feed is another one.
 */
export async function followEvents(follow: Follow): Promise<void> {
  const { signal } = follow
  let place: FeedPlace | undefined
  let loaded = false
  for (let failures = 0; !signal.aborted; ) {
    try {
      if (!loaded) place = await follow.load()
      loaded = true
      place = await step(follow, place, (reached) => {
        place = reached
      })
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      failures++
      const pauseMs = backOffMs(failures, longestPauseMs)
      follow.onTrouble?.(error, pauseMs)
      await pause(pauseMs, signal).catch(() => undefined)
    }
  }
}

/** One page of the feed, or the beginning. `reached` is told of each event that has been handled. */
async function step(
  follow: Follow,
  place: FeedPlace | undefined,
  reached: (place: FeedPlace) => void,
): Promise<FeedPlace | undefined> {
  if (place === undefined) return startOver(follow)
  const page = await readPage(follow, place)
  if (page === undefined) return undefined
  follow.onHeard?.()
  let at = place
  try {
    for (const event of page.events) {
      if (follow.signal.aborted) return at
      await follow.handle(event)
      at = { feedId: place.feedId, position: event.position }
      reached(at)
    }
  } finally {
    if (at.position > place.position) await follow.store(at)
  }
  return at
}

async function startOver({ core, actor, startOver: take, store, onHeard, signal }: Follow): Promise<FeedPlace> {
  const all = await core.exportTickets({ actor, signal })
  await take(all)
  onHeard?.()
  const place = { feedId: all.feedId, position: all.position }
  await store(place)
  return place
}

/** Undefined: it is another feed than that of the place. */
async function readPage({ core, actor, signal }: Follow, { feedId, position }: FeedPlace) {
  const query = { after: position, limit: feedPageSizes.max, wait: longestWait - 5 }
  try {
    const { body } = await core.readEvents({ query }, { actor, signal, timeoutMs: (longestWait + 10) * 1000 })
    return body.feedId === feedId ? body : undefined
  } catch (error) {
    // The position is beyond the feed: this one was restored from before.
    if (error instanceof CoreProblem && error.kind === 'conflict') return undefined
    throw error
  }
}
