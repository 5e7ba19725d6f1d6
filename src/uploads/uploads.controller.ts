import { Controller, createParamDecorator, Delete, type ExecutionContext, Get, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { ApiData, ApiNoData, ApiPage, CurrentUser, type Requester } from '../common/api.decorators.js';
import { TakesFiles } from '../common/multipart.js';
import { IdParam } from '../common/owned.js';
import { type Page } from '../common/pagination.js';
import { MAX_BYTES } from './accepted-files.js';
import { UploadDto, UploadQuery } from './upload.dto.js';
import { type SentFile } from './upload-file.js';
import { UploadsService } from './uploads.service.js';

/** What `UploadInterceptor` has put in the place of the body. */
const Sent = createParamDecorator((_data: unknown, context: ExecutionContext): SentFile => {
  return context.switchToHttp().getRequest<{ body: SentFile }>().body;
});

const BINARY = { type: 'string', format: 'binary', maxLength: MAX_BYTES.video };
const FORM = {
  description:
    'Exactly one file, as `file` or as `image`, known by its content: pictures (JPEG, PNG, WebP) up to 10 MiB, ' +
    '50 megapixels and 10,000 pixels a side; sound (WAV, MP3, M4A, Ogg, FLAC) up to 50 MiB; video (MP4, MOV, WebM) up ' +
    'to 500 MiB. Pictures are turned upright and encoded anew, and of an animation the first picture stays; sound and ' +
    'video keep their streams as they are. Everything else that a file tells goes: position, author, covers, chapters.',
  schema: {
    type: 'object',
    properties: { file: BINARY, image: BINARY },
    additionalProperties: false,
    oneOf: [{ required: ['file'] }, { required: ['image'] }],
    example: { file: '(the bytes of 林夏.png)' },
  },
};

@ApiTags('uploads')
@Controller('uploads')
export class UploadsController {
  constructor(private readonly uploads: UploadsService) {}

  @Post()
  @TakesFiles()
  @ApiConsumes('multipart/form-data')
  @ApiBody(FORM)
  @ApiData(UploadDto, {
    summary: 'Upload a picture, sound or video',
    description:
      'Takes one file in and examines it: what it is decides its content, not its name. Name the upload by its `id` ' +
      'where a request takes one. The same bytes again are stored once. Refused are files that are too large ' +
      '(FILE_TOO_LARGE), of another kind or damaged (UNSUPPORTED_FILE_TYPE), beyond `UPLOAD_QUOTA_BYTES` ' +
      '(QUOTA_EXCEEDED), and all of them when the disk is nearly full (NO_SPACE).',
    status: 201,
    errors: ['FILE_TOO_LARGE', 'QUOTA_EXCEEDED', 'UNSUPPORTED_FILE_TYPE', 'NO_SPACE'],
  })
  createUpload(@CurrentUser() user: Requester, @Sent() sent: SentFile): Promise<UploadDto> {
    return this.uploads.create(user.id, sent.file);
  }

  @Get()
  @ApiPage(UploadDto, {
    summary: 'List your uploads',
    description: 'Your files, newest first, each with a fresh signed `url`.',
  })
  listUploads(@CurrentUser() user: Requester, @Query() query: UploadQuery): Promise<Page<UploadDto>> {
    return this.uploads.list(user.id, query);
  }

  @Get(':id')
  @ApiData(UploadDto, {
    summary: 'Get an upload',
    description: 'One of your files, with a fresh signed `url`.',
    errors: ['UPLOAD_NOT_FOUND'],
  })
  getUpload(@CurrentUser() user: Requester, @IdParam('UPLOAD') id: string): Promise<UploadDto> {
    return this.uploads.get(user.id, id);
  }

  @Delete(':id')
  @ApiNoData({
    summary: 'Delete an upload',
    description:
      'The upload goes at once; its file stays as long as a shot, a character or a job uses it, and for an hour in ' +
      'any case.',
    errors: ['UPLOAD_NOT_FOUND'],
  })
  deleteUpload(@CurrentUser() user: Requester, @IdParam('UPLOAD') id: string): Promise<void> {
    return this.uploads.delete(user.id, id);
  }
}
