import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { collectDefaultMetrics } from 'prom-client';
import { Metrics } from '../common/metrics.js';
import { LedgerFigures } from './ledger-figures.js';

/** Gauges of prom-client's that are named like counters, which Prometheus' own checker refuses. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** This process's metrics, its event loop, memory and garbage collection included, with the ledger's figures. */
@Injectable()
export class MetricsService {
  constructor(
    private readonly metrics: Metrics,
    private readonly ledger: LedgerFigures,
  ) {
    collectDefaultMetrics({ register: metrics.registry });
    MISNAMED.forEach((name) => metrics.registry.removeSingleMetric(name));
  }

  /** In Prometheus' text format. */
  async send(reply: FastifyReply): Promise<void> {
    await this.ledger.refresh();
    const { registry } = this.metrics;
    void reply.type(registry.contentType).send(await registry.metrics());
  }
}
