import { createInterface } from 'node:readline'
import { readLog } from '../readLog.mjs'

// Shows the lines of its input as a person at a terminal would see those of the program core-api.
for await (const line of createInterface({ input: process.stdin })) console.log(readLog('core-api', line))
