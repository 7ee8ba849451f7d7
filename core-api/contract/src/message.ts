import { z } from 'zod'
import { actorSchema } from './actor.ts'
import { humanText } from './text.ts'
import { originSchema, sourceSchema, ticketSchema } from './ticket.ts'
import { idSchema, timeSchema } from './values.ts'

export const messageSchema = z
  .object({
    id: idSchema,
    ticketId: idSchema,
    author: actorSchema,
    body: z.string(),
    origin: originSchema,
    createdAt: timeSchema,
  })
  .meta({ id: 'Message' })
export type Message = z.infer<typeof messageSchema>

export const postMessageSchema = z
  .strictObject({
    body: humanText(10_000),
    origin: originSchema.default('api'),
    source: sourceSchema.optional(),
  })
  .meta({ id: 'PostMessage' })
export type PostMessage = z.output<typeof postMessageSchema>

export const ticketWithMessagesSchema = ticketSchema
  .extend({
    messages: z.array(messageSchema).optional().meta({
      description: 'With include=messages: the newest 100 of the thread, oldest first',
    }),
  })
  .meta({ id: 'TicketWithMessages' })
export type TicketWithMessages = z.infer<typeof ticketWithMessagesSchema>
