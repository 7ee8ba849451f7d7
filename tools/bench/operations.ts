import { basePath } from '@campus-helpdesk/core-api-contract/endpoint'
import { createCursors } from '../../core-api/src/http/cursors.ts'
import type { Request } from './load.ts'
import { frequentWord, rareWord, type Seeded, threadsOf } from './seed.ts'
import { entrySecret } from './servers.ts'

/** `ofK`: of K's requests a second what core-api is to reach. */
type Goal = { MariaDB: number; SQLite: number }

export type Operation = {
  name: string
  ofK: Goal
  /** Writes are undone between the rounds; `once`: each of its requests can be made once only. */
  writes?: true
  once?: true
  requests: (world: World, isFloor: boolean) => Request[]
}

/** What there is to ask about; `pool`: ids of open tickets to write to. */
export type World = { seeded: Seeded; pool: number[] }

const list: Goal = { MariaDB: 0.7, SQLite: 0.5 }
const change: Goal = { MariaDB: 0.5, SQLite: 0.45 }
const tickets = `${basePath}/tickets`

const get = (path: string): Request => ({ method: 'GET', path: `${tickets}${path}` })
const withBody = (method: string, path: string, body: unknown): Request => ({
  method,
  path: `${tickets}${path}`,
  body: JSON.stringify(body),
})

export const operations: Operation[] = [
  {
    name: 'read with ten messages',
    ofK: { MariaDB: 0.65, SQLite: 0.5 },
    requests: ({ seeded }) => sample(threadsOf(seeded), 500).map((id) => get(`/${id}?include=messages`)),
  },
  { name: 'list 25', ofK: list, requests: () => [get('?limit=25')] },
  { name: 'list unresolved', ofK: list, requests: () => [get('?status=open,active')] },
  { name: 'list closed, after a burst', ofK: list, requests: () => [get('?status=closed')] },
  { name: 'list closed, deep', ofK: list, requests: deepPages },
  { name: 'search a rare word', ofK: list, requests: () => [get(`?q=${rareWord}`)] },
  { name: 'search a frequent word', ofK: list, requests: () => [get(`?q=${frequentWord}`)] },
  {
    name: 'create',
    ofK: { MariaDB: 0.6, SQLite: 0.45 },
    writes: true,
    requests: () => [
      withBody('POST', '', { description: 'The lift in building C is stuck between the second and the third floor' }),
    ],
  },
  {
    name: 'post a message',
    ofK: change,
    writes: true,
    requests: ({ pool }) =>
      pool.map((id) => withBody('POST', `/${id}/messages`, { body: 'A technician is on the way to you' })),
  },
  {
    name: 'change status',
    ofK: change,
    writes: true,
    once: true,
    requests: ({ pool }) => pool.map((id) => withBody('PATCH', `/${id}`, { status: 'active' })),
  },
]

/** Floors are told the place in plain words, core-api by its cursor. */
function deepPages({ seeded }: World, isFloor: boolean): Request[] {
  const cursors = createCursors(entrySecret)
  return Array.from({ length: 20 }, (_, i) => {
    const id = Math.floor((seeded.firstUnresolved * (i + 1)) / 40)
    const key = seeded.openedAt(id)
    if (isFloor) return get(`?status=closed&key=${encodeURIComponent(key)}&below=${id}`)
    return get(`?status=closed&cursor=${cursors.write('tickets -openedAt', { key, id })}`)
  })
}

/** Spread evenly over all. */
function sample(ids: number[], most: number): number[] {
  const step = Math.max(1, Math.floor(ids.length / most))
  return ids.filter((_, i) => i % step === 0)
}
