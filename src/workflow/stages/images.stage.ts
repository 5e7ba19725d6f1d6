import { Injectable } from '@nestjs/common';
import { PORTRAIT } from '../../jobs/plan.js';
import { type DownloadOutput } from '../film-plan.js';
import { FilmReader } from '../film-reader.js';
import { Stage, type Task, type Work } from '../stage.js';
import { OwnPictures } from './own-pictures.js';
import { PictureStep } from './picture-step.js';
import { PortraitStep } from './portrait-step.js';
import { ShownResults } from './shown-results.js';

/** Makes each shot's picture: drawn, bought, or the one its user chose; and what it is to be like. */
@Injectable()
export class ImagesStage extends Stage {
  readonly name = 'images';

  constructor(
    private readonly reader: FilmReader,
    private readonly own: OwnPictures,
    private readonly portraits: PortraitStep,
    private readonly pictures: PictureStep,
    private readonly shown: ShownResults,
  ) {
    super();
  }

  async prepare(work: Work): Promise<Task> {
    if (work.part === 'download') {
      return this.own.download(work);
    }
    if (work.part === PORTRAIT) {
      return this.portraits.task(work);
    }
    const shot = await this.reader.stagedShot(work.subject, work.inputs);
    const download = work.inputs.get('download') as DownloadOutput | undefined;
    return download
      ? this.own.given(work, shot, download)
      : (this.own.chosen(work, shot) ?? (await this.shown.picture(work)) ?? this.pictures.task(work, shot));
  }
}
