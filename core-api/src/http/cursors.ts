import { createHmac, timingSafeEqual } from 'node:crypto'
import { invalidRequest } from '../problems.ts'

/** Where a list goes on: the sort key and the id of the last item that was read. */
type ListPosition = { key: string; id: number }

/** Makes and reads the opaque cursors of lists; one that was not made here for this list is refused. */
export type Cursors = {
  write: (list: string, position: ListPosition) => string
  /** Problems: `invalid-request`. */
  read: (list: string, cursor: string) => ListPosition
}

export function createCursors(secret: string): Cursors {
  const sign = (list: string, payload: string) =>
    createHmac('sha256', secret).update(`cursor\n${list}\n${payload}`).digest().subarray(0, 16)
  return {
    write: (list, { key, id }) => {
      const payload = `${id}.${key}`
      return Buffer.concat([sign(list, payload), Buffer.from(payload)]).toString('base64url')
    },
    read: (list, cursor) => {
      const bytes = Buffer.from(cursor, 'base64url')
      const payload = bytes.subarray(16).toString()
      const genuine =
        bytes.toString('base64url') === cursor &&
        bytes.length > 16 &&
        timingSafeEqual(bytes.subarray(0, 16), sign(list, payload))
      if (!genuine) {
        throw invalidRequest([{ path: 'cursor', message: 'is not a cursor that this list gave; start without one' }])
      }
      const dot = payload.indexOf('.')
      return { id: Number(payload.slice(0, dot)), key: payload.slice(dot + 1) }
    },
  }
}
