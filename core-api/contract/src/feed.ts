import { z } from 'zod'
import { eventTypeSchema, ticketEventSchema } from './event.ts'
import { pageQuerySchema } from './paging.ts'
import { idSchema, wholeNumberText } from './values.ts'

/** A place in the feed: positions only grow, and may have gaps. 0 is before the first event. */
export const positionSchema = z.int().nonnegative()

export const feedEventSchema = ticketEventSchema.extend({ position: positionSchema }).meta({ id: 'FeedEvent' })
/** A change, as the feed gives it to the helpdesk. */
export type FeedEvent = z.infer<typeof feedEventSchema>

/** What a user's stream says of a ticket that the user may not see (any more). */
export const hiddenEventSchema = z
  .strictObject({ position: positionSchema, type: eventTypeSchema, ticket: z.strictObject({ id: idSchema }) })
  .meta({ id: 'HiddenEvent' })
export type HiddenEvent = z.infer<typeof hiddenEventSchema>

/** One event of a stream: whole where it may be seen, else only which ticket changed, and how. */
export const streamEventSchema = z.union([feedEventSchema, hiddenEventSchema])
export type StreamEvent = z.infer<typeof streamEventSchema>

export const feedPageSchema = z
  .object({
    feedId: z.string().meta({ description: 'Another one than before: start again from the export' }),
    events: z.array(feedEventSchema),
    next: positionSchema.meta({ description: 'Give it as after for what follows' }),
  })
  .meta({ id: 'FeedPage' })
export type FeedPage = z.infer<typeof feedPageSchema>

const afterSchema = wholeNumberText(0, Number.MAX_SAFE_INTEGER)

export const feedPageSizes = { default: 100, max: 1_000 } as const
export const longestWait = 30

export const readEventsQuerySchema = z.strictObject({
  after: afterSchema.optional().meta({ default: 0, description: 'The position behind which to read' }),
  limit: wholeNumberText(1, feedPageSizes.max).optional().meta({ default: feedPageSizes.default }),
  wait: wholeNumberText(0, longestWait)
    .optional()
    .meta({ default: 0, description: 'Seconds to wait for the first event' }),
})

export const streamEventsQuerySchema = z.strictObject({
  after: afterSchema
    .optional()
    .meta({ description: 'The position behind which to begin; else Last-Event-ID; else from now on' }),
})

export const historyQuerySchema = pageQuerySchema
export const historyPageSchema = z
  .object({ items: z.array(ticketEventSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'HistoryPage' })
export type HistoryPage = z.infer<typeof historyPageSchema>

/** Headers of the export. */
export const feedPositionHeader = 'Feed-Position'
export const feedIdHeader = 'Feed-Id'
