/**
 * Who may know whom. Arrows point one way: bots, analytics-services, portal -> the contracts; core-api -> its contract
 * and db; inside core-api: routes -> use cases -> rows, feed, classifier. An arrow may skip a floor downwards, never go
 * up or sideways; imports of types count too. Each rule's comment says what to do instead.
 */

const tests = '([.]test[.]ts$|/test/|/testing/)'
const fronts = '^(bots|analytics-services|portal)/'
const rooms = '^core-api/src/(tickets|threads|classifier|search|feed|chat|portal)/'
const rows = '^core-api/src/(tickets/ticket|threads/message)[.]ts$'
const routes = '^core-api/src/[^/]+/routes[.]ts$'
const useCases = {
  path: '^core-api/src/(tickets|threads|chat)/',
  pathNot: [tests, routes, rows, '/present[A-Z][A-Za-z]*[.]ts$'],
}
const pure = [
  '^core-api/src/classifier/(?!routes[.]ts$)',
  '^core-api/src/search/words[.]ts$',
  '^core-api/src/tickets/(policy|steps|present[A-Z][A-Za-z]*)[.]ts$',
  '^analytics-services/.*/projection[.]ts$',
  '^bots/.*/(planDeliveries|actionIds|customIds|slackText|discordText)[.]ts$',
]

/** Each room of core-api, and the rooms that it may know. */
const roomsBelow = {
  chat: ['tickets', 'threads', 'search', 'feed', 'classifier'],
  threads: ['tickets', 'search', 'feed', 'classifier'],
  tickets: ['search', 'feed', 'classifier'],
  search: [],
  feed: [],
  classifier: [],
  portal: [],
}

const orderOfRooms = Object.entries(roomsBelow).map(([room, below]) => ({
  name: `${room}-knows-only-the-rooms-below`,
  severity: 'error',
  comment:
    `The rooms stand in one order: chat, threads, tickets, then search, feed and classifier, which know no room; portal ` +
    `knows none either. What ${room} needs from another one is handed over by app.ts as a function.`,
  from: { path: `^core-api/src/${room}/`, pathNot: tests },
  to: { path: rooms, pathNot: `^core-api/src/(${[room, ...below].join('|')})/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Move what both need into a file that knows neither, or hand it over as an argument.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every-import-is-found',
      severity: 'error',
      comment: 'The import leads nowhere. Mind the ending (.ts) and the exports of the package.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'every-package-is-declared',
      severity: 'error',
      comment: 'Add the package to the package.json of the folder that imports it, with its exact version.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'undetermined'] },
    },
    {
      name: 'what-runs-needs-no-dev-dependency',
      severity: 'error',
      comment: 'A program that runs is installed without dev dependencies: list the package under dependencies.',
      from: { path: '/src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      comment: 'Move what the product needs out of the test folder.',
      from: { pathNot: [tests, '^tools/'] },
      to: { path: tests, pathNot: 'node_modules' },
    },

    // The contracts
    {
      name: 'core-contract-knows-nobody',
      severity: 'error',
      comment: 'The contract is what all others share. What it needs of them belongs into it.',
      from: { path: '^core-api/contract/' },
      to: { path: '^(core-api/(src|test)|db|bots|analytics-services|portal|tools)/' },
    },
    {
      name: 'analytics-contract-knows-only-the-core-contract',
      severity: 'error',
      comment: "The three answers may be built from the core's schemas, and from nothing else of ours.",
      from: { path: '^analytics-services/contract/' },
      to: { path: '^((core-api/(src|test)|db|bots|portal|tools)/|analytics-services/(?!contract/))' },
    },
    {
      name: 'contracts-run-in-the-browser',
      severity: 'error',
      comment: 'The page imports the contracts. Leave files, sockets and crypto to those who call.',
      from: { path: '/contract/src/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contracts-need-only-zod',
      severity: 'error',
      comment:
        'A contract is schemas, types and a client over fetch: zod and the OpenAPI generator are enough for that.',
      from: { path: '/contract/src/', pathNot: tests },
      to: { path: 'node_modules/', pathNot: 'node_modules/(zod|@asteasolutions/zod-to-openapi)/' },
    },

    // The front ends and the services
    {
      name: 'fronts-speak-to-core-api-through-its-contract',
      severity: 'error',
      comment:
        'Ask core-api over HTTP, with the typed client of core-api/contract. A route that is missing is to be added there.',
      from: { path: fronts, pathNot: tests },
      to: { path: '^(core-api/(src|test)|db)/' },
    },
    {
      name: 'tests-of-fronts-use-the-running-product',
      severity: 'error',
      comment:
        'Start core-api as a program (or with core-api/test/startCoreApi) and speak to it as the front end does.',
      from: { path: fronts },
      to: { path: '^(core-api/src|db/src(?!/testing/))/' },
    },
    {
      name: 'bots-know-no-other-front',
      severity: 'error',
      comment: 'Share through the contracts: core-api/contract or analytics-services/contract.',
      from: { path: '^bots/' },
      to: { path: '^(portal/|analytics-services/(?!contract/))' },
    },
    {
      name: 'portal-knows-no-other-front',
      severity: 'error',
      comment: 'Share through the contracts: core-api/contract or analytics-services/contract.',
      from: { path: '^portal/' },
      to: { path: '^(bots/|analytics-services/(?!contract/))' },
    },
    {
      name: 'analytics-services-know-no-front',
      severity: 'error',
      comment: 'A service answers who asks; it does not know them.',
      from: { path: '^analytics-services/' },
      to: { path: '^(bots|portal)/' },
    },
    {
      name: 'page-runs-in-the-browser',
      severity: 'error',
      comment: 'There is no node: in a browser. Let core-api do it, or use what the web platform has.',
      from: { path: '^portal/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-platform-does-not-know-the-other',
      severity: 'error',
      comment: 'What Slack and Discord do alike belongs into bots/shared.',
      from: { path: '^bots/(slack|discord)/' },
      to: { path: '^bots/(slack|discord)/', pathNot: '^bots/$1/' },
    },
    {
      name: 'what-bots-share-knows-no-platform',
      severity: 'error',
      comment: 'Say what is needed of a platform in bots/shared/platform.ts; slack and discord fill it.',
      from: { path: '^bots/shared/' },
      to: { path: '^bots/(slack|discord)/' },
    },
    {
      name: 'one-service-does-not-know-the-other',
      severity: 'error',
      comment: 'What the services share belongs into analytics-services/shared or their contract.',
      from: { path: '^analytics-services/([^/]+)/' },
      to: { path: '^analytics-services/', pathNot: '^analytics-services/($1|shared|contract)/' },
    },
    {
      name: 'what-services-share-knows-no-service',
      severity: 'error',
      comment: 'Let the service hand its projection and routes over as arguments.',
      from: { path: '^analytics-services/shared/' },
      to: { path: '^analytics-services/(?!shared/|contract/)' },
    },

    // The database
    {
      name: 'db-knows-nobody',
      severity: 'error',
      comment: 'db knows tables, not tickets: what it needs of the product is an argument.',
      from: { path: '^db/' },
      to: { path: '^(core-api|bots|analytics-services|portal|tools)/' },
    },
    {
      name: 'only-core-api-uses-db',
      severity: 'error',
      comment: 'core-api is the only door to the data: use its API.',
      // The benchmark makes its databases, and measures beside the product what the bare drivers can do.
      from: { pathNot: ['^(core-api/(src|test)|db|tools/bench)/', fronts] },
      to: { path: '^db/' },
    },
    {
      name: 'only-db-knows-the-drivers',
      severity: 'error',
      comment: 'Which database it is, is known in db only: put the difference into db/src/dialect.ts.',
      from: { pathNot: '^(db/src|tools/bench)/' },
      to: { path: 'node_modules/(libsql|@libsql|mysql2|knex/lib)/' },
    },
    {
      name: 'one-file-adapts-a-dialect-of-knex',
      severity: 'error',
      comment:
        "Knex's own dialects are adapted in db/src/libsqlClient.ts; differences in SQL belong into db/src/dialect.ts.",
      from: { path: '^db/', pathNot: '^db/src/(libsqlClient|dialect)[.]ts$' },
      to: { path: 'node_modules/knex/lib/dialects/' },
    },

    // Inside core-api
    {
      name: 'nobody-imports-main',
      severity: 'error',
      comment: 'main.ts starts the program when it is imported. Import the file that has what you need.',
      from: {},
      to: { path: '^core-api/src/main[.]ts$' },
    },
    {
      name: 'nobody-imports-app',
      severity: 'error',
      comment:
        'app.ts wires the rooms and knows them all. Import the file that has what you need; tests use test/startCoreApi.ts.',
      from: { pathNot: '^core-api/(src/main|test/startCoreApi)[.]ts$' },
      to: { path: '^core-api/src/app[.]ts$' },
    },
    {
      name: 'rooms-read-no-settings',
      severity: 'error',
      comment: 'Take the one value that is needed as an argument; main.ts and app.ts hand it over.',
      from: { path: rooms, pathNot: tests },
      to: { path: '^core-api/src/(config|log|secrets)[.]ts$' },
    },
    {
      name: 'http-knows-no-room',
      severity: 'error',
      comment: 'What every request passes is the same for all rooms. What a room must add, its routes hand over.',
      from: { path: '^core-api/src/http/', pathNot: tests },
      to: { path: rooms },
    },
    {
      name: 'problems-know-only-the-contract',
      severity: 'error',
      comment: 'Everybody throws problems; so problems.ts may know nobody but the contract.',
      from: { path: '^core-api/src/problems[.]ts$' },
      to: { path: '^(core-api/src|db)/|node_modules/', pathNot: '^core-api/contract/' },
    },
    {
      name: 'routes-make-no-queries',
      severity: 'error',
      comment: 'A route says who asks and what is answered. Put the query into the row or a use case of the room.',
      from: { path: routes },
      to: { path: 'node_modules/(knex|objection)/' },
    },
    {
      name: 'routes-know-no-other-rooms-routes',
      severity: 'error',
      comment: 'Call the use case that the other route calls, if the order of the rooms allows it.',
      from: { path: '^core-api/src/([^/]+)/routes[.]ts$' },
      to: { path: routes, pathNot: '^core-api/src/$1/' },
    },
    {
      name: 'routes-leave-rules-and-rows-to-use-cases',
      severity: 'error',
      comment:
        'The policy is asked inside a use case, so that no door can forget it: move this into a file named for its verb.',
      from: { path: routes },
      to: { path: [rows, '/policy[.]ts$'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'use-cases-know-no-koa',
      severity: 'error',
      comment:
        'A use case serves Slack, Discord, the page and REST alike. Pass what you need as an argument, or put HTTP matters into routes.ts.',
      from: useCases,
      to: { path: '(node_modules/(@?koa|@types/koa)|^core-api/src/http/)' },
    },
    {
      name: 'use-cases-know-no-presenter',
      severity: 'error',
      comment: 'How a ticket is shown is the matter of the door: return the ticket, and let routes.ts present it.',
      from: useCases,
      to: { path: '^core-api/src/.*/(present[A-Z][A-Za-z]*|routes)[.]ts$' },
    },
    {
      name: 'use-cases-open-nothing',
      severity: 'error',
      comment:
        'Take a Transaction as the first argument: http/answerOnce opens it, and runs everything again when it must.',
      from: useCases,
      to: { path: '^db/src/(transaction|connection)[.]ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'use-cases-call-nobody',
      severity: 'error',
      comment:
        'No network, disk or process inside a transaction: it is run again, and locks are held meanwhile. Readers of the feed do such work.',
      from: useCases,
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(https?|http2|net|tls|dgram|dns|fs|child_process|cluster|worker_threads|process)(/|$)',
      },
    },
    {
      name: 'rows-know-no-rules',
      severity: 'error',
      comment:
        'A row reads and writes its table. What may be done, and who may do it, is for the use case that calls it.',
      from: { path: rows },
      to: {
        path: '^core-api/src/(tickets|threads|chat|http|feed|classifier)/',
        pathNot: rows,
      },
    },
    ...orderOfRooms,
    {
      name: 'pure-files-touch-nothing',
      severity: 'error',
      comment: 'Same input, same output: no socket, disk or process. Take what is needed as an argument.',
      from: { path: pure, pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-files-know-no-library',
      severity: 'error',
      comment: 'Same input, same output: no database, no HTTP. Take what is needed as an argument.',
      from: { path: pure, pathNot: tests },
      to: { path: '^db/|node_modules/', pathNot: 'node_modules/(natural|zod)/' },
    },

    // The commands
    {
      name: 'commands-run-before-anything-is-installed',
      severity: 'error',
      comment: "start, test and check install what is missing: they can use Node's own modules only.",
      from: {
        path: '^tools/((start|test|check)[.]mjs$|(prepare|start|test)/.*[.]mjs$)',
        pathNot: '^tools/test/(globalSetup|globalTeardown|jestReporter)[.]mjs$',
      },
      to: { path: 'node_modules/|^(core-api|db|portal|bots|analytics-services)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What is built from our sources, and only that: most packages lie in a dist folder of their own.
    exclude: { path: '^((core-api|db|portal)|(core-api|bots|analytics-services)/[^/]+)/dist/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@campus-helpdesk/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts', '.css'],
    },
  },
}
