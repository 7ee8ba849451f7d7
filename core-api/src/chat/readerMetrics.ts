import type { Database } from '@campus-helpdesk/db/connection'
import { Gauge, type Registry } from 'prom-client'
import { ifReachable } from '../feed/feedMetrics.ts'
import { listReaders } from './reader.ts'

/** How far behind each named reader is, read from the database whenever the figures are asked for. */
export function registerReaderMetrics(registry: Registry, db: Database): void {
  const behind: Gauge<'reader'> = new Gauge({
    name: 'helpdesk_feed_reader_behind_events',
    help: 'How many events a named reader has to go',
    labelNames: ['reader'],
    registers: [registry],
    collect: () =>
      ifReachable(async () => {
        for (const reader of await listReaders(db)) behind.set({ reader: reader.name }, reader.behind)
      }),
  })
}
