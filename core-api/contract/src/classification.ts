import { z } from 'zod'
import { categorySchema, descriptionSchema } from './ticket.ts'

export const classifyRequestSchema = z.strictObject({ text: descriptionSchema }).meta({ id: 'ClassifyRequest' })

export const classificationSchema = z
  .object({
    category: categorySchema,
    confidence: z.number().min(0).max(1),
    runnerUp: categorySchema,
    keywords: z.array(z.string()).meta({ description: 'The words that decided' }),
  })
  .meta({ id: 'Classification' })
export type Classification = z.infer<typeof classificationSchema>
