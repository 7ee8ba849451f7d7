import { z } from 'zod'
import { positionSchema } from './feed.ts'
import { humanText, visibleAscii } from './text.ts'
import { idSchema, timeSchema, wholeNumberText } from './values.ts'

export const platforms = ['slack', 'discord'] as const
export const platformSchema = z.enum(platforms)
export type Platform = z.infer<typeof platformSchema>

/** Helpdesk: the card in the helpdesk's channel, with its thread. Requester: where the person who filed it is answered. */
export const purposes = ['helpdesk', 'requester'] as const
export const purposeSchema = z.enum(purposes)
export type Purpose = z.infer<typeof purposeSchema>

export const readerNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,49}$/, 'must begin with a letter and have at most 50 of a-z, 0-9 and -')

/** Shows that the lease is still held: each time that it changes hands the fence grows. */
export const fenceSchema = z.int().positive()

export const placeSchema = z
  .object({
    ticketId: idSchema,
    platform: platformSchema,
    purpose: purposeSchema,
    place: z.string().meta({ description: 'The thread that shows the ticket, e.g. slack:T1/C9/1712.000100' }),
    ref: z.string().nullable().meta({ description: "The platform's id of the message that shows it" }),
    failedAt: timeSchema.nullable().meta({ description: 'It failed for good, and is skipped' }),
  })
  .meta({ id: 'Place' })
export type Place = z.infer<typeof placeSchema>

export const putPlaceSchema = z
  .strictObject({
    place: humanText(200),
    ref: humanText(200).nullable().default(null),
    failed: z.boolean().default(false),
    reader: z
      .strictObject({ name: readerNameSchema, fence: fenceSchema })
      .optional()
      .meta({ description: 'Whose lease must still be held' }),
  })
  .meta({ id: 'PutPlace' })
export type PutPlace = z.output<typeof putPlaceSchema>

export const placeListSchema = z.object({ items: z.array(placeSchema) }).meta({ id: 'PlaceList' })
export const findPlaceQuerySchema = z.strictObject({ place: humanText(200) })

export const readerSchema = z
  .object({
    name: readerNameSchema,
    position: positionSchema.nullable().meta({ description: 'Done up to here; null: it has not begun' }),
    feedId: z.string().nullable().meta({ description: 'The feed that the position is of' }),
    behind: z.int().nonnegative().meta({ description: 'How many positions it has to go' }),
    holder: z.string().nullable(),
    fence: z.int().nonnegative(),
    leaseUntil: timeSchema.nullable(),
  })
  .meta({ id: 'Reader' })
export type Reader = z.infer<typeof readerSchema>

export const readerListSchema = z.object({ items: z.array(readerSchema) }).meta({ id: 'ReaderList' })

/** How long a lease lasts; renew it every third of that. */
export const leaseMs = 30_000

export const leaseReaderSchema = z
  .strictObject({
    holder: visibleAscii(100).meta({ description: 'A random name of the process' }),
    fence: fenceSchema.optional().meta({ description: 'To renew a lease: the fence that it was given with' }),
  })
  .meta({ id: 'LeaseReader' })
export type LeaseReader = z.output<typeof leaseReaderSchema>

export const moveReaderSchema = z
  .strictObject({ fence: fenceSchema, feedId: z.string().max(36), position: positionSchema })
  .meta({ id: 'MoveReader' })
export type MoveReader = z.output<typeof moveReaderSchema>

export const releaseReaderQuerySchema = z.strictObject({ fence: wholeNumberText(1, Number.MAX_SAFE_INTEGER) })
