import type { Database, Transaction } from '@campus-helpdesk/db/connection'
import { beginSnapshot } from '@campus-helpdesk/db/dialect'
import { inTransaction } from '@campus-helpdesk/db/transaction'
import { givePositions, type Head, lockHead } from './head.ts'

/** One state of everything, and the feed's position that it is exactly as of. Ended by `snapshot.rollback()`. */
export type FeedSnapshot = { snapshot: Transaction; position: number; feedId: string }

/**
 * While nobody else can give positions, begins a snapshot, and gives positions to just those events that it sees without
 * one. Then every event up to the head is in the snapshot, and no later one.
 */
export async function takeSnapshot(db: Database, snapshots: Database): Promise<FeedSnapshot> {
  for (;;) {
    // The snapshot's connection comes first: there are few, and nobody may wait for one with the head locked.
    const { snapshot, read: head } = await beginSnapshot(snapshots, (snapshot) => alignHead(db, snapshot))
    if (head !== undefined) return { snapshot, ...head }
    await snapshot.rollback()
  }
}

/**
 * Moves the head to what the snapshot sees. Undefined if others moved it after the snapshot was begun: the transaction
 * had to be run again, and meanwhile was not locked.
 */
function alignHead(db: Database, snapshot: Transaction): Promise<Head | undefined> {
  let begunAt: number | undefined
  return inTransaction(db, async (trx) => {
    const head = await lockHead(trx)
    begunAt ??= head.position
    if (head.position !== begunAt) return undefined
    return { ...head, position: await givePositions(trx, head, await unpositioned(snapshot)) }
  })
}

/** The first read of a snapshot is what fixes it. */
async function unpositioned(snapshot: Transaction): Promise<number[]> {
  const rows: { id: number }[] = await snapshot('events').whereNull('position').orderBy('id').select('id')
  return rows.map((row) => row.id)
}
