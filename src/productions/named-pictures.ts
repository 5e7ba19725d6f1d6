import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { AppError } from '../common/errors.js';
import { SafeFetch } from '../common/safe-fetch.js';
import { type Upload } from '../uploads/upload.entity.js';
import { UploadsService } from '../uploads/uploads.service.js';

/** The picture that a request names: an upload that is there, or where the job is to fetch one. */
export interface NamedPicture {
  upload: Upload | null;
  url: string | undefined;
}

const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** Reads an `image_url` of a request; what may not be fetched is refused before any work begins. */
@Injectable()
export class NamedPictures {
  constructor(
    private readonly uploads: UploadsService,
    private readonly safeFetch: SafeFetch,
  ) {}

  async read(user: Requester, reference: string | undefined): Promise<NamedPicture> {
    if (reference === undefined) {
      return { upload: null, url: undefined };
    }
    const upload = await this.uploads.resolve(user.id, reference);
    if (upload && upload.kind !== 'image') {
      throw AppError.invalid({ field: 'image_url', rule: 'picture' });
    }
    if (upload) {
      return { upload, url: undefined };
    }
    if (!HAS_SCHEME.test(reference)) {
      throw AppError.notFound('UPLOAD');
    }
    await this.safeFetch.assertSafe(reference);
    return { upload: null, url: reference };
  }
}
