import { Injectable, Optional } from '@nestjs/common';
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  circuitBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { JobError } from '../common/errors.js';
import { type JobErrorCode } from '../common/job-error-catalogue.js';
import { REDIS_PREFIX, RedisClients } from '../common/redis.js';
import { THROTTLED } from './provider.errors.js';

const FAILURES_TO_OPEN = 5;
const HALF_OPEN_AFTER_MS = 30_000;
/** How long after a rest others are told of it, where nobody has tried since. */
const REMEMBERED_MS = 5 * 60_000;

/** Failures that say something about the provider, not about our storage or the job's budget. */
const PROVIDER_FAILURES: readonly JobErrorCode[] = ['PROVIDER_UNAVAILABLE', 'INVALID_OUTPUT', 'START_UNCONFIRMED'];
/** Failures that no call of ours escapes until somebody has seen to our account. */
export const ACCOUNT_FAILURES: readonly JobErrorCode[] = ['PROVIDER_AUTH', 'PROVIDER_QUOTA'];
/** What only a provider says that is up: it has understood us, and does not want this work. */
const ANSWERS: readonly JobErrorCode[] = ['PROVIDER_REJECTED', 'CONTENT_REJECTED'];

export type CircuitStateName = 'closed' | 'open' | 'half_open';

/** Thrown instead of calling a provider that is given a rest. */
export class CircuitOpenError extends Error {}

/** Whether a failure says something about its provider, and not about the work or our storage. */
export function isProviderFailure(code: JobErrorCode | null): boolean {
  return code !== null && [...PROVIDER_FAILURES, ...ACCOUNT_FAILURES].includes(code);
}

/**
 * One circuit breaker per provider: after five failures in a row it is left alone for 30 s, then tried by one call at a
 * time, until one of them has an answer, or fails, which means another 30 s. Each process finds out for itself whom to
 * leave alone, and tells the others, which show it.
 */
@Injectable()
export class Circuits {
  private readonly policies = new Map<string, CircuitBreakerPolicy>();
  /** The library finds out that a rest is over only when it is asked for a call. */
  private readonly openUntil = new Map<string, number>();

  /** Without Redis nobody is told. */
  constructor(@Optional() private readonly redis?: RedisClients) {}

  /** Throws CircuitOpenError where a call would not be made. */
  expectClosed(provider: string): void {
    const isTried = this.policies.get(provider)?.state === CircuitState.HalfOpen;
    if (isTried || Date.now() < (this.openUntil.get(provider) ?? 0)) {
      throw new CircuitOpenError();
    }
  }

  async run<T>(provider: string, call: () => Promise<T>): Promise<T> {
    const policy = this.policyOf(provider);
    // A second caller would wait for the first one's trial call, deaf to its own signal.
    if (policy.state === CircuitState.HalfOpen) {
      throw new CircuitOpenError();
    }
    try {
      return await policy.execute(call);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new CircuitOpenError() : error;
    }
  }

  stateOf(provider: string): CircuitStateName {
    const state = this.policies.get(provider)?.state ?? CircuitState.Closed;
    if (state === CircuitState.Closed) {
      return 'closed';
    }
    const isResting = state === CircuitState.Open && Date.now() < (this.openUntil.get(provider) ?? 0);
    return isResting ? 'open' : 'half_open';
  }

  /** What this process has found out, or else another one; while Redis is away, this one alone. */
  async stateAnywhere(provider: string): Promise<CircuitStateName> {
    const own = this.stateOf(provider);
    const commands = this.redis?.commands;
    if (own !== 'closed' || commands?.status !== 'ready') {
      return own;
    }
    const leftMs = await commands.pttl(keyOf(provider)).catch(() => 0);
    return leftMs > REMEMBERED_MS ? 'open' : leftMs > 0 ? 'half_open' : 'closed';
  }

  private policyOf(provider: string): CircuitBreakerPolicy {
    const known = this.policies.get(provider);
    if (known !== undefined) {
      return known;
    }
    // The library takes whatever is no failure for a sign of health. A trial that has not reached the provider is none:
    // it counts as failed, and the next call is the trial.
    const policy: CircuitBreakerPolicy = circuitBreaker(
      handleWhen((error) => isFailure(error) || (policy.state === CircuitState.HalfOpen && !hasAnswered(error))),
      {
        halfOpenAfter: new DelegateBackoff(({ result }) => restAfter(result)),
        breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
      },
    );
    policy.onBreak((reason) => {
      const restMs = restAfter(reason);
      this.openUntil.set(provider, Date.now() + restMs);
      if (restMs > 0) {
        void this.tell(provider, 'open');
      }
    });
    policy.onReset(() => void this.tell(provider, 'closed'));
    this.policies.set(provider, policy);
    return policy;
  }

  /** Of several processes the last word counts. It is told by how long it is good for: clocks of machines differ. */
  private async tell(provider: string, state: 'open' | 'closed'): Promise<void> {
    const commands = this.redis?.commands;
    if (commands?.status !== 'ready') {
      return;
    }
    const told =
      state === 'open'
        ? commands.set(keyOf(provider), state, 'PX', HALF_OPEN_AFTER_MS + REMEMBERED_MS)
        : commands.del(keyOf(provider));
    await told.catch(() => undefined);
  }
}

function keyOf(provider: string): string {
  return `${REDIS_PREFIX}:vendor:${provider}:circuit`;
}

function isFailure(error: Error): boolean {
  if (!(error instanceof JobError) || error.key === THROTTLED) {
    return false;
  }
  const isOurs = PROVIDER_FAILURES.includes(error.code) && (error.retryable || error.unconfirmed);
  return isOurs || ACCOUNT_FAILURES.includes(error.code);
}

function hasAnswered(error: Error): boolean {
  return error instanceof JobError && (error.key === THROTTLED || ANSWERS.includes(error.code));
}

/** How long a provider is left alone for, in ms; not at all where the failure says nothing of it. */
function restAfter(reason: object): number {
  const error = 'error' in reason ? reason.error : null;
  return error instanceof JobError && isProviderFailure(error.code) ? HALF_OPEN_AFTER_MS : 0;
}
