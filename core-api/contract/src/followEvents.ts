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
 * How far the events are handled, and up to where that has been stored. `inTouch`: the feed was heard of since the
 * beginning or the last failure; without that it is asked first, as it may be another one by now.
 */
type Progress = { place: FeedPlace | undefined; stored: FeedPlace | undefined; inTouch: boolean }

/**
 * Follows the feed until the signal ends it: from a position, in order, nothing left out. Stores its place after what it
 * has handled, goes on by itself after any failure, and starts over from the export when the feed is another one.
 */
export async function followEvents(follow: Follow): Promise<void> {
  const { signal } = follow
  let progress: Progress | undefined
  for (let failures = 0; !signal.aborted; ) {
    try {
      progress ??= await begin(follow)
      await step(follow, progress)
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      failures++
      if (progress !== undefined) progress.inTouch = false
      const pauseMs = backOffMs(failures, longestPauseMs)
      follow.onTrouble?.(error, pauseMs)
      await pause(pauseMs, signal).catch(() => undefined)
    }
  }
}

async function begin({ load }: Follow): Promise<Progress> {
  const place = await load()
  return { place, stored: place, inTouch: false }
}

/** One page of the feed, or the export. Where it fails, `progress` still says how far it came. */
async function step(follow: Follow, progress: Progress): Promise<void> {
  // Where it could not be stored before, it is now, though nothing new may come for long.
  await storeProgress(follow, progress)
  const { place } = progress
  if (place === undefined) {
    progress.place = await startOver(follow)
    return storeProgress(follow, progress)
  }
  const page = await readPage(follow, place, progress.inTouch ? longestWait - 5 : 0)
  progress.inTouch = true
  if (page === undefined) {
    progress.place = undefined
    return
  }
  follow.onHeard?.()
  try {
    for (const event of page.events) {
      if (follow.signal.aborted) return
      await follow.handle(event)
      progress.place = { feedId: page.feedId, position: event.position }
    }
  } finally {
    await storeProgress(follow, progress)
  }
}

async function storeProgress({ store }: Follow, progress: Progress): Promise<void> {
  const { place } = progress
  if (place === undefined || place === progress.stored) return
  await store(place)
  progress.stored = place
}

async function startOver({ core, actor, startOver: take, onHeard, signal }: Follow): Promise<FeedPlace> {
  const taken = new AbortController()
  const all = await core.exportTickets({ actor, signal: AbortSignal.any([signal, taken.signal]) })
  try {
    await take(all)
  } finally {
    // Tickets that were not gone through must not keep the export open.
    taken.abort()
  }
  onHeard?.()
  return { feedId: all.feedId, position: all.position }
}

/** Undefined: it is another feed than that of the place. */
async function readPage({ core, actor, signal }: Follow, { feedId, position }: FeedPlace, wait: number) {
  const query = { after: position, limit: feedPageSizes.max, wait }
  try {
    const { body } = await core.readEvents({ query }, { actor, signal, timeoutMs: (longestWait + 10) * 1000 })
    return body.feedId === feedId ? body : undefined
  } catch (error) {
    // The position is beyond the feed: this one was restored from before.
    if (error instanceof CoreProblem && error.kind === 'conflict') return undefined
    throw error
  }
}
