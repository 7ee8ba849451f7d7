import { z } from 'zod'

/** Length as people count it: Unicode code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let surrogatePairs = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit <= 0xdbff) surrogatePairs++
  }
  return text.length - surrogatePairs
}

/** What keeps a text from being stored and given back unchanged; null when nothing does. */
export function textProblem(text: string, max: number): string | null {
  if (text.includes('\0')) return 'must not contain the NUL character'
  if (!text.isWellFormed()) return 'must not contain lone surrogates (half a character)'
  if (text === '') return 'must not be empty'
  if (codePoints(text) > max) return `must be at most ${max} characters long, but is ${codePoints(text)}`
  return null
}

/** Text that people write: white space around it is removed, everything else is kept as it is. 1 to `max` code points. */
export function humanText(max: number) {
  return z
    .string()
    .transform((text) => text.trim())
    .superRefine((text, ctx) => {
      const message = textProblem(text, max)
      if (message !== null) ctx.addIssue({ code: 'custom', message })
    })
    .meta({ type: 'string', minLength: 1, maxLength: max })
}

const visibleAsciiPattern = /^[\x21-\x7e]+$/

/** Ids that other systems give: visible ASCII, no spaces, compared exactly. */
export function visibleAscii(max: number) {
  return z
    .string()
    .max(max, `must be at most ${max} characters long`)
    .regex(visibleAsciiPattern, 'must be one or more visible ASCII characters')
}
