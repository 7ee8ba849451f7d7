import { createCoreClient } from '@campus-helpdesk/core-api-contract/coreClient'

/** The core API on the page's own origin; who is acting is in this browser's entry cookie. */
export const core = createCoreClient({ baseUrl: '' })
