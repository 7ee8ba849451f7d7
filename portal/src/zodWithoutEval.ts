import { z } from 'zod'

// zod otherwise tries out `new Function`, which the page's Content-Security-Policy reports as a violation.
// Imported first: it must run before any schema parses.
z.config({ jitless: true })
