import { Injectable } from '@nestjs/common';

type Listener = (grantIds: string[]) => void;

/**
 * Tells at once, in this process, of the sessions and API keys that it has revoked. Whoever asks the `Authenticator` needs
 * no such news; what stays open after it was asked once does.
 */
@Injectable()
export class Revocations {
  private readonly listeners: Listener[] = [];

  onRevoked(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** After the commit. */
  tell(grantIds: string[]): void {
    this.listeners.forEach((listener) => listener(grantIds));
  }
}
