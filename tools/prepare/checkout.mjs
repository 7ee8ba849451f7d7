import { fileURLToPath } from 'node:url'

/** The folder of the checkout, wherever a command is called from. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url))
