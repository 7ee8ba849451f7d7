import { entries, lexicon } from './lexicon.ts'

describe('the vocabulary', () => {
  test('holds each word once in whatever form: what two categories share stands in shared.ts', () => {
    const sameKey = new Map<string, string[]>()
    for (const { key, text, from } of entries) sameKey.set(key, [...(sameKey.get(key) ?? []), `${from}: ${text}`])
    expect([...sameKey.values()].filter((texts) => texts.length > 1)).toEqual([])
  })

  test('has no entry that consists of nothing but words that say nothing', () => {
    expect(entries.filter(({ key }) => key.length < 2).map(({ text }) => text)).toEqual([])
  })

  test('has no phrase that shrinks to one word once the words are left out that say nothing', () => {
    const shrunk = entries.filter(({ key, text }) => text.includes(' ') && !key.includes(' '))
    expect(shrunk.map(({ key, text }) => `${text} = ${key}`)).toEqual([])
  })

  test('has phrases of at most four telling words', () => {
    expect(entries.filter(({ key }) => key.split(' ').length > 4).map(({ text }) => text)).toEqual([])
  })

  test('knows several hundred words and phrases of each category', () => {
    for (const category of ['facility', 'technical', 'services'] as const) {
      expect([...lexicon.values()].filter((weights) => weights[category] > 0).length).toBeGreaterThan(500)
    }
  })
})
