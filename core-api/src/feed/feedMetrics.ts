import type { Database } from '@campus-helpdesk/db/connection'
import { countRows } from '@campus-helpdesk/db/countRows'
import { sql } from '@campus-helpdesk/db/sql'
import { fromColumnTime } from '@campus-helpdesk/db/times'
import { Gauge, type Registry } from 'prom-client'
import { readHead } from './head.ts'

const mostCounted = 10_000

/** What the feed is like, read from the database whenever the figures are asked for. */
export function registerFeedMetrics(registry: Registry, db: Database, now: () => string): void {
  const position: Gauge = new Gauge({
    name: 'helpdesk_feed_position',
    help: 'How far the feed reaches: the number of events that have a place in it',
    registers: [registry],
    collect: () => ifReachable(async () => position.set((await readHead(db)).position)),
  })
  const unsequenced: Gauge = new Gauge({
    name: 'helpdesk_feed_unsequenced_events',
    help: 'Committed events without a position yet, counted to 10,000',
    registers: [registry],
    collect: () =>
      ifReachable(async () =>
        unsequenced.set(await countRows(db, sql`select id from events where position is null limit ${mostCounted}`)),
      ),
  })
  const age: Gauge = new Gauge({
    name: 'helpdesk_feed_oldest_unsequenced_seconds',
    help: 'Age of the oldest committed event without a position; 0 without one',
    registers: [registry],
    collect: () =>
      ifReachable(async () => {
        const oldest: { at: string } | undefined = await db('events').whereNull('position').orderBy('id').first('at')
        const ms = oldest === undefined ? 0 : Date.parse(now()) - Date.parse(fromColumnTime(oldest.at))
        age.set(Math.max(ms, 0) / 1000)
      }),
  })
}

/** While the database is away the other figures must still be had; these keep what they were. */
export async function ifReachable(collect: () => Promise<void>): Promise<void> {
  await collect().catch(() => undefined)
}
