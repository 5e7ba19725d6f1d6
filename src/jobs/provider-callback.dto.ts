import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';

/** The query of a vendor's callback. */
export class ProviderCallbackQuery {
  /** Our id of the call, as the vendor was given it. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @IsUUID()
  @ApiProperty({ format: 'uuid' })
  call: string;
}
