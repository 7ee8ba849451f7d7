import type { Database } from '@campus-helpdesk/db/connection'
import { type Figures, mediansOf, quantile } from './figures.ts'
import type { Generator } from './generator.ts'
import type { Operation, World } from './operations.ts'
import type { Plan } from './plan.ts'
import { cpuTime, type Server, type ServerName } from './servers.ts'
import { untilSequenced, type WritePool } from './writePool.ts'

export type Stage = {
  plan: Plan
  generate: Generator
  servers: Server[]
  /** Beside the servers, to put things back. */
  db: Database
  world: World
  pool: WritePool
}

export type Measured = Record<ServerName, Figures>

/** One operation on all servers, in turns, so that what else the machine does hits all alike. The servers are paused before and afterwards. */
export async function measure(stage: Stage, operation: Operation, connections: number): Promise<Measured> {
  const rounds = new Map<ServerName, Figures[]>(stage.servers.map(({ name }) => [name, []]))
  for (let round = 0; round <= stage.plan.rounds; round++) {
    for (let turn = 0; turn < stage.servers.length; turn++) {
      const server = stage.servers[(turn + round) % stage.servers.length]
      if (server === undefined) continue
      const seconds = round === 0 ? stage.plan.warmUpSeconds : stage.plan.seconds
      const figures = await runRound(stage, server, operation, connections, seconds)
      // The first round warms up caches, connections and compiler.
      if (round > 0) rounds.get(server.name)?.push(figures)
    }
  }
  const of = (name: ServerName) => mediansOf(rounds.get(name) ?? [])
  return { ours: of('ours'), K: of('K'), O: of('O') }
}

async function runRound(
  stage: Stage,
  server: Server,
  operation: Operation,
  connections: number,
  lasting: number,
): Promise<Figures> {
  const { plan, generate, db, world, pool } = stage
  const requests = operation.requests(world, server.name !== 'ours')
  server.resume()
  const cpuBefore = cpuTime(server.pid)
  const { latencies, seconds, failed, firstFailure } = await generate({
    port: server.port,
    requests,
    connections,
    seconds: lasting,
    most: operation.once ? requests.length : operation.writes ? plan.mostWrites : Number.MAX_SAFE_INTEGER,
  })
  const cpuMs = (cpuTime(server.pid) - cpuBefore) / latencies.length
  if (failed > 0) throw new Error(`${server.name} failed ${failed} of ${latencies.length} times: ${firstFailure}`)
  if (operation.writes && server.name === 'ours') await untilSequenced(db)
  server.pause()
  if (operation.writes) await pool.reset()
  return { perSecond: latencies.length / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), cpuMs }
}
