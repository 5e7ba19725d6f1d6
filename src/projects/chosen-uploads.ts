import { type EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { type AssetPurpose, AssetsService } from '../storage/assets.service.js';
import { type Upload, type UploadKind } from '../uploads/upload.entity.js';
import { UploadsService } from '../uploads/uploads.service.js';

/** Files that users bring and choose for something in a project. */
@Injectable()
export class ChosenUploads {
  constructor(
    private readonly uploads: UploadsService,
    private readonly assets: AssetsService,
  ) {}

  /** An upload of the user and of that kind, whose file is kept for `use` from now on, or UPLOAD_NOT_FOUND. */
  async hold(em: EntityManager, userId: string, id: string, kind: UploadKind, use: AssetPurpose): Promise<Upload> {
    const upload = await this.uploads.find(userId, id.toLowerCase());
    if (upload.kind !== kind || !(await this.assets.addUses(userId, [upload.key], use, em))) {
      throw AppError.notFound('UPLOAD');
    }
    return upload;
  }
}
