export { stopDatabases as default } from './globalSetup.mjs'
