import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import { core } from '../core.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { useLoad } from '../useLoad.ts'
import { words } from '../words.ts'
import { FileTicket } from './FileTicket.tsx'
import { Filters } from './Filters.tsx'
import { listHref, listQuery, parseListAddress } from './listAddress.ts'
import { TicketResults } from './TicketResults.tsx'

/** The list, as the address asks for it, and the form that files a ticket. */
export function TicketListPage({ actor, search }: { actor: Actor; search: string }) {
  const address = parseListAddress(search, actor.role)
  const page = useLoad(
    async (signal) => (await core.listTickets({ query: listQuery(address, actor) }, { signal })).body,
    [search, actor.id, actor.role],
  )
  return (
    <>
      <div class="page-top">
        <PageHeading>{words.list.title}</PageHeading>
        <FileTicket actor={actor} filed={page.again} />
      </div>
      <Filters address={address} role={actor.role} />
      {page.failure && <ErrorNote failure={page.failure} again={page.again} />}
      {page.failure && address.cursor !== '' && (
        <p>
          <a href={listHref({ ...address, cursor: '' })}>{words.list.firstPage}</a>
        </p>
      )}
      {page.value ? (
        <TicketResults page={page.value} address={address} busy={page.busy} />
      ) : (
        page.busy && <p class="quiet">{words.loading}</p>
      )}
    </>
  )
}
