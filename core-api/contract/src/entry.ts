import { z } from 'zod'
import { actorSchema, personNameSchema, roleSchema } from './actor.ts'

/** How a person enters the page: as whom, and under which name. No password: that is required. */
export const enterSchema = z.strictObject({ role: roleSchema, name: personNameSchema }).meta({ id: 'Enter' })

export const entrySchema = z
  .object({
    roles: z
      .array(roleSchema)
      .meta({ description: 'The roles that the page may be entered in; none: it is turned off' }),
    actor: actorSchema.nullable().meta({ description: 'Who has entered in this browser' }),
  })
  .meta({ id: 'Entry' })
export type Entry = z.infer<typeof entrySchema>
