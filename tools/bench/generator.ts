import { once } from 'node:events'
import type { Job, Outcome } from './load.ts'
import { startNode, withTypeScript } from './startNode.ts'

export type Generator = (job: Job) => Promise<Outcome>

/** The load generator, a process of its own. */
export function startGenerator(): Generator {
  const { child } = startNode([...withTypeScript, 'tools/bench/load.ts'])
  return async (job) => {
    child.send(job)
    const [outcome]: Outcome[] = (await once(child, 'message')) as [Outcome]
    if (outcome === undefined) throw new Error('The load generator has ended')
    return outcome
  }
}
