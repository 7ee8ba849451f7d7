import type { Database, Transaction } from '@campus-helpdesk/db/connection'
import type { FeedSnapshot } from '../feed/takeSnapshot.ts'
import { factColumns, type TicketColumns, toTicketState } from './ticket.ts'
import { ticketFacts } from './ticketFacts.ts'

/** SQLite reads on the event loop: a page takes it a few milliseconds, then it is given back. */
const ticketsPerPage = 500

/** Every ticket's facts, one JSON object a line, in parts of many lines; ends the snapshot when it is done or given up. */
export function exportTickets({ snapshot }: FeedSnapshot): AsyncGenerator<string> {
  const parts = readParts(snapshot)
  // Begun at once: a generator that is given up before its beginning does not come to its `finally`.
  void parts.next()
  return parts
}

async function* readParts(snapshot: Transaction): AsyncGenerator<string> {
  try {
    yield ''
    for (let after = 0; ; ) {
      const rows = await readPage(snapshot, after)
      const last = rows.at(-1)
      if (last === undefined) return
      yield rows.map((row) => `${JSON.stringify(ticketFacts(toTicketState(row)))}\n`).join('')
      after = last.id
      await new Promise((resolve) => setImmediate(resolve))
    }
  } finally {
    await snapshot.rollback()
  }
}

async function readPage(db: Database, after: number): Promise<TicketColumns[]> {
  return db('tickets')
    .where('id', '>', after)
    .orderBy('id')
    .limit(ticketsPerPage)
    .select(...factColumns, db.raw("'' as description"))
}
