import type { Place, Platform, Purpose, PutPlace } from '@campus-helpdesk/core-api-contract/chat'
import type { Database, Transaction } from '@campus-helpdesk/db/connection'
import { isUniqueViolation } from '@campus-helpdesk/db/dialect'
import { LostRace } from '@campus-helpdesk/db/lostRace'
import { fromColumnTime, toColumnTime } from '@campus-helpdesk/db/times'
import { Problem } from '../problems.ts'
import { getTicket, lockTicket } from '../tickets/ticket.ts'
import { assertHolds } from './reader.ts'

type PlaceRow = {
  ticket_id: number
  platform: Platform
  purpose: Purpose
  place: string
  ref: string | null
  failed_at: string | null
}

export type PlaceOfTicket = { id: number; platform: Platform; purpose: Purpose }

/** Where a ticket is shown. Problems: `not-found`. */
export async function listPlaces(db: Database, ticketId: number): Promise<Place[]> {
  await getTicket(db, ticketId)
  const rows: PlaceRow[] = await db('places').where({ ticket_id: ticketId }).orderBy('id')
  return rows.map(toPlace)
}

/** The ticket that a thread shows: one, or none. */
export async function findPlace(db: Database, place: string): Promise<Place[]> {
  const rows: PlaceRow[] = await db('places').where({ place })
  return rows.map(toPlace)
}

/**
 * Keeps where a ticket is shown, instead of where it was. Problems: `not-found`; `conflict` where the thread shows
 * another ticket, or a lease is not held any more.
 */
export async function putPlace(trx: Transaction, of: PlaceOfTicket, wanted: PutPlace, now: string): Promise<Place> {
  if (wanted.reader !== undefined) await assertHolds(trx, wanted.reader.name, wanted.reader.fence)
  await lockTicket(trx, of.id)
  const key = { ticket_id: of.id, platform: of.platform, purpose: of.purpose }
  const [taken] = await findPlace(trx, wanted.place)
  if (
    taken !== undefined &&
    !(taken.ticketId === of.id && taken.platform === of.platform && taken.purpose === of.purpose)
  ) {
    throw new Problem('conflict', `This thread already shows ticket ${taken.ticketId} as the ${taken.purpose}'s place`)
  }
  const shown = { place: wanted.place, ref: wanted.ref, failed_at: wanted.failed ? toColumnTime(now) : null }
  try {
    const changed: number = await trx('places').where(key).update(shown)
    if (changed === 0) await trx('places').insert({ ...key, ...shown })
  } catch (error) {
    if (isUniqueViolation(error)) throw new LostRace('The thread was taken meanwhile', { cause: error })
    throw error
  }
  return toPlace({ ...key, ...shown })
}

/** Problems: `not-found`. */
export async function removePlace(trx: Transaction, { id, platform, purpose }: PlaceOfTicket): Promise<void> {
  await lockTicket(trx, id)
  await trx('places').where({ ticket_id: id, platform, purpose }).delete()
}

function toPlace(row: PlaceRow): Place {
  return {
    ticketId: row.ticket_id,
    platform: row.platform,
    purpose: row.purpose,
    place: row.place,
    ref: row.ref,
    failedAt: row.failed_at === null ? null : fromColumnTime(row.failed_at),
  }
}
