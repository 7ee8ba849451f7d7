import type { Database, Transaction } from './connection.ts'
import { mayRunAgain } from './dialect.ts'
import { LostRace } from './lostRace.ts'

const attempts = 5

/**
 * Runs `work` in one transaction: all of it is committed, or nothing. On a deadlock, a lock wait or a lost race the
 * whole of it is run again, at most five times in all, after a short, random pause; so `work` must have no effect
 * outside its transaction.
 */
export async function inTransaction<Result>(
  db: Database,
  work: (trx: Transaction, attempt: number) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction((trx) => work(trx, attempt))
    } catch (error) {
      if (attempt === attempts || !(error instanceof LostRace || mayRunAgain(error))) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt))
    }
  }
}
