import type { Category } from '@campus-helpdesk/core-api-contract/ticket'
import { wordsOf } from '../words.ts'
import { facility } from './facility.ts'
import { points, type Section, type Strength } from './section.ts'
import { services } from './services.ts'
import { type SharedEntry, shared } from './shared.ts'
import { technical } from './technical.ts'

export type Weights = Record<Category, number>

/** One comma-separated word or phrase of the vocabulary; `key` is its stems joined by spaces. */
type Entry = { key: string; text: string; weights: Weights; from: Category | 'shared' }

const strengths = ['settles', 'decisive', 'strong', 'fair', 'slight'] as const satisfies readonly Strength[]

/** What phrases and single words are looked up by: their stems, without the words that say nothing. */
function keyOf(text: string): string {
  return wordsOf(text)
    .flatMap(({ stem }) => (stem === null ? [] : [stem]))
    .join(' ')
}

function entriesOf(category: Category, sections: readonly Section[]): Entry[] {
  return sections.flatMap((section) =>
    strengths.flatMap((strength) =>
      (section[strength] ?? '').split(',').flatMap((item) => {
        const text = item.trim()
        const weights = { facility: 0, technical: 0, services: 0, [category]: points[strength] }
        return text === '' ? [] : [{ key: keyOf(text), text, weights, from: category }]
      }),
    ),
  )
}

function sharedEntry({ word, ...strengthOf }: SharedEntry): Entry {
  const pointsFor = (category: Category): number => {
    const strength = strengthOf[category]
    return strength === undefined ? 0 : points[strength]
  }
  const weights = {
    facility: pointsFor('facility'),
    technical: pointsFor('technical'),
    services: pointsFor('services'),
  }
  return { key: keyOf(word), text: word, weights, from: 'shared' }
}

/** Every entry of the vocabulary, in its order. */
export const entries: readonly Entry[] = [
  ...entriesOf('facility', facility),
  ...entriesOf('technical', technical),
  ...entriesOf('services', services),
  ...shared.map(sharedEntry),
]

/** The weights of a word or phrase by the stems in it. A Map: "constructor" is a word like any other. */
export const lexicon: ReadonlyMap<string, Weights> = new Map(entries.map(({ key, weights }) => [key, weights]))

/** How many words the longest phrase has. */
export const longestPhrase = Math.max(...entries.map(({ key }) => key.split(' ').length))
