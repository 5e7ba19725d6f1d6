import { Injectable } from '@nestjs/common';
import { type CommentsDto } from '../../analysis/analysis-source.dto.js';
import { type VideoComments, YoutubeComments } from '../../analysis/youtube-comments.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import { absentPart, type CommentsOutput, foundPart } from './analysis-outputs.js';
import { orAbsent } from './optional-part.js';

/** So many tell what viewers think; each hundred is a call. */
const MOST_COMMENTS = 200;

/** What viewers say of a video. */
@Injectable()
export class CommentsStage extends Stage {
  readonly name = 'comments';

  constructor(private readonly youtube: YoutubeComments) {
    super();
  }

  prepare(work: Work): Promise<Task<CommentsOutput>> {
    return Promise.resolve({ make: () => this.read(work) });
  }

  private async read(work: Work): Promise<Result<CommentsOutput>> {
    const source = work.job.input.analysis?.source;
    if (source?.kind !== 'youtube') {
      return { output: absentPart('not_youtube') };
    }
    if (!this.youtube.isConfigured) {
      return { output: absentPart('no_key') };
    }
    const read = this.youtube.read(source.videoId, { most: MOST_COMMENTS, signal: work.signal });
    return { output: await read.then(partOf, orAbsent<CommentsDto>(work, 'youtube')) };
  }
}

function partOf(comments: VideoComments): CommentsOutput {
  if (comments.disabled) {
    return absentPart(comments.reason === 'not_found' ? 'gone' : 'comments_off');
  }
  if (comments.items.length === 0) {
    return absentPart('no_comments');
  }
  return foundPart({
    is_truncated: comments.truncated,
    items: comments.items.map(({ author, text, likeCount, replyCount, publishedAt }) => ({
      ...{ author: author ?? '', text, likes: likeCount, replies: replyCount, published_at: publishedAt },
    })),
  });
}
