import { Problem } from '../problems.ts'

/** The versions that a change is meant for; 'any' without a wish. */
export type WantedVersion = 'any' | readonly number[]

/** Problems: `version-mismatch`. */
export function assertVersion(ticket: { id: number; version: number }, wanted: WantedVersion): void {
  if (wanted === 'any' || wanted.includes(ticket.version)) return
  throw new Problem(
    'version-mismatch',
    `Ticket ${ticket.id} has been changed meanwhile; it is at version ${ticket.version} now`,
    { headers: { ETag: `"${ticket.version}"` } },
  )
}
