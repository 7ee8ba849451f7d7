import type { Database, Transaction } from '@campus-helpdesk/db/connection'
import { beginSnapshot } from '@campus-helpdesk/db/dialect'
import { inTransaction } from '@campus-helpdesk/db/transaction'
import { givePositions, lockHead } from './head.ts'

/** One state of everything, and the feed's position that it is exactly as of. Ended by `snapshot.rollback()`. */
export type FeedSnapshot = { snapshot: Transaction; position: number; feedId: string }

/**
 * While nobody else can give positions, begins a snapshot, and gives positions to just those events that it sees without
 * one. Then every event up to the head is in the snapshot, and no later one.
 */
export async function takeSnapshot(db: Database, snapshots: Database): Promise<FeedSnapshot> {
  let begun: Transaction | undefined
  try {
    return await inTransaction(db, async (trx) => {
      await begun?.rollback()
      const head = await lockHead(trx)
      const { snapshot, read: ids } = await beginSnapshot(snapshots, unpositioned)
      begun = snapshot
      return { snapshot, position: await givePositions(trx, head, ids), feedId: head.feedId }
    })
  } catch (error) {
    await begun?.rollback()
    throw error
  }
}

async function unpositioned(snapshot: Transaction): Promise<number[]> {
  const rows: { id: number }[] = await snapshot('events').whereNull('position').orderBy('id').select('id')
  return rows.map((row) => row.id)
}
