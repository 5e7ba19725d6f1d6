import { Module } from '@nestjs/common';
import { MediaModule } from '../media/media.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { UploadIntake } from './upload-intake.js';
import { UploadsController } from './uploads.controller.js';
import { UploadsService } from './uploads.service.js';

@Module({
  imports: [MediaModule, StorageModule],
  controllers: [UploadsController],
  providers: [UploadIntake, UploadsService],
  exports: [UploadIntake, UploadsService],
})
export class UploadsModule {}
