import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../common/api.decorators.js';
import { MediaService } from './media.service.js';

/** Files by their signed URLs. */
@ApiExcludeController()
@Public()
@Controller('media')
export class MediaController {
  constructor(private readonly media: MediaService) {}

  @Get(':expires/:signature/*')
  sendFile(@Param() address: Record<string, string>, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.media.send(address, request, reply);
  }
}
