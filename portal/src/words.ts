import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import type { TicketSort } from '@campus-helpdesk/core-api-contract/paging'
import type { ProblemKind } from '@campus-helpdesk/core-api-contract/problem'
import type { Category, Origin, Status } from '@campus-helpdesk/core-api-contract/ticket'
import type { StatusChoice, Whose } from './tickets/listAddress.ts'

const product = 'Campus Helpdesk'

/** What a person is told for each kind of problem. A kind without a sentence does not compile. */
const problems: Record<ProblemKind, string> = {
  'invalid-request': 'This could not be accepted as it is.',
  'malformed-json': 'This could not be read. Reload the page and try again.',
  unauthenticated: 'You have not entered in this browser, or you have left. Enter in another tab, then try again here.',
  forbidden: 'You may not do this. If the ticket has been closed meanwhile, only the helpdesk can see it.',
  'not-found': 'There is no such ticket. It may have been deleted.',
  'method-not-allowed': 'This is not possible here. Reload the page and try again.',
  'request-timeout': 'It took too long to arrive. Try again.',
  conflict: 'The ticket does not allow this any more: it has been closed or moved on. Reload to see how it stands.',
  'version-mismatch': 'Somebody was faster: the ticket has changed since you opened it. Nothing was overwritten.',
  'content-too-large': 'This is too large to be sent.',
  'unsupported-media-type': 'This could not be read. Reload the page and try again.',
  'wrong-host': 'The helpdesk does not answer under this address.',
  'key-reused':
    'An earlier try with other content did arrive after all. Reload in another tab to see it; send again to send this as well.',
  internal: 'Something went wrong on our side. Try again; if it stays, tell us the number below.',
  unavailable: 'The helpdesk is not available right now. Try again in a moment.',
}

const roles: Record<Role, string> = { user: 'User', helpdesk: 'Helpdesk' }

const statuses: Record<Status, string> = { open: 'Open', active: 'Active', closed: 'Closed' }

const categories: Record<Category, string> = {
  facility: 'Facility management',
  technical: 'Technical IT',
  services: 'Services complaints',
}

const origins: Record<Origin, string> = { slack: 'Slack', discord: 'Discord', portal: 'this page', api: 'the API' }

const statusChoices: Record<StatusChoice, string> = { unresolved: 'Unresolved', ...statuses, all: 'All' }

const whose: Record<Whose, string> = {
  all: 'Everybody’s',
  mine: 'Filed by me',
  'assigned-to-me': 'Assigned to me',
  unassigned: 'Unassigned',
}

const sorts: Record<TicketSort, string> = {
  '-openedAt': 'Newest first',
  openedAt: 'Oldest first',
  '-modifiedAt': 'Latest change',
  modifiedAt: 'Oldest change',
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

/** Every sentence that the page says. */
export const words = {
  product,
  problems,
  roles,
  statuses,
  categories,
  origins,
  statusChoices,
  whose,
  sorts,
  title: (page: string) => `${page} · ${product}`,
  skipToContent: 'Skip to content',
  loading: 'Loading…',
  sending: 'Sending…',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  unreachable: 'The helpdesk could not be reached. Nothing that you typed is lost. Check the connection and try again.',
  requestNumber: (id: string) => `Number of this request: ${id}`,
  textProblem: (problem: string) => `The text ${problem}.`,
  fieldProblem: (path: string, message: string) => `${path}: ${message}`,

  entry: {
    title: 'Enter the helpdesk',
    intro: 'Report what is wrong on campus, and see what becomes of it. No password is needed.',
    enteredAs: 'You have entered as',
    toTickets: 'Go to the tickets',
    role: 'Enter as',
    roleHints: {
      user: 'Report something and talk to the helpdesk about it.',
      helpdesk: 'Take care of what people report.',
    } satisfies Record<Role, string>,
    name: 'Your name',
    nameHint: 'Others see it beside what you write.',
    nameProblem: (problem: string) => `Your name ${problem}.`,
    enter: 'Enter',
    turnedOff: 'This page is turned off here. Please use the other ways to the helpdesk.',
    elsewhere: 'Enter',
    leave: 'Leave',
    left: 'You have left.',
  },

  list: {
    title: 'Tickets',
    filters: 'Filter the tickets',
    status: 'Status',
    category: 'Category',
    anyCategory: 'All',
    whose: 'Whose',
    sort: 'Order',
    search: 'Search',
    searchHint: 'Words in tickets and messages',
    find: 'Find',
    reset: 'Clear filters',
    count: (count: number) => `${counted(count, 'ticket', 'tickets')} on this page`,
    none: 'No ticket fits these filters.',
    noneYet: 'No tickets yet.',
    noneHere: 'None among the tickets looked at so far. There are more to look through.',
    truncated: 'There are more matches than can be searched. Add a word to narrow them down.',
    pages: 'Pages',
    more: 'More tickets',
    firstPage: 'Back to the first page',
    filedBy: 'Filed by',
    erased: 'somebody (erased)',
    assignedTo: 'assigned to',
    assignedToNobody: 'not assigned',
    messages: (count: number) => counted(count, 'message', 'messages'),
  },

  file: {
    open: 'File a ticket',
    title: 'File a ticket',
    label: 'What is wrong, and where?',
    hint: 'For example: “The lift in building C is stuck between floors.”',
    submit: 'File ticket',
    filed: (id: number) => `Filed as #${id}`,
    category: 'Category:',
    notSure: 'Not sure: please check the category. If it is wrong, say so in the ticket.',
    notSureHelpdesk: 'Not sure: please check the category.',
    show: (id: number) => `Open ticket #${id}`,
    another: 'File another ticket',
    close: 'Close this form',
  },

  ticket: {
    title: (id: number) => `Ticket #${id}`,
    back: 'All tickets',
    closedToUsersTitle: 'This ticket is closed',
    closedToUsers:
      'Closed tickets can be seen by the helpdesk only. If the matter is not settled, please file a new ticket.',
    description: 'Description',
    edit: 'Edit',
    editLabel: 'Edit the description',
    save: 'Save',
    saveMine: 'Save mine instead',
    keepTheirs: 'Keep theirs',
    theirs: 'It now says',
    yours: 'Your text, not saved',
    saved: 'Description saved.',
    facts: 'About this ticket',
    status: 'Status',
    category: 'Category',
    setByHelpdesk: 'set by the helpdesk',
    automatic: 'found automatically',
    automaticNotSure: 'found automatically; not sure: please check',
    requester: 'Filed by',
    assignee: 'Assigned to',
    nobody: 'Nobody yet',
    opened: 'Filed',
    through: (origin: string) => `through ${origin}`,
    started: 'Started',
    firstAnswered: 'First answered',
    closed: 'Closed',
    modified: 'Last changed',
    closedNote: 'This ticket is closed. It can be read, but no longer edited or answered.',
  },

  thread: {
    title: 'Thread',
    none: 'Nobody has written here yet.',
    label: 'Write in the thread',
    hintUser: 'The helpdesk and everybody who can see this ticket can read it.',
    hintHelpdesk: 'The requester and everybody who can see this ticket can read it.',
    send: 'Send',
    sent: 'Message sent.',
    notSent: 'Not sent, because the ticket is closed',
  },

  helpdesk: {
    title: 'For the helpdesk',
    start: 'Start',
    started: 'Ticket started.',
    close: 'Close…',
    closeTitle: (id: number) => `Close ticket #${id}?`,
    closeWarning: 'Closing is final. Only the helpdesk sees the ticket then, and nobody can write in it any more.',
    closeForGood: 'Close ticket',
    leaveOpen: 'Not yet',
    closed: 'Ticket closed.',
    assign: 'Assign to me',
    assigned: 'The ticket is assigned to you.',
    giveBack: 'Assign to nobody',
    givenBack: 'The ticket is assigned to nobody.',
    category: 'Category',
    setCategory: 'Set category',
    confirmCategory: 'Confirm category',
    categorySet: 'Category set.',
    remove: 'Delete…',
    removeTitle: (id: number) => `Delete ticket #${id}?`,
    removeWarning: 'The ticket and its whole thread are erased for everybody. This cannot be undone.',
    removeForGood: 'Delete for good',
    keep: 'Keep it',
    removed: (id: number) => `Ticket #${id} is deleted.`,
  },

  notFound: {
    title: 'Page not found',
    text: 'There is nothing at this address.',
    toTickets: 'Go to the tickets',
  },
} as const
