import { z } from 'zod'
import { humanText, visibleAscii } from './text.ts'

export const roles = ['user', 'helpdesk'] as const

export const roleSchema = z.enum(roles).meta({ description: 'Whom a person acts as' })
export type Role = z.infer<typeof roleSchema>

export const personIdSchema = visibleAscii(100).meta({ description: 'Who, e.g. slack:U123', example: 'slack:U123' })
export const personNameSchema = humanText(100)

export const personSchema = z
  .strictObject({ id: personIdSchema, name: personNameSchema })
  .meta({ id: 'Person', description: 'Somebody, as the front end that they use names them' })
export type Person = z.infer<typeof personSchema>

export const actorSchema = personSchema.extend({ role: roleSchema }).meta({ id: 'Actor' })
/** Who is acting, and as whom. */
export type Actor = z.infer<typeof actorSchema>
