import { stopDatabases } from './globalSetup.mjs'

export default function endDatabases() {
  return stopDatabases()
}
