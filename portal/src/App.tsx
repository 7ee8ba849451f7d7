import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import { navigate, useAddress } from './address.ts'
import { core } from './core.ts'
import { EntryPage } from './entry/EntryPage.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { routeOf } from './routes.ts'
import { TicketPage } from './ticket/TicketPage.tsx'
import { TicketListPage } from './tickets/TicketListPage.tsx'
import { ErrorNote } from './ui/ErrorNote.tsx'
import { Header } from './ui/Header.tsx'
import { OutcomeContext, useOutcome } from './ui/outcome.ts'
import { useLoad } from './useLoad.ts'
import { words } from './words.ts'

/** The whole page: who has entered decides whether the asked-for page or the entry is shown. */
export function App() {
  const { pathname, search } = useAddress()
  const { outcome, announce } = useOutcome()
  const entry = useLoad(async (signal) => (await core.readEntry({}, { signal })).body, [])
  const actor = entry.value?.actor ?? null

  const entered = (value: NonNullable<typeof entry.value>) => {
    entry.setValue(value)
    if (pathname === '/') navigate('/tickets')
  }
  const left = () => {
    if (entry.value !== undefined) entry.setValue({ ...entry.value, actor: null })
    navigate('/')
    announce(words.entry.left)
  }

  return (
    <OutcomeContext.Provider value={announce}>
      <Header actor={actor} left={left} />
      <main id="content" tabIndex={-1}>
        <p class="outcome" role="status">
          {/* A new element each time, so that the same sentence is also read out twice. */}
          {outcome?.pathname === pathname && <span key={outcome.number}>{outcome.text}</span>}
        </p>
        {entry.value === undefined ? (
          <>
            {entry.busy && <p class="quiet">{words.loading}</p>}
            <ErrorNote failure={entry.failure} again={entry.again} />
          </>
        ) : actor === null || pathname === '/' ? (
          <EntryPage entry={entry.value} entered={entered} />
        ) : (
          <EnteredPage actor={actor} pathname={pathname} search={search} />
        )}
      </main>
    </OutcomeContext.Provider>
  )
}

function EnteredPage({ actor, pathname, search }: { actor: Actor; pathname: string; search: string }) {
  const route = routeOf(pathname)
  if (route?.page === 'tickets') return <TicketListPage actor={actor} search={search} />
  if (route?.page === 'ticket') return <TicketPage key={route.id} id={route.id} actor={actor} />
  return <NotFoundPage />
}
