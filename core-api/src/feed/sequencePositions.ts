import type { Database } from '@campus-helpdesk/db/connection'
import { inTransaction } from '@campus-helpdesk/db/transaction'
import { givePositions, lockHead } from './head.ts'

const mostAtOnce = 1_000

/** `position`: the head's, undefined if there was nothing to do. `more`: there may be more to do. */
export type Sequenced = { position: number | undefined; more: boolean }

/**
 * Gives committed events their places in the feed, at most 1,000.
 *
 * An event's id is taken before its commit, so a reader that went by ids would miss an event that is committed after one
 * with a higher id. A position is given afterwards, by one process at a time, to what it sees committed; and it is seen
 * only once that is committed too. So positions appear in order. The events of one ticket keep theirs: each is inserted
 * under the lock of the ticket's row, so the earlier one is committed, and has the lower id, when the later one is made.
 */
export async function sequencePositions(db: Database): Promise<Sequenced> {
  const waiting = await db('events').whereNull('position').first('id')
  if (waiting === undefined) return { position: undefined, more: false }
  return inTransaction(db, async (trx) => {
    const head = await lockHead(trx)
    // A plain read: it waits for nobody, and what is not committed yet has its turn later.
    const rows: { id: number }[] = await trx('events')
      .whereNull('position')
      .orderBy('id')
      .limit(mostAtOnce)
      .select('id')
    const ids = rows.map((row) => row.id)
    return { position: await givePositions(trx, head, ids), more: ids.length === mostAtOnce }
  })
}
