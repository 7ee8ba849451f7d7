import { z } from 'zod'

/** ISO 8601 in UTC with milliseconds, the only form in which the API gives times. */
export const timeSchema = z.iso
  .datetime({ precision: 3 })
  .meta({ description: 'ISO 8601, UTC, milliseconds', example: '2026-11-21T09:30:00.000Z' })

/** A time that a client gives: any ISO 8601 time with a zone, of years 0 to 9999; normalised to UTC with milliseconds. */
export const timeInputSchema = z.iso
  .datetime({
    offset: true,
    abort: true,
    error: 'must be an ISO 8601 time with a zone, e.g. 2026-11-21T09:30:00Z',
  })
  .refine((text) => isStorable(new Date(text)), 'must be a time that exists, in UTC within the years 0 to 9999')
  .transform((text) => new Date(text).toISOString())
  .meta({ type: 'string', format: 'date-time' })

function isStorable(time: Date): boolean {
  const year = time.getUTCFullYear()
  return year >= 0 && year <= 9999
}

export const idSchema = z.int().positive().meta({ description: 'A positive integer, never used again', example: 12 })

const wholeNumberPattern = /^(?:0|[1-9]\d{0,15})$/

/** A whole number written in a path or query, within bounds; 1e3, 1.0, +1, 01 and 0x1 are refused. */
export function wholeNumberText(min: number, max: number) {
  const message =
    max === Number.MAX_SAFE_INTEGER
      ? `must be a whole number from ${min}`
      : `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .refine((text) => {
      const value = Number(text)
      return wholeNumberPattern.test(text) && Number.isSafeInteger(value) && value >= min && value <= max
    }, message)
    .transform(Number)
    .meta({ type: 'integer', minimum: min, maximum: max })
}

/** An id as it stands in a path. */
export const idTextSchema = wholeNumberText(1, Number.MAX_SAFE_INTEGER)

/** Yes or no as it stands in a query. */
export const booleanTextSchema = z
  .enum(['true', 'false'], 'must be true or false')
  .transform((text) => text === 'true')
  .meta({ type: 'boolean' })

/** A comma-separated list of known words, without repeats. */
export function commaList<const Words extends readonly [string, ...string[]]>(words: Words) {
  const known = z.enum(words)
  return z
    .string()
    .transform((text, ctx): z.infer<typeof known>[] => {
      const found: z.infer<typeof known>[] = []
      for (const part of text.split(',')) {
        const word = known.safeParse(part.trim())
        if (!word.success) {
          ctx.addIssue({ code: 'custom', message: `must be a comma-separated list of: ${words.join(', ')}` })
          return z.NEVER
        }
        if (!found.includes(word.data)) found.push(word.data)
      }
      return found
    })
    .meta({ type: 'string', description: `Comma-separated: ${words.join(', ')}` })
}
