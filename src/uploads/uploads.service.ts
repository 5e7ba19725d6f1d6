import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { findOwned } from '../common/owned.js';
import { Upload } from './upload.entity.js';

/** The files that users brought. */
@Injectable()
export class UploadsService {
  constructor(private readonly em: EntityManager) {}

  /** An upload of the user, or UPLOAD_NOT_FOUND; in a path and in a body alike. */
  find(userId: string, id: string): Promise<Upload> {
    return findOwned(this.em, Upload, 'UPLOAD', { id, userId });
  }
}
