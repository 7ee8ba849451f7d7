import type { TicketPage } from '@campus-helpdesk/core-api-contract/paging'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { words } from '../words.ts'
import { isFiltered, type ListAddress, listHref } from './listAddress.ts'
import { TicketItem } from './TicketItem.tsx'

type Props = { page: TicketPage; address: ListAddress; busy: boolean }

/** One page of the list, and the way to the others. */
export function TicketResults({ page, address, busy }: Props) {
  const summary = useRef<HTMLParagraphElement>(null)
  const shownCursor = useRef(address.cursor)
  useLayoutEffect(() => {
    if (shownCursor.current === address.cursor) return
    shownCursor.current = address.cursor
    summary.current?.focus()
  }, [address.cursor])

  return (
    <section aria-busy={busy} aria-label={words.list.title}>
      <p ref={summary} class="quiet summary" role="status" tabIndex={-1}>
        {busy ? words.loading : summaryOf(page, address)}
      </p>
      {page.truncated && <p class="note">{words.list.truncated}</p>}
      <ul class="tickets">
        {page.items.map((ticket) => (
          <TicketItem key={ticket.id} ticket={ticket} />
        ))}
      </ul>
      <nav class="paging" aria-label={words.list.pages}>
        {address.cursor !== '' && <a href={listHref({ ...address, cursor: '' })}>{words.list.firstPage}</a>}
        {page.nextCursor !== null && <a href={listHref({ ...address, cursor: page.nextCursor })}>{words.list.more}</a>}
      </nav>
    </section>
  )
}

function summaryOf(page: TicketPage, address: ListAddress): string {
  if (page.items.length > 0) return words.list.count(page.items.length)
  // The API stops looking after a bounded number of rows and then gives a cursor to go on from.
  if (page.nextCursor !== null) return words.list.noneHere
  return isFiltered(address) ? words.list.none : words.list.noneYet
}
