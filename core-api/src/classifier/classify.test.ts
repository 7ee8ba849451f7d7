import { categories } from '@campus-helpdesk/core-api-contract/ticket'
import { classify } from './classify.ts'

describe('how sure the classifier is', () => {
  test.each([
    '',
    ' \n\t',
    'help',
    'HELP!!!',
    '😭😭',
    'hello?',
    'asdf qwer zxcv',
    '12345',
    '...',
    'Bitte um Rückruf',
    'お願いします',
  ])('a text without any signal still gets a category, with a confidence below one half: "%s"', (text) => {
    const { category, confidence, runnerUp, keywords } = classify(text)
    expect(categories).toContain(category)
    expect(categories).toContain(runnerUp)
    expect(runnerUp).not.toBe(category)
    expect(confidence).toBeLessThan(0.5)
    expect(keywords).toEqual([])
  })

  test('a place alone decides nothing', () => {
    expect(classify('library').confidence).toBeLessThan(0.5)
    expect(classify('in the gym').confidence).toBeLessThan(0.5)
  })

  test.each([
    'The lift in building C is stuck between floors',
    'projector in the lecture hall shows a blue screen',
    'the food in the canteen was cold',
    'IT guy was rude to me',
    'the heating in the library is off',
  ])('a clear text is above 0.8: %s', (text) => {
    expect(classify(text).confidence).toBeGreaterThan(0.8)
  })

  test('two categories with equal evidence give a low confidence and name each other', () => {
    const { category, confidence, runnerUp } = classify('the radiator and the projector')
    expect([category, runnerUp].sort()).toEqual(['facility', 'technical'])
    expect(confidence).toBeLessThan(0.5)
  })

  test('the same text gets the same answer', () => {
    const text = 'card reader on the door of the lab shows an error'
    expect(classify(text)).toEqual(classify(text))
  })
})

describe('the words that decided', () => {
  test('are those of the text for the winner, strongest first', () => {
    expect(classify('IT guy was RUDE to me at the Canteen').keywords).toEqual(['rude', 'canteen'])
  })

  test('are shown as they were written, with the words between', () => {
    expect(classify('The food was really cold').keywords).toEqual(['food was really cold'])
    expect(classify("The Wi-Fi doesn't let me connect").keywords).toEqual(['wi fi', 'connect'])
  })

  test('are at most five', () => {
    expect(classify('lift door radiator toilet roof carpet window').keywords).toHaveLength(5)
  })
})

describe('words', () => {
  test('count as a whole, in any form, never as a part of another word', () => {
    expect(classify('weightlifter').keywords).toEqual([])
    expect(classify('a happy apple in a tapestry').keywords).toEqual([])
    expect(classify('ELEVATORS').category).toBe('facility')
    expect(classify('elevators').confidence).toBe(classify('Elevator').confidence)
  })

  test('count once however often they are repeated', () => {
    expect(classify('door door door door projector').confidence).toBe(classify('door projector').confidence)
  })

  test('of a phrase do not count by themselves as well', () => {
    expect(classify('bus shelter').runnerUp).toBe(classify('shelter').runnerUp)
    expect(classify('the paper jam').keywords).toEqual(['paper jam'])
  })

  test('are told apart whatever the apostrophe', () => {
    expect(classify("the page won't load").confidence).toBe(classify('the page wont load').confidence)
    expect(classify('the page won’t load').confidence).toBe(classify('the page wont load').confidence)
  })
})

describe('any string gets an answer', () => {
  const strings = {
    'a lone high surrogate': '\ud800',
    'lone surrogates among words': 'the \udc00lift\ud83d is stuck',
    'names of object members': 'constructor __proto__ toString hasOwnProperty valueOf',
    'one long word': 'b'.repeat(10_000),
    'one long word of vowels and consonants': 'bay'.repeat(3_333),
    'many apostrophes': "a'".repeat(5_000),
    'a negation far from its verb': `food ${'the '.repeat(2_400)}cold`,
    'the start of a phrase over and over': 'hot '.repeat(2_500),
    'ten thousand emoji': '🛠️'.repeat(5_000),
    'ten thousand ideographs': '水'.repeat(10_000),
    'ten thousand combining marks': '\u0301\u0323'.repeat(5_000),
    'only punctuation': '.,;-_!?'.repeat(1_400),
    'right-to-left': 'المصعد لا يعمل',
  }

  test.each(Object.entries(strings))('%s', (_, text) => {
    const { category, confidence, keywords } = classify(text)
    expect(categories).toContain(category)
    expect(confidence).toBeGreaterThan(0)
    expect(confidence).toBeLessThanOrEqual(1)
    expect(keywords.join(' ').length).toBeLessThan(300)
  })

  test('names of object members are words without meaning', () => {
    expect(classify(strings['names of object members']).keywords).toEqual([])
  })
})
