import { createHash } from 'node:crypto'
import type { Database, Transaction } from '@campus-helpdesk/db/connection'
import { keyLockCount } from '@campus-helpdesk/db/keyLockCount'
import { toColumnTime } from '@campus-helpdesk/db/times'
import { inTransaction } from '@campus-helpdesk/db/transaction'
import { Problem } from '../problems.ts'

/** What a route answers with. `body` null: no content. */
export type Reply = { status: number; body: unknown; headers?: Record<string, string> }

/** Where changes are written, and who is told once they are committed. */
export type Writer = { db: Database; committed: () => void }

/** What makes two requests the same. */
export type RepeatKey = {
  /** Undefined: without a key nothing is kept. */
  key: string | undefined
  /** Whose key it is: keys of different tokens and entries never meet. */
  scope: string
  /** Of method, path, actor and body. */
  requestHash: string
}

/** `ticketId`: the ticket that the reply tells of, so that its deletion forgets the reply. */
export type Work = (trx: Transaction) => Promise<{ reply: Reply; ticketId?: number }>

/**
 * The only opener of write transactions. With a key, the answer is kept under it in the transaction of the effect, so
 * that the same request again gives the same answer and changes nothing. Of two simultaneous requests with one key the
 * second waits for the first. Only what succeeded is kept.
 * `targetId`: the ticket that the path names, if it names one. Problems: `key-reused`, and those of `work`.
 */
export async function answerOnce(
  { db, committed }: Writer,
  repeat: RepeatKey,
  targetId: number | undefined,
  now: string,
  work: Work,
): Promise<Reply> {
  const { key, scope, requestHash } = repeat
  const answer = await inTransaction(db, async (trx) => {
    if (key === undefined) return (await work(trx)).reply
    await lockKey(trx, scope, key)
    const earlier = await recall(trx, repeat, targetId)
    if (earlier !== undefined) return earlier
    const { reply, ticketId } = await work(trx)
    await trx('idempotency_keys').insert({
      scope,
      key,
      request_hash: requestHash,
      ticket_id: ticketId ?? null,
      answer: JSON.stringify(reply),
      created_at: toColumnTime(now),
    })
    return reply
  })
  committed()
  return answer
}

/**
 * Waits for other requests with this key. What is locked is a row that is always there: to wait at the key's own row
 * ends in deadlocks on MySQL when its first request is refused, as that row then vanishes under all who wait.
 */
async function lockKey(trx: Transaction, scope: string, key: string): Promise<void> {
  const id = createHash('sha256').update(`${scope}\n${key}`).digest().readUInt16BE(0) % keyLockCount
  await trx('key_locks').where({ id }).forUpdate().first('id')
}

type Kept = { request_hash: string; answer: string | null }

async function recall(trx: Transaction, repeat: RepeatKey, targetId: number | undefined): Promise<Reply | undefined> {
  const kept: Kept | undefined = await trx('idempotency_keys').where({ scope: repeat.scope, key: repeat.key }).first()
  if (kept === undefined) return undefined
  if (kept.request_hash !== repeat.requestHash) {
    if (targetId !== undefined && (await trx('tickets').where({ id: targetId }).first('id')) === undefined) {
      throw new Problem('not-found', `There is no ticket ${targetId}`)
    }
    throw new Problem('key-reused', 'This Idempotency-Key was used for another request; use a new one for each')
  }
  if (kept.answer === null) throw new Problem('not-found', 'What this request made has been deleted since')
  return replayed(JSON.parse(kept.answer))
}

/** Says of a reply that it answers an earlier request once more. */
export function replayed(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, 'Idempotency-Replayed': 'true' } }
}

/** Takes the kept answers about a deleted ticket away, as they hold its texts; that they were given stays known. */
export async function forgetAnswers(trx: Transaction, ticketId: number): Promise<void> {
  await trx('idempotency_keys').where({ ticket_id: ticketId }).update({ answer: null })
}

/** Keys are kept at least this long. */
const keptHours = 48
const deletedAtOnce = 1_000

/** Forgets old keys, some at a time so that nobody waits for it. */
export async function purgeKeys(db: Database, now: Date): Promise<void> {
  const before = toColumnTime(new Date(now.getTime() - keptHours * 3_600_000).toISOString())
  for (;;) {
    const old: { scope: string; key: string }[] = await db('idempotency_keys')
      .where('created_at', '<', before)
      .orderBy('created_at')
      .limit(deletedAtOnce)
      .select('scope', 'key')
    if (old.length === 0) return
    await inTransaction(db, async (trx) => {
      await trx('idempotency_keys')
        .whereIn(
          ['scope', 'key'],
          old.map(({ scope, key }) => [scope, key]),
        )
        .where('created_at', '<', before)
        .delete()
    })
  }
}

/** SHA-256 in hex over the parts, none of which can run into the next. */
export function hashRequest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
