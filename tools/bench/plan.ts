/** How much is measured. */
export type Plan = {
  /** Numbers of tickets, ascending. */
  sizes: number[]
  /** Each operation is measured so often on each server, in turns; the medians count. */
  rounds: number
  /** Of one round. */
  seconds: number
  /** Of the round before, which is not counted. */
  warmUpSeconds: number
  /** A round that writes ends after so many requests, so that the tables keep the size that they are said to have. */
  mostWrites: number
  /** How long the feed is written to and followed. */
  feedSeconds: number
  /** Parts of the names of what is to be measured; none: everything. */
  words: string[]
}

const usual = { sizes: [1_000, 100_000], rounds: 5, seconds: 0.6, warmUpSeconds: 1, mostWrites: 2_000, feedSeconds: 10 }
const quick = { sizes: [10_000], rounds: 1, seconds: 0.1, warmUpSeconds: 0.3, mostWrites: 400, feedSeconds: 3 }
const full = { ...usual, sizes: [1_000, 100_000, 1_000_000] }

export function readPlan(args: string[]): Plan {
  const words = args.filter((arg) => !arg.startsWith('-')).map((word) => word.toLowerCase())
  return { ...(args.includes('--quick') ? quick : args.includes('--full') ? full : usual), words }
}

/** Whether a name is chosen by the words, of which those in `others` choose something else. */
export function isChosen(name: string, words: string[], others: string[] = []): boolean {
  const own = words.filter((word) => !others.includes(word))
  return own.length === 0 || own.some((word) => name.toLowerCase().includes(word))
}
