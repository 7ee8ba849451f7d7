import { excerpt } from '../src/tickets/excerpt.ts'

test('a short text is shown whole, on one line', () => {
  expect(excerpt('The lift\n\nis  stuck', 40)).toBe('The lift is stuck')
})

test('a long text ends at a word, and a word without an end is cut', () => {
  expect(excerpt('The lift in building C is stuck', 20)).toBe('The lift in building…')
  expect(excerpt('x'.repeat(50), 20)).toBe(`${'x'.repeat(20)}…`)
})

test('no character is cut in half', () => {
  expect(excerpt('🛗'.repeat(30), 20).isWellFormed()).toBe(true)
  expect(excerpt(`x${'🛗'.repeat(100)}`, 20).isWellFormed()).toBe(true)
})
