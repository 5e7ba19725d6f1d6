import { readDocument } from './document.js';
import { ValueJudge } from './value-judge.js';

/** What `asyncapi.json` says about messages and about acknowledgements, and what is wrong with one. */
export class LiveContract {
  private readonly judge: ValueJudge;

  /** Of the committed document, if no other is given. */
  constructor(private readonly document: any = readDocument(undefined, 'asyncapi.json')) {
    this.judge = new ValueJudge(document);
  }

  /** What is wrong with a message that was heard, or read from the list of a job's events. */
  messageFaults(message: { type: string; seq: number | null; job_id: string | null }): string[] {
    const { project, job, socket } = this.document.channels;
    const { type, seq, job_id } = message;
    const room = seq === null || type === 'resync' ? socket : job_id === null ? project : job;
    return type in room.messages ? this.payloadFaults(type, message) : [`${type} is not described in ${room.address}`];
  }

  /** What is wrong with an acknowledgement. */
  answerFaults(command: string, answer: { ok: boolean }): string[] {
    const name = answer.ok ? `${command}.answer` : 'refusal';
    return name in this.document.components.messages
      ? this.payloadFaults(name, answer)
      : [`the command ${command} is not described`];
  }

  private payloadFaults(name: string, payload: unknown): string[] {
    return this.judge.faults(['components', 'messages', name, 'payload'], payload, name);
  }
}
