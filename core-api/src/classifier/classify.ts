import { type Category, categories } from '@campus-helpdesk/core-api-contract/ticket'
import { lexicon, longestPhrase, type Weights } from './vocabulary/lexicon.ts'
import { type Word, wordsOf } from './words.ts'

/**
 * `confidence`: 0 to 1, how far the evidence favours `category`; below 0.5 means "not sure, please check".
 * `keywords`: the words of the text (lower-cased) that spoke for `category`, strongest first, at most five.
 */
export type Classification = { category: Category; confidence: number; runnerUp: Category; keywords: string[] }

/** A word that has a stem, and its place in the text. */
type Telling = { stem: string; at: number }

/** What the vocabulary holds of the text, as it was written there. */
type Evidence = { written: string; weights: Weights }

/** Chosen so that one `strong` word alone gives about 0.9 and one `slight` word stays below 0.5. */
const steepness = 0.8

const mostKeywords = 5

/** In words: "food was really very cold" still holds "food cold". */
const widestGap = 4

/**
 * Who puts right what the text is about: scores every category by the words and phrases of the vocabulary.
 * Pure and total: any string gets an answer, the same each time, in time linear in its length.
 */
export function classify(text: string): Classification {
  const evidence = evidenceIn(wordsOf(text))
  const ranked = categories
    .map((category) => ({ category, score: sum(evidence.map(({ weights }) => weights[category])) }))
    .sort((a, b) => b.score - a.score)
  const [winner, runnerUp] = ranked
  if (winner === undefined || runnerUp === undefined) throw new Error('there are at least two categories')
  const likelihoods = ranked.map(({ score }) => Math.exp(steepness * (score - winner.score)))
  return {
    category: winner.category,
    confidence: 1 / sum(likelihoods),
    runnerUp: runnerUp.category,
    keywords: keywordsFor(winner.category, evidence),
  }
}

/** The longest phrase at each place; a phrase or word that comes again tells nothing new. */
function evidenceIn(words: readonly Word[]): Evidence[] {
  const telling = words.flatMap(({ stem }, at) => (stem === null ? [] : [{ stem, at }]))
  const found = new Map<string, Evidence>()
  let place = 0
  while (place < telling.length) {
    const phrase = phraseAt(telling, place)
    const weights = lexicon.get(keyOf(phrase))
    if (weights !== undefined && !found.has(keyOf(phrase))) {
      found.set(keyOf(phrase), { written: writtenIn(words, phrase), weights })
    }
    place += Math.max(phrase.length, 1)
  }
  return [...found.values()]
}

/** The longest entry of the vocabulary that begins at `place`; empty if there is none. */
function phraseAt(telling: readonly Telling[], place: number): Telling[] {
  for (let length = Math.min(longestPhrase, telling.length - place); length > 0; length -= 1) {
    const parts = telling.slice(place, place + length)
    if (lexicon.has(keyOf(parts)) && standTogether(parts)) return parts
  }
  return []
}

const keyOf = (parts: readonly Telling[]): string => parts.map(({ stem }) => stem).join(' ')

/** Whether only a few words that say nothing stand between the parts. */
function standTogether(parts: readonly Telling[]): boolean {
  return parts.every(({ at }, index) => at - (parts[index - 1]?.at ?? at) <= widestGap)
}

function writtenIn(words: readonly Word[], parts: readonly Telling[]): string {
  const from = parts[0]?.at ?? 0
  const to = parts.at(-1)?.at ?? 0
  return words
    .slice(from, to + 1)
    .map(({ written }) => written)
    .join(' ')
}

/** The words that spoke for `winner`, those first that set it furthest apart from the others. */
function keywordsFor(winner: Category, evidence: readonly Evidence[]): string[] {
  const lead = (weights: Weights) =>
    weights[winner] - Math.max(...categories.filter((other) => other !== winner).map((other) => weights[other]))
  return evidence
    .filter(({ weights }) => weights[winner] > 0)
    .sort((a, b) => lead(b.weights) - lead(a.weights))
    .slice(0, mostKeywords)
    .map(({ written }) => written)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
