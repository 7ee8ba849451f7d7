import { z } from 'zod'
import { actorSchema, personSchema } from './actor.ts'
import { messageSchema } from './message.ts'
import { categorySchema, sourceSchema, statusSchema, ticketSchema } from './ticket.ts'
import { timeSchema } from './values.ts'

export const eventTypes = [
  'ticket.filed',
  'ticket.edited',
  'ticket.activated',
  'ticket.closed',
  'ticket.recategorised',
  'ticket.assigned',
  'ticket.deleted',
  'ticket.erased',
  'message.posted',
] as const
export const eventTypeSchema = z.enum(eventTypes)
export type EventType = z.infer<typeof eventTypeSchema>

/** A ticket without its texts: what the feed and the export carry. */
export const ticketFactsSchema = ticketSchema
  .omit({ description: true, categoryConfidence: true })
  .extend({ erasedAt: timeSchema.nullable() })
  .meta({ id: 'TicketFacts' })
export type TicketFacts = z.infer<typeof ticketFactsSchema>

/** What a change took the place of; only the fields that it changed. */
export const previousSchema = z.object({
  status: statusSchema.optional(),
  category: categorySchema.optional(),
  assignee: personSchema.nullable().optional(),
})
export type Previous = z.infer<typeof previousSchema>

export const eventMessageSchema = messageSchema
  .pick({ id: true, origin: true })
  .extend({ author: actorSchema.nullable(), source: sourceSchema.optional() })
export type EventMessage = z.infer<typeof eventMessageSchema>

/** One change, as it is written beside the change. The feed adds its position. People are null once a ticket is deleted or erased. */
export const ticketEventSchema = z
  .object({
    type: eventTypeSchema,
    at: timeSchema,
    actor: actorSchema.nullable(),
    ticket: ticketFactsSchema,
    previous: previousSchema,
    message: eventMessageSchema.optional(),
  })
  .meta({ id: 'TicketEvent' })
export type TicketEvent = z.infer<typeof ticketEventSchema>
