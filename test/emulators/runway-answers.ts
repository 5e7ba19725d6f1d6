import { type Answer, Refusal } from './vendor-answers.js';

export const DOCS = { docUrl: 'https://docs.dev.runwayml.com/api' };

export function refusal(status: number, error: string, more: object = {}): Refusal {
  return new Refusal(status, { error, ...more });
}

export function notFound(): Answer {
  return { status: 404, body: { error: 'Could not find Task' } };
}

export function noCredits(): Answer {
  return { status: 400, body: { error: 'You do not have enough credits to run this task.', ...DOCS } };
}
