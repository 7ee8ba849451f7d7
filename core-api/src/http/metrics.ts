import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** All figures of this process, for Prometheus. */
export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'helpdesk_http_request_duration_seconds',
      help: 'How long requests took, by route, method and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
      registers: [registry],
    }),
    ticketsFiled: new Counter({
      name: 'helpdesk_tickets_filed_total',
      help: 'Tickets filed through this process, by origin and category',
      labelNames: ['origin', 'category'],
      registers: [registry],
    }),
  }
}
