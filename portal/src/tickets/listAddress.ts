import type { Actor, Role } from '@campus-helpdesk/core-api-contract/actor'
import type { CoreClient } from '@campus-helpdesk/core-api-contract/coreClient'
import type { TicketSort } from '@campus-helpdesk/core-api-contract/paging'
import { type Category, categories, type Status } from '@campus-helpdesk/core-api-contract/ticket'

export type StatusChoice = 'unresolved' | Status | 'all'
export type Whose = 'all' | 'mine' | 'assigned-to-me' | 'unassigned'

/** What the list shows, as it stands in the page's address. */
export type ListAddress = {
  status: StatusChoice
  category: 'all' | Category
  whose: Whose
  sort: TicketSort
  q: string
  cursor: string
}

/** What each role may choose from, default first. Users have no closed tickets, and nothing is assigned to them. */
export const listChoices = {
  status: {
    user: ['unresolved', 'open', 'active'],
    helpdesk: ['unresolved', 'open', 'active', 'closed', 'all'],
  } satisfies Record<Role, StatusChoice[]>,
  whose: {
    user: ['all', 'mine'],
    helpdesk: ['all', 'assigned-to-me', 'unassigned', 'mine'],
  } satisfies Record<Role, Whose[]>,
  category: ['all', ...categories] satisfies ListAddress['category'][],
  sort: ['-openedAt', 'openedAt', '-modifiedAt', 'modifiedAt'] satisfies TicketSort[],
}

const defaults: ListAddress = {
  status: 'unresolved',
  category: 'all',
  whose: 'all',
  sort: '-openedAt',
  q: '',
  cursor: '',
}

/** Reads the list's address; what is not known there counts as not said. */
export function parseListAddress(search: string, role: Role): ListAddress {
  const query = new URLSearchParams(search)
  const choose = <Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice =>
    choices.find((choice) => choice === query.get(name)) ?? otherwise
  return {
    status: choose<StatusChoice>('status', listChoices.status[role], defaults.status),
    category: choose('category', listChoices.category, defaults.category),
    whose: choose<Whose>('whose', listChoices.whose[role], defaults.whose),
    sort: choose('sort', listChoices.sort, defaults.sort),
    q: query.get('q') ?? defaults.q,
    cursor: query.get('cursor') ?? defaults.cursor,
  }
}

const defaultOf = new Map<string, string>(Object.entries(defaults))

/** The link to a list; what is the default is left out. */
export function listHref(address: Partial<ListAddress>): string {
  const said = Object.entries(address).filter(([name, value]) => value !== defaultOf.get(name))
  return said.length > 0 ? `/tickets?${new URLSearchParams(said)}` : '/tickets'
}

/** Whether anything narrows the list down. */
export function isFiltered(address: ListAddress): boolean {
  return listHref({ ...address, sort: defaults.sort, cursor: '' }) !== '/tickets'
}

type Query = NonNullable<Parameters<CoreClient['listTickets']>[0]['query']>

const statusQueries: Record<StatusChoice, Query> = {
  unresolved: { status: 'open,active' },
  open: { status: 'open' },
  active: { status: 'active' },
  closed: { status: 'closed' },
  all: {},
}

/** What the list's address asks of the API for this reader. */
export function listQuery(address: ListAddress, actor: Actor): Query {
  const whose: Record<Whose, Query> = {
    all: {},
    mine: { requester: actor.id },
    'assigned-to-me': { assignee: actor.id },
    unassigned: { assignee: 'none' },
  }
  return {
    ...statusQueries[address.status],
    ...whose[address.whose],
    ...(address.category === 'all' ? {} : { category: address.category }),
    ...(address.q === '' ? {} : { q: address.q }),
    ...(address.cursor === '' ? {} : { cursor: address.cursor }),
    sort: address.sort,
  }
}
