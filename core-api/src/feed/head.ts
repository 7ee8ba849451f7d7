import type { Database, Transaction } from '@campus-helpdesk/db/connection'

/** How far the feed reaches, and which feed it is. */
export type Head = { position: number; feedId: string }

export async function readHead(db: Database): Promise<Head> {
  return toHead(await db('feed_head').where({ id: 1 }).first())
}

/** Whoever holds this lock, among all processes, is the only one that gives positions. */
export async function lockHead(trx: Transaction): Promise<Head> {
  return toHead(await trx('feed_head').where({ id: 1 }).forUpdate().first())
}

function toHead(row: { position: number; feed_id: string } | undefined): Head {
  if (row === undefined) throw new Error('The feed has no head: the database is not migrated')
  return { position: row.position, feedId: row.feed_id }
}

/** Gives events the next positions, in the order of the ids. Returns the new head's position. */
export async function givePositions(trx: Transaction, head: Head, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return head.position
  const cases = ids.map(() => 'when ? then ?').join(' ')
  const positions = ids.flatMap((id, index) => [id, head.position + 1 + index])
  await trx('events')
    .whereIn('id', ids)
    .update({ position: trx.raw(`case id ${cases} end`, positions) })
  const position = head.position + ids.length
  await trx('feed_head').where({ id: 1 }).update({ position })
  return position
}
