import { z } from 'zod'
import { personSchema } from './actor.ts'
import { humanText } from './text.ts'
import { idSchema, timeSchema } from './values.ts'

export const statuses = ['open', 'active', 'closed'] as const
export const categories = ['facility', 'technical', 'services'] as const
export const origins = ['slack', 'discord', 'portal', 'api'] as const

export const statusSchema = z.enum(statuses)
export const categorySchema = z.enum(categories)
export const categorySourceSchema = z.enum(['auto', 'helpdesk'])
export const originSchema = z.enum(origins)

export type Status = z.infer<typeof statusSchema>
export type Category = z.infer<typeof categorySchema>
export type CategorySource = z.infer<typeof categorySourceSchema>
export type Origin = z.infer<typeof originSchema>

export const descriptionSchema = humanText(10_000)

export const sourceSchema = z.strictObject({ place: humanText(200), ref: humanText(200) }).meta({
  id: 'Source',
  description:
    "Where in a chat it was written: the channel or thread, and the platform's own id of the message. Unique; the same source again answers with what it made.",
})
export type Source = z.infer<typeof sourceSchema>

export const ticketSchema = z
  .object({
    id: idSchema,
    status: statusSchema.meta({ description: 'open, then active, then closed; closed is final' }),
    description: z.string(),
    category: categorySchema.meta({ description: 'Facility management, technical IT, services complaints' }),
    categorySource: categorySourceSchema.meta({ description: 'Who decided last' }),
    categoryConfidence: z.number().min(0).max(1).meta({ description: 'Of the automatic decision' }),
    requester: personSchema.nullable().meta({ description: 'Who filed it; null once erased' }),
    assignee: personSchema.nullable().meta({ description: 'Who of the helpdesk is taking care of it' }),
    origin: originSchema,
    openedAt: timeSchema,
    modifiedAt: timeSchema.meta({ description: 'Last change of the ticket or message in its thread' }),
    activatedAt: timeSchema.nullable(),
    firstAnsweredAt: timeSchema.nullable().meta({ description: "The helpdesk's first message" }),
    closedAt: timeSchema.nullable(),
    version: z.int().positive().meta({ description: 'One more with each change of the ticket itself; also its ETag' }),
    messageCount: z.int().nonnegative(),
  })
  .meta({ id: 'Ticket' })
export type Ticket = z.infer<typeof ticketSchema>

export const fileTicketSchema = z
  .strictObject({
    description: descriptionSchema,
    origin: originSchema.default('api'),
    source: sourceSchema.optional(),
  })
  .meta({ id: 'FileTicket' })
export type FileTicket = z.output<typeof fileTicketSchema>

export const changeTicketSchema = z
  .strictObject({
    description: descriptionSchema.optional(),
    status: statusSchema.optional(),
    category: categorySchema.optional(),
    assignee: personSchema.nullable().optional(),
  })
  .refine(
    (change) => Object.keys(change).length > 0,
    'must change at least one of description, status, category, assignee',
  )
  .meta({ id: 'ChangeTicket' })
export type ChangeTicket = z.output<typeof changeTicketSchema>
