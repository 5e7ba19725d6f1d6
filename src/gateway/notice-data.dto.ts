import { ApiProperty } from '@nestjs/swagger';
import { API_ERRORS, type ApiErrorCode } from '../common/api-error-catalogue.js';

/** What one socket alone is told. */

export class ConnectedData {
  /** Whose token it is. @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01 */
  @ApiProperty({ format: 'uuid' })
  user_id: string;
  /** This connection. @example Zk3vT0qUuJ5wGmXyAAAB */
  @ApiProperty({ maxLength: 40 })
  socket_id: string;
}

/** What a command, or the handshake's subscription, was refused for; and why a socket is about to be cut. */
export class RefusalData {
  /** For programs, as in the errors of REST. What each says: `x-error-catalogue` there. @example PROJECT_NOT_FOUND */
  @ApiProperty({ enum: Object.keys(API_ERRORS) })
  code: ApiErrorCode;
  /** What happened, in the language of `Accept-Language` in the handshake. @example 'There is no such project' */
  @ApiProperty({ maxLength: 2000 })
  message: string;
  /** The `details` of REST. @example {} */
  @ApiProperty({ type: 'object', additionalProperties: true })
  context: object;
}
