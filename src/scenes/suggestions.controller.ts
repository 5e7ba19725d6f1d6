import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { WhileConnected } from '../common/while-connected.js';
import { ShotDto } from './shot.dto.js';
import { ApplySuggestionDto, SuggestDto, SuggestionDto } from './suggestion.dto.js';
import { SuggestionsService } from './suggestions.service.js';

@ApiTags('shots')
@Controller()
export class SuggestionsController {
  constructor(private readonly suggestions: SuggestionsService) {}

  @Post('ai/suggest')
  @ApiData(SuggestionDto, {
    summary: 'Suggest how to film a shot',
    description:
      'Makes a suggestion from your words and the shot, and keeps it in `ai_collaboration`; the shot itself and its ' +
      '`version` stay as they are. The configured language models are asked for 20 s at most in all, then the offline ' +
      'director does it, which always answers; `degraded` says so. The newest 50 of a shot are kept. A user has 20 a ' +
      'minute (RATE_LIMITED), and a server asks the models for eight at once (SERVICE_UNAVAILABLE).',
    status: 201,
    errors: ['SHOT_NOT_FOUND', 'CONTENT_REJECTED', 'SERVICE_UNAVAILABLE'],
  })
  suggestForShot(
    @CurrentUser() user: Requester,
    @Body() body: SuggestDto,
    @WhileConnected() signal: AbortSignal,
  ): Promise<SuggestionDto> {
    return this.suggestions.suggest(user.id, body, signal);
  }

  @Post('shots/:id/suggestions/:suggestion_id/apply')
  @ApiData(ShotDto, {
    summary: 'Apply a suggestion to its shot',
    description:
      'Writes what is suggested into `form_data`, as `PATCH /shots/{id}` would, and answers with the shot. Applied ' +
      'again it changes nothing more; a refused one is INVALID_STATE. With `version` a shot that somebody has changed ' +
      'meanwhile is a CONFLICT, whose `details.current` is the newest.',
    errors: ['SHOT_NOT_FOUND', 'SUGGESTION_NOT_FOUND', 'INVALID_STATE', 'CONFLICT'],
  })
  applySuggestion(
    @CurrentUser() user: Requester,
    @IdParam('SHOT') id: string,
    @IdParam('SUGGESTION', 'suggestion_id') suggestionId: string,
    @Body() body: ApplySuggestionDto,
  ): Promise<ShotDto> {
    return this.suggestions.apply(user.id, id, suggestionId, body);
  }

  @Post('shots/:id/suggestions/:suggestion_id/refuse')
  @ApiData(ShotDto, {
    summary: 'Refuse a suggestion for a shot',
    description:
      'Marks the suggestion as refused; the shot and its `version` stay as they are. Refused again it is as good as ' +
      'once; an applied one is INVALID_STATE.',
    errors: ['SHOT_NOT_FOUND', 'SUGGESTION_NOT_FOUND', 'INVALID_STATE'],
  })
  refuseSuggestion(
    @CurrentUser() user: Requester,
    @IdParam('SHOT') id: string,
    @IdParam('SUGGESTION', 'suggestion_id') suggestionId: string,
  ): Promise<ShotDto> {
    return this.suggestions.refuse(user.id, id, suggestionId);
  }
}
