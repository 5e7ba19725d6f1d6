import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How long a request, a step and a vendor may take, in seconds; few buckets, for each is a series per label. */
const REQUEST_BUCKETS = [0.005, 0.025, 0.1, 0.5, 2.5, 10];
const STEP_BUCKETS = [0.01, 0.05, 0.25, 1, 5, 30, 120, 600];
const PROVIDER_BUCKETS = [0.05, 0.25, 1, 5, 15, 60, 120];
const LAG_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];

/**
 * Every figure that `/metrics` shows. Counters and histograms are of this process alone; gauges of jobs and steps are
 * the database's. A label takes words of ours only: an id or a client's text would make a new series each time.
 */
@Injectable()
export class Metrics {
  /** Of this instance, so that several servers in one process do not count for each other. */
  readonly registry = new Registry();
  private readonly registers = [this.registry];

  readonly httpRequests = new Counter({
    name: 'jumu_http_requests_total',
    help: 'Requests answered, by route template',
    labelNames: ['method', 'route', 'status'],
    registers: this.registers,
  });
  readonly httpDuration = new Histogram({
    name: 'jumu_http_request_duration_seconds',
    help: 'From a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers: this.registers,
  });

  readonly jobs = new Gauge({
    name: 'jumu_jobs',
    help: 'Jobs in the database',
    labelNames: ['kind', 'state'],
    registers: this.registers,
  });
  readonly steps = new Gauge({
    name: 'jumu_steps',
    help: 'Steps in the database that are queued, running or waiting for a vendor',
    labelNames: ['state'],
    registers: this.registers,
  });
  readonly stepsReady = new Gauge({
    name: 'jumu_steps_ready',
    help: 'Steps that a worker could take now',
    labelNames: ['queue'],
    registers: this.registers,
  });
  readonly stepsOldestReady = new Gauge({
    name: 'jumu_steps_oldest_ready_seconds',
    help: 'How long the oldest ready step has been ready; 0: there is none',
    labelNames: ['queue'],
    registers: this.registers,
  });

  readonly stepDuration = new Histogram({
    name: 'jumu_step_duration_seconds',
    help: 'Runs of steps, from claim to settlement',
    labelNames: ['stage', 'outcome'],
    buckets: STEP_BUCKETS,
    registers: this.registers,
  });
  readonly stepRetries = new Counter({
    name: 'jumu_step_retries_total',
    help: 'Failed runs of steps that are tried again',
    labelNames: ['stage', 'code'],
    registers: this.registers,
  });
  readonly leasesExpired = new Counter({
    name: 'jumu_leases_expired_total',
    help: 'Running steps whose worker was not heard of any more',
    registers: this.registers,
  });
  readonly fencesRejected = new Counter({
    name: 'jumu_fences_rejected_total',
    help: 'Results that came too late: the step belonged to another worker, or to nobody',
    registers: this.registers,
  });

  readonly providerCalls = new Counter({
    name: 'jumu_provider_calls_total',
    help: 'Calls of providers; outcome: ok, aborted, resting (its circuit was open: not asked), or the error code',
    labelNames: ['provider', 'capability', 'outcome'],
    registers: this.registers,
  });
  readonly providerDuration = new Histogram({
    name: 'jumu_provider_call_duration_seconds',
    help: 'Calls of providers, however they ended',
    labelNames: ['provider', 'capability'],
    buckets: PROVIDER_BUCKETS,
    registers: this.registers,
  });
  readonly providerCost = new Counter({
    name: 'jumu_provider_cost_usd_total',
    help: 'What was booked for calls of providers, in USD',
    labelNames: ['provider'],
    registers: this.registers,
  });

  readonly webhookDeliveries = new Counter({
    name: 'jumu_webhook_deliveries_total',
    help: 'Attempts to deliver a webhook',
    labelNames: ['outcome'],
    registers: this.registers,
  });

  readonly wsConnections = new Gauge({
    name: 'jumu_ws_connections',
    help: 'Connected sockets',
    registers: this.registers,
  });
  readonly wsSlow = new Counter({
    name: 'jumu_ws_slow_total',
    help: 'Sockets that were cut because they did not take what they were sent',
    registers: this.registers,
  });
  readonly wsRooms = new Gauge({
    name: 'jumu_ws_rooms',
    help: 'Projects and jobs that somebody listens to',
    registers: this.registers,
  });
  readonly wsSubscriptions = new Gauge({
    name: 'jumu_ws_subscriptions',
    help: 'Sockets in rooms of projects and jobs, each room of a socket counted',
    registers: this.registers,
  });
  readonly wsCommands = new Counter({
    name: 'jumu_ws_commands_total',
    help: 'Commands answered; command: unknown, where we have none of the name; outcome: ok, or the error code',
    labelNames: ['command', 'outcome'],
    registers: this.registers,
  });
  readonly wsLag = new Histogram({
    name: 'jumu_ws_lag_seconds',
    help: 'From an event in the database to its emission to sockets',
    buckets: LAG_BUCKETS,
    registers: this.registers,
  });
}
