/** The pages, by the paths under which the core API serves them. */
export type Route = { page: 'entry' } | { page: 'tickets' } | { page: 'ticket'; id: number }

const ticketPath = /^\/tickets\/([1-9]\d{0,15})$/

/** The page at a path, or null where there is none. */
export function routeOf(pathname: string): Route | null {
  if (pathname === '/') return { page: 'entry' }
  if (pathname === '/tickets') return { page: 'tickets' }
  const id = Number(ticketPath.exec(pathname)?.[1])
  return Number.isSafeInteger(id) ? { page: 'ticket', id } : null
}

export function ticketHref(id: number): string {
  return `/tickets/${id}`
}
