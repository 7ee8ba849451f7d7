import type { Status } from '@campus-helpdesk/core-api-contract/ticket'
import { words } from '../words.ts'

const shapes: Record<Status, string> = { open: '○', active: '◐', closed: '●' }

/** A status by word, shape and colour. */
export function StatusBadge({ status }: { status: Status }) {
  return (
    <span class={`badge badge-${status}`}>
      <span aria-hidden="true">{shapes[status]}</span> {words.statuses[status]}
    </span>
  )
}
