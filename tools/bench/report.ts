import type { DatabaseKind } from '@campus-helpdesk/db/testing/eachDatabase'
import type { Measured } from './measure.ts'
import type { Operation } from './operations.ts'
import { say } from './say.ts'

/** What core-api is to reach, beside the operations' own share of K (design: the table of speed goals). */
const goals = { ofO: 0.8, p99OfP50: 4, growth: 1.2, extraCpuMs: 0.08 }

export type Result = { operation: Operation; size: number; connections: number; measured: Measured }

/** A figure, with the mark `!` where it misses its goal. */
type Cell = { text: string; missed?: boolean }

let figures = 0
let missed = 0

function count(isMissed: boolean): void {
  figures++
  if (isMissed) missed++
}

/** Prints a figure by itself, marked if it misses its goal. */
export function printFigure(name: string, text: string, goal: string, reached: boolean): void {
  say(`  ${name.padEnd(38)} ${text.padStart(24)}   goal ${goal}${reached ? '' : '  !'}`)
  count(!reached)
}

export function printMisses(): void {
  say(
    `\n${figures - missed} of ${figures} figures reach their goals${missed === 0 ? '' : "; the others are marked '!' above"}.`,
  )
}

const head = ['', 'req/s', 'K', 'O', 'p50 ms', 'p99 ms', 'p99/p50', 'of K', 'of O', 'CPU ms', 'K', 'O', 'beyond O']
const widths = [29, 8, 8, 8, 9, 9, 9, 13, 13, 9, 8, 8, 10]

/** One database and size at one number of connections. `!`: misses its goal. */
export function printTable(kind: DatabaseKind, size: number, connections: number, results: Result[]): void {
  const where = `${kind}, ${size.toLocaleString('en')} tickets, ${connections} ${connections === 1 ? 'connection' : 'connections'}`
  say(`\n${where}`)
  printRow(head.map((text) => ({ text })))
  for (const { operation, measured } of results) {
    const { ours, K, O } = measured
    const ofK = ours.perSecond / K.perSecond
    const ofO = ours.perSecond / O.perSecond
    const extraCpu = ours.cpuMs - O.cpuMs
    const spread = ours.p99 / ours.p50
    const row: Cell[] = [
      { text: operation.name },
      { text: ours.perSecond.toFixed(0) },
      { text: K.perSecond.toFixed(0) },
      { text: O.perSecond.toFixed(0) },
      { text: ours.p50.toFixed(2) },
      { text: ours.p99.toFixed(2) },
      { text: spread.toFixed(1), ...(connections > 1 ? { missed: spread > goals.p99OfP50 } : {}) },
      { text: `${ofK.toFixed(2)} (${operation.ofK[kind].toFixed(2)})`, missed: ofK < operation.ofK[kind] },
      { text: `${ofO.toFixed(2)} (${goals.ofO.toFixed(2)})`, missed: ofO < goals.ofO },
      { text: ours.cpuMs.toFixed(3) },
      { text: K.cpuMs.toFixed(3) },
      { text: O.cpuMs.toFixed(3) },
      { text: extraCpu.toFixed(3), missed: extraCpu > goals.extraCpuMs },
    ]
    printRow(row)
    for (const { missed } of row) if (missed !== undefined) count(missed)
  }
}

function printRow(row: Cell[]): void {
  const cells = row.map(({ text, missed }, column) => {
    const shown = missed ? `${text}!` : `${text} `
    return column === 0 ? shown.padEnd(widths[0] ?? 0) : shown.padStart(widths[column] ?? 0)
  })
  say(`  ${cells.join('')}`)
}

/** How much slower the median request is with more tickets, beyond how much slower the floor K is. */
export function printGrowth(kind: DatabaseKind, results: Result[]): void {
  const sizes = [...new Set(results.map(({ size }) => size))]
  const [first] = sizes
  for (const size of sizes.slice(1)) {
    say(
      `\n${kind}: growth of p50 from ${first?.toLocaleString('en')} to ${size.toLocaleString('en')} tickets, ours and K's own`,
    )
    for (const { operation, connections, measured } of results.filter((result) => result.size === size)) {
      const before = results.find(
        (result) => result.size === first && result.operation === operation && result.connections === connections,
      )
      if (before === undefined) continue
      const ours = measured.ours.p50 / before.measured.ours.p50
      const floor = measured.K.p50 / before.measured.K.p50
      const beyond = ours / floor
      printFigure(
        `${operation.name}, ${connections} conn.`,
        `${ours.toFixed(2)} / ${floor.toFixed(2)} = ${beyond.toFixed(2)}`,
        `<= ${goals.growth}`,
        beyond <= goals.growth,
      )
    }
  }
}
