import { z } from 'zod'
import { personIdSchema } from './actor.ts'
import { messageSchema } from './message.ts'
import { codePoints } from './text.ts'
import { categories, originSchema, statuses, ticketSchema } from './ticket.ts'
import { booleanTextSchema, commaList, timeInputSchema, wholeNumberText } from './values.ts'

export const pageSizes = { default: 25, max: 100 } as const

const cursorSchema = z.string().max(500).meta({ description: 'nextCursor of the page before; opaque' })

/** What every list takes. */
export const pageQuerySchema = z.strictObject({
  limit: wholeNumberText(1, pageSizes.max).optional().meta({ default: pageSizes.default }),
  cursor: cursorSchema.optional(),
})
export type PageQuery = z.output<typeof pageQuerySchema>

export const ticketSorts = ['openedAt', '-openedAt', 'modifiedAt', '-modifiedAt'] as const
export type TicketSort = (typeof ticketSorts)[number]

export const listTicketsQuerySchema = pageQuerySchema.extend({
  status: commaList(statuses).optional(),
  category: commaList(categories).optional(),
  requester: personIdSchema.optional(),
  assignee: personIdSchema.optional().meta({ description: "A person's id, or none for nobody" }),
  origin: originSchema.optional(),
  openedAfter: timeInputSchema.optional().meta({ description: 'Opened then or later' }),
  openedBefore: timeInputSchema.optional().meta({ description: 'Opened earlier' }),
  q: z
    .string()
    .refine((text) => codePoints(text) <= 200, 'must be at most 200 characters long')
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be well-formed text without NUL')
    .optional()
    .meta({
      maxLength: 200,
      description: 'Full text over description and messages: every word, whole or as a prefix, in any case',
    }),
  sort: z.enum(ticketSorts).default('-openedAt'),
  withTotal: booleanTextSchema.optional().meta({ description: 'Adds total, counted up to 10,000' }),
})
export type ListTicketsQuery = z.output<typeof listTicketsQuerySchema>

/** A page of anything. */
export type Page<Item> = { items: Item[]; nextCursor: string | null }

function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Give it as cursor for the next page; null on the last' }),
  })
}

export const ticketPageSchema = pageOf(ticketSchema)
  .extend({
    total: z.int().optional().meta({ description: 'With withTotal=true: how many in all, counted up to 10,000' }),
    totalIsMore: z.literal(true).optional().meta({ description: 'There are more than total says' }),
    truncated: z.literal(true).optional().meta({ description: 'With q: there are matches beyond the newest 1,000' }),
  })
  .meta({ id: 'TicketPage' })
export type TicketPage = z.infer<typeof ticketPageSchema>

export const messagePageSchema = pageOf(messageSchema).meta({ id: 'MessagePage' })
export type MessagePage = z.infer<typeof messagePageSchema>
