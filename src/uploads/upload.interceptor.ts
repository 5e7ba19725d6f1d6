import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { AppError } from '../common/errors.js';
import { takesFiles } from '../common/multipart.js';
import { whileConnected } from '../common/while-connected.js';
import { type SentFile } from './upload-file.js';
import { UploadIntake } from './upload-intake.js';

/**
 * Takes the file of a request in, and puts it in the place of the body. It stands around the one for Idempotency-Keys: the
 * key is compared with what was sent, and its transaction begins when all bytes are there and known to be good.
 */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  constructor(private readonly intake: UploadIntake) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return takesFiles(request) ? this.withFile(request, reply, next) : next.handle();
  }

  private async withFile(
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    if (!request.isMultipart()) {
      throw new AppError('UNSUPPORTED_MEDIA_TYPE.form');
    }
    const sent = await this.intake.receive(request, whileConnected(reply));
    (request as { body: SentFile }).body = sent;
    try {
      return of(await lastValueFrom(next.handle()));
    } finally {
      await this.intake.discard(sent.file);
    }
  }
}
