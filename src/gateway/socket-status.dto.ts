import { ApiProperty } from '@nestjs/swagger';

/** What one process has. */
export interface SocketFigures {
  connections: number;
  rooms: number;
  subscriptions: number;
}

export class SocketStatusDto implements SocketFigures {
  /** Connected sockets. @example 3 */
  @ApiProperty({ type: 'integer', minimum: 0 })
  connections: number;

  /** Projects and jobs that somebody listens to; one that is listened to at two processes counts twice. @example 2 */
  @ApiProperty({ type: 'integer', minimum: 0 })
  rooms: number;

  /** Projects and jobs of each socket, all together. @example 5 */
  @ApiProperty({ type: 'integer', minimum: 0 })
  subscriptions: number;

  /** API processes that are in the figures. @example 1 */
  @ApiProperty({ type: 'integer', minimum: 1 })
  processes: number;

  /** `false`: not every process has answered, or Redis is away and only this one was asked. @example true */
  @ApiProperty({ type: Boolean })
  complete: boolean;
}
