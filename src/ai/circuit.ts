import { Injectable } from '@nestjs/common';
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { JobError } from '../common/errors.js';
import { type JobErrorCode } from '../common/job-error-catalogue.js';
import { THROTTLED } from './provider.errors.js';

const FAILURES_TO_OPEN = 5;
const HALF_OPEN_AFTER_MS = 30_000;

/** Failures that say something about the provider, not about our storage or the job's budget. */
const PROVIDER_FAILURES: readonly JobErrorCode[] = ['PROVIDER_UNAVAILABLE', 'INVALID_OUTPUT', 'START_UNCONFIRMED'];
/** Failures that no call of ours escapes until somebody has seen to our account. */
const ACCOUNT_FAILURES: readonly JobErrorCode[] = ['PROVIDER_AUTH', 'PROVIDER_QUOTA'];

export type CircuitStateName = 'closed' | 'open' | 'half_open';

/** Thrown instead of calling a provider that is given a rest. */
export class CircuitOpenError extends Error {}

/** One circuit breaker per provider: after five failures in a row it is left alone for 30 s, then tried once. */
@Injectable()
export class Circuits {
  private readonly policies = new Map<string, CircuitBreakerPolicy>();
  /** The library finds out that a rest is over only when it is asked for a call. */
  private readonly openUntil = new Map<string, number>();

  /** Throws CircuitOpenError where a call would not be made. */
  expectClosed(provider: string): void {
    if (Date.now() < (this.openUntil.get(provider) ?? 0)) {
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
    return state === CircuitState.Closed ? 'closed' : state === CircuitState.HalfOpen ? 'half_open' : 'open';
  }

  private policyOf(provider: string): CircuitBreakerPolicy {
    let policy = this.policies.get(provider);
    if (policy === undefined) {
      policy = circuitBreaker(handleWhen(isFailure), {
        halfOpenAfter: HALF_OPEN_AFTER_MS,
        breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
      });
      policy.onBreak(() => this.openUntil.set(provider, Date.now() + HALF_OPEN_AFTER_MS));
      this.policies.set(provider, policy);
    }
    return policy;
  }
}

function isFailure(error: Error): boolean {
  if (!(error instanceof JobError) || error.key === THROTTLED) {
    return false;
  }
  const isOurs = PROVIDER_FAILURES.includes(error.code) && (error.retryable || error.unconfirmed);
  return isOurs || ACCOUNT_FAILURES.includes(error.code);
}
