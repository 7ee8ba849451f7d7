import { type LeaseReader, leaseMs, type MoveReader, type Reader } from '@campus-helpdesk/core-api-contract/chat'
import type { Database, Transaction } from '@campus-helpdesk/db/connection'
import { isUniqueViolation } from '@campus-helpdesk/db/dialect'
import { LostRace } from '@campus-helpdesk/db/lostRace'
import { fromColumnTime, toColumnTime } from '@campus-helpdesk/db/times'
import { type Head, readHead } from '../feed/head.ts'
import { Problem } from '../problems.ts'

type ReaderRow = {
  name: string
  position: number | null
  feed_id: string | null
  holder: string | null
  fence: number
  lease_until: string | null
}

/** All named readers, and how far behind each is. */
export async function listReaders(db: Database): Promise<Reader[]> {
  const head = await readHead(db)
  const rows: ReaderRow[] = await db('readers').orderBy('name')
  return rows.map((row) => toReader(row, head))
}

/**
 * Takes a reader's lease, or renews it with its fence. Taking it raises the fence, so that whoever held it before can
 * move nothing any more, however late it notices. Problems: `conflict` while another holds it, or with an old fence.
 */
export async function leaseReader(
  trx: Transaction,
  name: string,
  { holder, fence }: LeaseReader,
  now: string,
): Promise<Reader> {
  const row = (await lockReader(trx, name)) ?? (await insertReader(trx, name))
  if (fence === undefined) {
    const free =
      row.holder === null || row.holder === holder || row.lease_until === null || row.lease_until < toColumnTime(now)
    if (!free) throw new Problem('conflict', `The reader ${name} is held by another process`)
  } else {
    assertFence(row, fence)
  }
  const leased: ReaderRow = {
    ...row,
    holder,
    fence: fence ?? row.fence + 1,
    lease_until: toColumnTime(new Date(Date.parse(now) + leaseMs).toISOString()),
  }
  await trx('readers').where({ name }).update({ holder, fence: leased.fence, lease_until: leased.lease_until })
  return toReader(leased, await readHead(trx))
}

/** Nothing is left to do where it has been let go already. Problems: `not-found`, `conflict`. */
export async function releaseReader(trx: Transaction, name: string, fence: number): Promise<void> {
  const row = await existingReader(trx, name)
  if (row.fence === fence && row.holder === null) return
  assertFence(row, fence)
  await trx('readers').where({ name }).update({ holder: null, lease_until: null })
}

/**
 * Notes how far a reader is done. Problems: `not-found`; `conflict` with an old fence, for a position behind the one
 * that is noted or beyond the feed, or for another feed than there is.
 */
export async function moveReader(
  trx: Transaction,
  name: string,
  { fence, feedId, position }: MoveReader,
): Promise<Reader> {
  const row = await existingReader(trx, name)
  assertFence(row, fence)
  const head = await readHead(trx)
  if (feedId !== head.feedId) throw new Problem('conflict', 'The feed is another one now: start again from the export')
  if (position > head.position) throw new Problem('conflict', `The feed reaches to ${head.position} only`)
  if (row.feed_id === feedId && row.position !== null && position < row.position) {
    throw new Problem('conflict', `The reader ${name} is at ${row.position} already, and a position only grows`)
  }
  await trx('readers').where({ name }).update({ position, feed_id: feedId })
  return toReader({ ...row, position, feed_id: feedId }, head)
}

/** For changes that only the holder of a lease may make. Problems: `not-found`, `conflict`. */
export async function assertHolds(trx: Transaction, name: string, fence: number): Promise<void> {
  assertFence(await existingReader(trx, name), fence)
}

function assertFence(row: ReaderRow, fence: number): void {
  if (row.fence === fence && row.holder !== null) return
  throw new Problem('conflict', `The lease of the reader ${row.name} has gone to another since`)
}

async function lockReader(trx: Transaction, name: string): Promise<ReaderRow | undefined> {
  return trx('readers').where({ name }).forUpdate().first()
}

async function existingReader(trx: Transaction, name: string): Promise<ReaderRow> {
  const row = await lockReader(trx, name)
  if (row === undefined) throw new Problem('not-found', `There is no reader ${name}; take its lease first`)
  return row
}

async function insertReader(trx: Transaction, name: string): Promise<ReaderRow> {
  const row: ReaderRow = { name, position: null, feed_id: null, holder: null, fence: 0, lease_until: null }
  try {
    await trx('readers').insert(row)
    return row
  } catch (error) {
    if (isUniqueViolation(error)) throw new LostRace('The reader was made meanwhile', { cause: error })
    throw error
  }
}

function toReader(row: ReaderRow, head: Head): Reader {
  const inThisFeed = row.feed_id === head.feedId ? (row.position ?? 0) : 0
  return {
    name: row.name,
    position: row.position,
    feedId: row.feed_id,
    behind: Math.max(head.position - inThisFeed, 0),
    holder: row.holder,
    fence: row.fence,
    leaseUntil: row.lease_until === null ? null : fromColumnTime(row.lease_until),
  }
}
