import type { Database } from '@campus-helpdesk/db/connection'
import type { DatabaseKind, TestDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { measureBareStream, measureExport } from './exportSpeed.ts'
import { measureFeedDelay } from './feedDelay.ts'
import { median, quantile } from './figures.ts'
import type { Generator } from './generator.ts'
import type { Plan } from './plan.ts'
import { printFigure } from './report.ts'
import { say } from './say.ts'
import { peakMemory, type Server } from './servers.ts'

type Whole = { server: Server; database: TestDatabase; db: Database; generate: Generator; plan: Plan }

/** What is no matter of one operation: feed, export, memory, start-up. `server` is core-api, after all that was asked of it. */
export async function measureWhole(kind: DatabaseKind, { server, database, db, generate, plan }: Whole): Promise<void> {
  say(`\n${kind}: feed, export, memory, start-up`)
  const memoryBefore = peakMemory(server.pid)
  const exports = []
  const bare = []
  for (let round = 0; round < Math.max(3, plan.rounds); round++) {
    exports.push(await measureExport(server))
    bare.push(await measureBareStream(database.settings))
  }
  const perSecond = median(exports.map((one) => one.perSecond))
  const ofBare = perSecond / median(bare.map((one) => one.perSecond))
  const firstByte = median(exports.map((one) => one.firstByteMs))
  const memoryAfter = peakMemory(server.pid)

  say(`  export: ${perSecond.toFixed(0)} rows/s of ${exports[0]?.rows} rows`)
  printFigure('export, of the bare stream', ofBare.toFixed(2), '>= 0.50', ofBare >= 0.5)
  printFigure('export, first byte', `${firstByte.toFixed(0)} ms`, '<= 50 ms', firstByte <= 50)
  if (memoryBefore !== undefined && memoryAfter !== undefined) {
    const grown = memoryAfter - memoryBefore
    printFigure('export, growth of peak memory', `${grown.toFixed(0)} MiB`, '<= 20 MiB', grown <= 20)
  }

  const delays = await measureFeedDelay(server, db, generate, plan)
  say(`  feed at ${delays.writesPerSecond.toFixed(0)} writes/s, from before the commit to the reader:`)
  for (const [name, these] of [
    ['by next', delays.byNext],
    ['by stream', delays.byStream],
  ] as const) {
    const [p50, p99] = [quantile(these, 0.5), quantile(these, 0.99)]
    printFigure(`feed, ${name}, p50 and p99`, `${p50.toFixed(0)} and ${p99.toFixed(0)} ms`, 'p99 <= 100 ms', p99 <= 100)
  }

  const peak = peakMemory(server.pid)
  if (peak !== undefined) printFigure('memory, peak', `${peak.toFixed(0)} MiB`, '<= 150 MiB', peak <= 150)
  printFigure('start-up to ready', `${(server.readyMs / 1000).toFixed(2)} s`, '<= 2 s', server.readyMs <= 2_000)
}
