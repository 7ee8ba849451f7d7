/** What a server did in a round, or the medians of what it did in several. Times in ms. */
export type Figures = { perSecond: number; p50: number; p99: number; cpuMs: number }

export function median(values: number[]): number {
  return quantile(values, 0.5)
}

/** Nearest rank. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export function mediansOf(rounds: Figures[]): Figures {
  const of = (name: keyof Figures) => median(rounds.map((round) => round[name]))
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99'), cpuMs: of('cpuMs') }
}
